// The settings of a Consumer, typed, with their defaults.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "protocol/types.h"

namespace ipaas::mqtt::config {

using std::chrono::milliseconds;

struct subscription {
  std::string filter;
  protocol::qos qos = protocol::qos::at_most_once;
};

enum class ack_mode : std::uint8_t { after_flow_success, immediate };

// What MQTT 5 lets a subscriber ask for beside the QoS (section 3.8.3.1).
struct subscribe_options {
  enum class retain_handling : std::uint8_t { send, send_if_new, do_not_send };
  bool no_local = false;
  bool retain_as_published = false;
  retain_handling retained = retain_handling::send;
  bool operator==(const subscribe_options&) const = default;
};

// What becomes of a message that the broker had kept from before the subscription.
enum class retained_messages : std::uint8_t { deliver, skip };
enum class ack_order : std::uint8_t { as_received, as_settled };

// What to do about a message that is not settled in time.
enum class overdue_action : std::uint8_t { report, retry };

struct consumer_settings {
  std::vector<subscription> subscriptions;  // as the broker is asked: with $share/<group>/
  std::string shared_group;                 // empty: none
  retained_messages retained = retained_messages::deliver;
  subscribe_options options;
  mqtt::config::ack_mode ack_mode = ack_mode::after_flow_success;
  mqtt::config::ack_order ack_order = ack_order::as_received;
  milliseconds redelivery_delay{1000};
  std::uint32_t max_deliveries = 0;  // 0: no limit
  milliseconds settle_timeout{0};    // 0: none
  overdue_action settle_timeout_action = overdue_action::report;
  std::string dead_letter_topic;  // empty: none
  bool dead_letter_envelope = false;
};

}  // namespace ipaas::mqtt::config
