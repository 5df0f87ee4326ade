// Rejected messages of Consumers with a dead-letter topic: held until the letter has arrived.
#include "delivery/inbound.h"

namespace ipaas::mqtt::delivery {

namespace {

// A letter that could not be published is tried again after this, then after twice that, and so on.
constexpr milliseconds first_delay{1000};

}  // namespace

// The flow is done with the message, the connection is not.
void inbound::send_letter(slot& entry, holding& part, consumer& by, const error_text& error,
                          inbound_outputs& out) {
  const operation_id operation = part.operation;
  const std::uint64_t token = token_of(index_of(entry));
  part.status = holding::state::letter;
  ++by.letters;
  letters_[{token, operation}] = {error, 0};
  out.dead_letters.push_back({operation, token});
  if (by.rules.one_at_a_time && !by.stopped) hand_next(by, operation, out);
}

std::optional<dead_letter> inbound::dead_letter_of(const letter_reference& wanted) {
  const auto found = letters_.find({wanted.token, wanted.operation});
  if (found == letters_.end()) return {};
  slot& entry = *find(wanted.token);
  const std::shared_ptr<const std::string>& error = found->second.error;
  return dead_letter{consumers_.at(wanted.operation).rules.dead_letters, entry.message,
                     part_of(entry, wanted.operation)->deliveries,
                     error ? std::string_view(*error) : std::string_view()};
}

void inbound::on_dead_letter(const letter_reference& of,
                             const std::shared_ptr<const error>& failure, time_point now,
                             inbound_outputs& out) {
  const auto found = letters_.find({of.token, of.operation});
  if (found == letters_.end()) return;  // its Consumer was removed in the meantime
  slot& entry = *find(of.token);
  holding& part = *part_of(entry, of.operation);
  if (failure) {
    const milliseconds delay = delay_before(++found->second.failures, first_delay);
    note(notice::kind::letter_failed, entry, part, out);
    out.notices.back().failure = failure;
    out.notices.back().retry_in = delay;
    return set_alarm({now + delay, of.token, of.operation, alarm::kind::letter});
  }
  letters_.erase(found);
  ++counters_.dead_letters;
  --consumers_.at(of.operation).letters;
  part.status = holding::state::done;
  if (--entry.undone == 0) all_done(index_of(entry), out);
}

}  // namespace ipaas::mqtt::delivery
