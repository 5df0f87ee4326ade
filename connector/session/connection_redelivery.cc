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

std::string text_of(const notice& about) {
  return fmt::format("{} was given up after {} deliveries: it is acknowledged and dropped",
                     name_of_message(about), about.deliveries);
}

}  // namespace

delivery::inbound::consumer_rules connection::rules_of(
    const config::consumer_settings& settings) const {
  return {.one_at_a_time = settings_.order,
          .redelivery_delay = settings.redelivery_delay,
          .max_deliveries = settings.max_deliveries};
}

void connection::report_notices() {
  for (const notice& about : std::exchange(engine_.received().notices, {})) {
    const auto found = operations_.find(about.operation);
    if (found == operations_.end()) continue;
    tell(found->second, {event_kind::warning, text_of(about), std::nullopt, about.token});
  }
}

}  // namespace ipaas::mqtt::session
