// What a connection does for messages whose flows fail.
#include <fmt/format.h>

#include "session/connection.h"

namespace ipaas::mqtt::session {

namespace {

using delivery::notice;

std::string name_of_message(const notice& about) {
  const std::string name = fmt::format("the message on \"{}\"", about.topic);
  return about.identifier == 0 ? name : fmt::format("{}, identifier {},", name, about.identifier);
}

std::string seconds(milliseconds span) {
  return fmt::format("{:.1f} s", static_cast<double>(span.count()) / 1000);
}

std::string capital(std::string text) {
  text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text;
}

std::string text_of(const notice& about) {
  const std::string name = capital(name_of_message(about));
  switch (about.what) {
    case notice::kind::given_up:
      return fmt::format("{} was given up after {} deliveries: it is acknowledged and dropped",
                         name, about.deliveries);
    case notice::kind::unsettled:
      return fmt::format("{} is unsettled since {}, for {}", name,
                         iso_time(std::chrono::system_clock::now() - about.age),
                         seconds(about.age));
    case notice::kind::taken_back:
      return fmt::format("{} was not settled within {}: it was taken back from its flow", name,
                         seconds(about.age));
    case notice::kind::letter_failed:
      return fmt::format(
          "The dead letter of {} could not be published; it is tried again in {}. {}",
          name_of_message(about), seconds(about.retry_in), about.failure->description);
  }
  return name;
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
    const auto failure = about.failure ? std::optional(*about.failure) : std::nullopt;
    tell(found->second, {event_kind::warning, text_of(about), failure, about.token});
  }
}

// Of a Consumer that is gone: its messages are somebody else's now.
void connection::give_up_dead_letters(operation_id operation) {
  engine_.sender().fail_operation(
      operation, describe(error_code::stopped, "The operation was closed"), engine_.outcomes());
}

}  // namespace ipaas::mqtt::session
