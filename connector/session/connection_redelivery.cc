// What a connection does for messages whose flows fail.
#include <fmt/format.h>

#include "session/connection.h"

#include "message/problem_text.h"

namespace ipaas::mqtt::session {

namespace {

using delivery::notice;

event_member told_span(std::string_view name, milliseconds span) {
  return told(name, std::to_string(span.count()),
              fmt::format("{:.1f} s", static_cast<double>(span.count()) / 1000));
}

event event_of(const notice& about) {
  event told_of;
  told_of.token = about.token;
  told_of.members = {told("topic", about.topic), told("messageID", about.identifier)};
  const auto add = [&](event_member member) { told_of.members.push_back(std::move(member)); };
  switch (about.what) {
    case notice::kind::given_up:
      told_of.name = event_name::given_up;
      add(told("deliveries", about.deliveries));
      break;
    case notice::kind::unsettled:
      told_of.name = event_name::unsettled;
      add(told("since", iso_time(std::chrono::system_clock::now() - about.age)));
      add(told_span("ageMs", about.age));
      break;
    case notice::kind::taken_back:
      told_of.name = event_name::taken_back;
      add(told_span("ageMs", about.age));
      break;
    case notice::kind::letter_failed:
      told_of.name = event_name::letter_failed;
      add(told_span("retryInMs", about.retry_in));
      break;
  }
  if (about.failure) told_of.failure = *about.failure;
  return told_of;
}

}  // namespace

delivery::inbound::consumer_rules connection::rules_of(
    const config::consumer_settings& settings) const {
  return {.one_at_a_time = settings_.order,
          .answer_at_once = settings.ack_order == config::ack_order::as_settled,
          .redelivery_delay = settings.redelivery_delay,
          .skips_retained = settings.retained == config::retained_messages::skip,
          .max_deliveries = settings.max_deliveries,
          .settle_timeout = settings.settle_timeout,
          .dead_letters = {settings.dead_letter_topic, settings.dead_letter_envelope},
          .take_back = settings.settle_timeout_action == config::overdue_action::retry};
}

void connection::tell_time() {
  for (const auto& [operation, entry] : operations_) {
    if (entry.consumes) engine_.receiver().note_taken(operation, entry.port->taken());
  }
  engine_.on_time(transport::clock::now());
}

void connection::report_notices() {
  for (const notice& about : std::exchange(engine_.received().notices, {})) {
    // A connection that will not come back has said so.
    const bool failed = fsm_.current() == session_fsm::state::failed;
    if (failed && about.what == notice::kind::letter_failed) continue;
    const auto found = operations_.find(about.operation);
    if (found == operations_.end() || found->second.failed) continue;
    tell(found->second, event_of(about));
  }
}

// Of a Consumer that is gone: its messages are somebody else's now.
void connection::give_up_dead_letters(operation_id operation) {
  engine_.sender().fail_operation(
      operation, describe(error_code::stopped, say(problem::operation_closed)), engine_.outcomes());
}

}  // namespace ipaas::mqtt::session
