// The properties of a PUBLISH that people give as text, and what MQTT carries of each.
#pragma once

#include <string>
#include <string_view>

#include "config/producer_settings.h"
#include "protocol/properties.h"

namespace ipaas::mqtt::config {

struct text_property {
  std::string_view key;
  protocol::property_id id;
  std::optional<std::string> publish_properties::*place;
};

inline constexpr text_property text_properties[] = {
    {"contentType", protocol::property_id::content_type, &publish_properties::content_type},
    {"responseTopic", protocol::property_id::response_topic, &publish_properties::response_topic},
    {"correlationData", protocol::property_id::correlation_data,
     &publish_properties::correlation_data},
    {"messageExpiry", protocol::property_id::message_expiry_interval,
     &publish_properties::message_expiry}};

// Fills `out` with what `text` stands for as the property out.id; its views point into `text` or
// into `memory`. Or says why it cannot be that: "it is no base64".
protocol::malformed read_property(std::string_view text, std::string& memory,
                                  protocol::property& out);

// Why `text` cannot be a part of a user property.
protocol::malformed check_property_text(std::string_view text);

}  // namespace ipaas::mqtt::config
