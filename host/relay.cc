#include "relay.h"

namespace ipaas::command_line {

std::uint32_t verdict_of(std::uint32_t outcome) {
  switch (outcome) {
    case IPAAS_SUCCEEDED:
    case IPAAS_KEPT:
      return IPAAS_ACCEPT;
    case IPAAS_FAILED_RETRYABLE:
      return IPAAS_RETRY;
    default:
      return IPAAS_REJECT;
  }
}

relay::relay(channel& source, channel& target, counts& total, decision decide,
             failure_handler failed)
    : source_(source),
      target_(target),
      total_(total),
      decide_(std::move(decide)),
      failed_(std::move(failed)) {}

// While the target has no room, no further message is taken: the source's window then holds the
// broker back.
void relay::turn() {
  target_.take([this](const host::record& record) { settle(record); });
  if (!target_.backlog()) {
    source_.take([this](const host::record& record) { forward(record); });
  }
  target_.flush();
  source_.flush();
}

// The token of the message names its publication too: it is unique as long as it is unsettled,
// which is until the outcome.
void relay::forward(const host::record& message) {
  if (message.kind != IPAAS_KIND_MESSAGE) return;
  const auto next = decide_(message);
  if (next == step::leave) return;
  ++total_.consumed;
  if (next == step::accept) return give_verdict(message.token, IPAAS_ACCEPT);
  ++in_flight_;
  target_.outgoing().publish(message.token, message.payload, message.attribute, message.variable);
}

void relay::settle(const host::record& outcome) {
  if (outcome.kind != IPAAS_KIND_OUTCOME) return;
  --in_flight_;
  count(outcome.code, total_);
  if (outcome.code != IPAAS_SUCCEEDED) failed_(outcome);
  give_verdict(outcome.token, verdict_of(outcome.code));
}

void relay::give_verdict(std::uint64_t token, std::uint32_t verdict) {
  if (verdict == IPAAS_ACCEPT) ++total_.accepted;
  if (verdict == IPAAS_RETRY) ++total_.retried;
  if (verdict == IPAAS_REJECT) ++total_.rejected;
  source_.outgoing().settle(token, verdict);
}

}  // namespace ipaas::command_line
