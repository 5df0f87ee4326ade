#include "consumption.h"

#include <fmt/format.h>

#include <array>

#include "message_json.h"

namespace ipaas::command_line {

consumption::consumption(const consumption_plan& plan, channel& source, environment& around)
    : plan_(plan),
      source_(source),
      around_(around),
      due_(plan.settle_delay),
      deadline_(plan.time ? clock::now() + *plan.time : never) {}

exit_status consumption::run() {
  std::optional<exit_status> status;
  while (!(status = ending())) turn();
  finish(*status);
  around_.total.reconnects = source_.reconnects();
  return *status;
}

void consumption::turn() {
  wait_readable(std::array{around_.signal.fd(), source_.fd()}, next_event());
  take();
  settle_due();
  show_counter();
}

// A message is settled only after its line has been written: what the reader did not get, the
// broker gives again.
void consumption::take() {
  source_.take([this](const host::record& record) { keep(record); });
  output_ended_ = !around_.print(lines_);
  lines_.clear();
  if (plan_.verdict && !output_ended_) {
    for (const auto token : taken_) due_.push(token, clock::now());
  }
  taken_.clear();
}

// Messages beyond the count come along in the same buffer. They are left unsettled, not lost.
void consumption::keep(const host::record& message) {
  if (message.kind != IPAAS_KIND_MESSAGE) return;
  if (count_reached()) {
    messages_are_left_ = true;
    return;
  }
  ++around_.total.consumed;
  taken_.push_back(message.token);
  append_message_line(lines_,
                      {message.payload, message.error, message.attribute, message.variable});
}

void consumption::settle_due() {
  const auto settle = [this](std::uint64_t token) {
    source_.outgoing().settle(token, *plan_.verdict);
  };
  const auto count = due_.release(clock::now(), settle);
  if (plan_.verdict == IPAAS_ACCEPT) around_.total.accepted += count;
  if (plan_.verdict == IPAAS_RETRY) around_.total.retried += count;
  if (plan_.verdict == IPAAS_REJECT) around_.total.rejected += count;
  source_.flush();
}

std::optional<exit_status> consumption::ending() {
  if (source_.failed()) {
    around_.complain(source_.failure());
    return exit_status::failed;
  }
  if (around_.signal.received()) return exit_status::done;
  if (output_ended_) {
    around_.complain("standard output was closed by its reader");
    return exit_status::failed;
  }
  if (count_reached() && due_.empty() && !source_.backlog()) return exit_status::done;
  if (clock::now() < deadline_) return std::nullopt;
  return plan_.count ? exit_status::time_over : exit_status::done;
}

// The stop waits for what is still held. Where that is on purpose (verdicts not given, messages
// beyond the count), only for the moment that the verdicts given before it need to leave.
void consumption::finish(exit_status status) {
  if (status == exit_status::failed && source_.failed()) return;
  around_.signal.let_the_next_one_kill();
  const auto& total = around_.total;
  const bool all_settled = !messages_are_left_ && total.consumed == total.accepted + total.rejected;
  const auto timeout = milliseconds(all_settled ? 2000 : 500);
  stop_channel(source_, timeout, [](const host::record&) {});
}

bool consumption::count_reached() const {
  return plan_.count && around_.total.consumed >= *plan_.count;
}

time_point consumption::next_event() const {
  return std::min({due_.next(), deadline_, source_.next_try(), around_.next_line()});
}

void consumption::show_counter() {
  const auto now = clock::now();
  around_.statistics.show_due(now);
  if (!around_.counter.due(now)) return;
  const auto& total = around_.total;
  around_.counter.show(fmt::format("consumed {}  accepted {}  retried {}  rejected {}",
                                   total.consumed, total.accepted, total.retried, total.rejected),
                       now);
}

}  // namespace ipaas::command_line
