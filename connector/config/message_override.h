// What a message says of its own publication: the member "mqtt" of its attribute, which goes before
// the Producer's parameters. Placeholders have no meaning in it, since it comes with the data.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/producer_settings.h"
#include "message/error.h"

namespace ipaas::mqtt::config {

struct message_override {
  std::optional<std::string> topic;
  std::optional<protocol::qos> qos;
  std::optional<bool> retain;
  std::optional<publish_properties> properties;
};

// Where it stands, for the fields of errors.
inline constexpr std::string_view override_pointer = "/attribute/mqtt";

// Whether reading `attribute` could find one: cheap, for every message, and seldom wrong.
inline bool may_hold_override(std::string_view attribute) {
  return attribute.find("\"mqtt\"") != std::string_view::npos;
}

// Reads it into `out`, which stays empty when there is none. Types are checked here and texts where
// they are used. The answer is what is wrong: MQTT:PUBLISH_REJECTED with its field.
std::optional<error> read_override(std::string_view attribute, message_override& out);

}  // namespace ipaas::mqtt::config
