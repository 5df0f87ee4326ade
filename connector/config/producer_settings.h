// The settings of a Producer, typed, with their defaults.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "protocol/types.h"

namespace ipaas::mqtt::config {

// The MQTT 5 properties of a message to publish, as people write them: text, which property_value.h
// turns into what MQTT carries. An empty one leaves the property out.
struct publish_properties {
  std::optional<std::string> content_type;
  std::optional<std::string> response_topic;
  std::optional<std::string> correlation_data;  // base64
  std::optional<std::string> message_expiry;    // a duration
  std::optional<std::uint8_t> payload_format_indicator;
  using pair = std::pair<std::string, std::string>;
  std::optional<std::vector<pair>> user_properties;
};

struct producer_settings {
  std::string topic;                   // a template, see template_text.h
  std::optional<std::string> payload;  // a template; absent: the message's own payload
  protocol::qos qos = protocol::qos::at_most_once;
  bool retain = false;
  publish_properties properties;  // every text but a user property's name is a template
};

}  // namespace ipaas::mqtt::config
