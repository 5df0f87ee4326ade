#include "flow_run.h"

#include <fmt/format.h>

#include "error_text.h"

namespace ipaas::command_line {

flow_run::flow_run(const flow_limits& limits, channel& source, channel& target, environment& around)
    : limits_(limits),
      source_(source),
      target_(target),
      around_(around),
      deadline_(limits.time ? clock::now() + *limits.time : never),
      relay_(
          source, target, around.total, [this](const host::record&) { return next_step(); },
          [this](const host::record& outcome) { tell(outcome); }) {}

exit_status flow_run::run() {
  std::optional<exit_status> status;
  while (!(status = ending())) turn();
  finish();
  return *status;
}

void flow_run::turn() {
  const auto until =
      std::min({deadline_, source_.next_try(), target_.next_try(), around_.next_line()});
  // A source that is not taken from would be readable all the time.
  const int source = target_.backlog() ? -1 : source_.fd();
  wait_readable(std::array{around_.signal.fd(), source, target_.fd()}, until);
  relay_.turn();
  show_counter();
}

// No more messages are begun than are asked for; a retried one comes again and has its place.
relay::step flow_run::next_step() const {
  const bool enough = limits_.count && finished() + relay_.in_flight() >= *limits_.count;
  return enough ? relay::step::leave : relay::step::publish;
}

void flow_run::tell(const host::record& outcome) {
  around_.log.warning(fmt::format("a publication failed: {}", error_text(outcome.error)));
}

std::optional<exit_status> flow_run::ending() {
  for (const auto* side : {&source_, &target_}) {
    if (!side->failed()) continue;
    around_.complain(side->failure());
    return exit_status::failed;
  }
  if (around_.signal.received()) return exit_status::done;
  if (limits_.count && finished() >= *limits_.count && !source_.backlog()) {
    return exit_status::done;
  }
  if (clock::now() < deadline_) return std::nullopt;
  return limits_.count ? exit_status::time_over : exit_status::done;
}

// First what is on its way ends, then the verdicts that follow from it leave, then the operations
// stop. Where both have failed there is nothing to wait for.
void flow_run::finish() {
  around_.signal.let_the_next_one_kill();
  limits_.count = 0;  // nothing new is begun
  const auto patience = clock::now() + milliseconds(2000);
  const auto waits = [&] { return relay_.in_flight() > 0 || source_.backlog(); };
  while (waits() && !source_.failed() && !target_.failed() && clock::now() < patience) {
    wait_readable(std::array{target_.fd()},
                  std::min({patience, source_.next_try(), target_.next_try()}));
    relay_.turn();
  }
  for (auto* side : {&target_, &source_}) {
    if (!side->failed()) stop_channel(*side, milliseconds(500), [](const host::record&) {});
  }
}

void flow_run::show_counter() {
  const auto now = clock::now();
  around_.statistics.show_due(now);
  if (!around_.counter.due(now)) return;
  const auto& total = around_.total;
  around_.counter.show(fmt::format("consumed {}  accepted {}  retried {}  rejected {}",
                                   total.consumed, total.accepted, total.retried, total.rejected),
                       now);
}

}  // namespace ipaas::command_line
