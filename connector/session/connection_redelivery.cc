// What a connection does for messages whose flows fail.
#include <fmt/format.h>

#include "session/connection.h"

namespace ipaas::mqtt::session {

namespace {

using delivery::notice;

std::string name_of_message(const notice& about) {
  const std::string name = fmt::format("The message on \"{}\"", about.topic);
  return about.identifier == 0 ? name : fmt::format("{}, identifier {},", name, about.identifier);
}

std::string seconds(milliseconds span) {
  return fmt::format("{:.1f} s", static_cast<double>(span.count()) / 1000);
}

std::string text_of(const notice& about) {
  const std::string name = name_of_message(about);
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
  }
  return name;
}

}  // namespace

delivery::inbound::consumer_rules connection::rules_of(
    const config::consumer_settings& settings) const {
  return {.one_at_a_time = settings_.order,
          .redelivery_delay = settings.redelivery_delay,
          .max_deliveries = settings.max_deliveries,
          .settle_timeout = settings.settle_timeout,
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
    const auto found = operations_.find(about.operation);
    if (found == operations_.end()) continue;
    tell(found->second, {event_kind::warning, text_of(about), std::nullopt, about.token});
  }
}

}  // namespace ipaas::mqtt::session
