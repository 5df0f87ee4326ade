#include "production.h"

#include <fmt/format.h>

#include <array>

#include "message_json.h"

namespace ipaas::command_line {

production::production(const production_plan& plan, message_input& input, channel& target,
                       environment& around)
    : plan_(plan),
      input_(input),
      target_(target),
      around_(around),
      pace_(plan.rate, clock::now()) {}

exit_status production::run() {
  fill();
  while (!ending()) turn();
  return finish();
}

void production::turn() {
  target_.flush();
  wait();
  if (input_is_dry_ && has_room()) {
    input_.read();
    input_is_dry_ = false;
  }
  take();
  fill();
  show_counter();
}

// The input is waited for only when nothing else can go, so that what it has is read no faster than
// the plugin takes it.
void production::wait() {
  const bool wants_input = input_is_dry_ && has_room();
  const bool has_more = !input_is_dry_ && has_room() && !input_.at_end();
  const auto next_message = has_more ? pace_.next() : never;
  const auto until = std::min({next_message, target_.next_try(), around_.next_line()});
  wait_readable(std::array{around_.signal.fd(), target_.fd(), wants_input ? input_.fd() : -1},
                until);
}

bool production::has_room() const { return !target_.backlog(); }

// One batch, then the plugin is asked.
void production::fill() {
  constexpr std::size_t batch_bytes = std::size_t{256} * 1024;
  if (!has_room()) return;
  while (!input_is_dry_ && !input_.at_end() && target_.outgoing().data().size() < batch_bytes) {
    const auto now = clock::now();
    if (now < pace_.next()) return;
    auto message = input_.next();
    input_is_dry_ = !message && !input_.at_end();
    if (!message) return;
    pace_.count(now);
    message->error.empty() ? submit(std::move(*message)) : refuse(*message);
  }
}

void production::submit(input_message message) {
  const auto token = ++last_token_;
  target_.outgoing().publish(token, message.payload, message.attribute, message.variable);
  pending_.emplace(token, std::move(message));
}

// What is no message in the input never reaches the plugin, and is printed like one that failed.
void production::refuse(const input_message& message) {
  ++around_.total.failed;
  append_message_line(lines_, {message.payload, message.error, {}, {}});
}

void production::take() {
  target_.take([this](const host::record& record) { note(record); });
  output_ended_ = !around_.print(lines_) || output_ended_;
  lines_.clear();
}

void production::note(const host::record& outcome) {
  auto known = pending_.extract(outcome.token);
  if (outcome.kind != IPAAS_KIND_OUTCOME || known.empty()) return;
  const bool succeeded = outcome.code == IPAAS_SUCCEEDED;
  count(outcome.code, around_.total);
  if (!succeeded || plan_.printed == printed_outcomes::all) print(outcome, known.mapped());
}

void production::print(const host::record& outcome, const input_message& message) {
  const auto part = [&](std::uint32_t flag, std::string_view changed, std::string_view submitted) {
    return (outcome.flags & flag) != 0 ? submitted : changed;
  };
  append_message_line(
      lines_, {part(IPAAS_INHERITED_PAYLOAD, outcome.payload, message.payload), outcome.error,
               part(IPAAS_INHERITED_ATTRIBUTE, outcome.attribute, message.attribute),
               part(IPAAS_INHERITED_VARIABLE, outcome.variable, message.variable)});
}

bool production::ending() {
  if (around_.signal.received() || target_.failed() || output_ended_) return true;
  return input_.at_end() && pending_.empty() && lines_.empty();
}

// What the plugin has accepted gets its outcome before the stop is over.
exit_status production::finish() {
  around_.signal.let_the_next_one_kill();
  stop_channel(target_, milliseconds(target_.failed() ? 500 : 5000),
               [this](const host::record& record) { note(record); });
  give_up_rest();
  around_.print(lines_);
  around_.total.reconnects = target_.reconnects();
  if (target_.failed()) around_.complain(target_.failure());
  if (around_.output_closed()) around_.complain("standard output was closed by its reader");
  const bool good = around_.total.failed == 0 && !target_.failed() && !around_.output_closed();
  return good ? exit_status::done : exit_status::failed;
}

// Messages that were read and that the plugin had no room for: they are not lost in silence.
void production::give_up_rest() {
  constexpr auto error =
      R"({"Code": "CORE:STATE", "Description": "Not submitted: the program ended before the plugin )"
      R"(had room for this message. Publish it again.", "Retryable": true})";
  around_.total.failed += pending_.size();
  for (const auto& [token, message] : pending_) {
    append_message_line(lines_, {message.payload, error, message.attribute, message.variable});
  }
  pending_.clear();
}

void production::show_counter() {
  const auto now = clock::now();
  around_.statistics.show_due(now);
  if (!around_.counter.due(now)) return;
  const auto& total = around_.total;
  around_.counter.show(fmt::format("succeeded {}  failed {}  waiting {}", total.succeeded,
                                   total.failed, pending_.size()),
                       now);
}

}  // namespace ipaas::command_line
