// MQTT 5 properties: identifiers, types, which packet may carry which, and reading them one by one
// (MQTT 5 section 2.2.2, table 2-4).
#pragma once

#include <optional>

#include "protocol/types.h"

namespace ipaas::mqtt::protocol {

enum class property_id : std::uint8_t {
  payload_format_indicator = 0x01,
  message_expiry_interval = 0x02,
  content_type = 0x03,
  response_topic = 0x08,
  correlation_data = 0x09,
  subscription_identifier = 0x0B,
  session_expiry_interval = 0x11,
  assigned_client_identifier = 0x12,
  server_keep_alive = 0x13,
  authentication_method = 0x15,
  authentication_data = 0x16,
  request_problem_information = 0x17,
  will_delay_interval = 0x18,
  request_response_information = 0x19,
  response_information = 0x1A,
  server_reference = 0x1C,
  reason_string = 0x1F,
  receive_maximum = 0x21,
  topic_alias_maximum = 0x22,
  topic_alias = 0x23,
  maximum_qos = 0x24,
  retain_available = 0x25,
  user_property = 0x26,
  maximum_packet_size = 0x27,
  wildcard_subscription_available = 0x28,
  subscription_identifier_available = 0x29,
  shared_subscription_available = 0x2A,
};

// One property. `number` is set for the integer types, `text` for strings and binary data, `name`
// and `text` for a user property.
struct property {
  property_id id{};
  std::uint32_t number = 0;
  std::string_view name{};
  std::string_view text{};
};

// Checks a run of properties (without its length) that stands in a packet of `type`: known, allowed
// there, whole, in range, valid UTF-8, and at most once where the specification says so.
malformed validate_properties(packet_type type, bytes properties);

// Reads properties that validate_properties has passed, one by one.
class property_reader {
 public:
  explicit property_reader(bytes properties) : rest_(properties) {}
  std::optional<property> next();

 private:
  bytes rest_;
};

// Splits `data` at the properties' length field: `properties` is the run, `rest` what follows it.
malformed split_properties(bytes data, bytes& properties, bytes& rest);

// Reads a variable byte integer at the start of `data`: its value and size; size 0 if it is cut
// short or longer than four bytes.
struct variable_byte_integer {
  std::uint32_t value = 0;
  std::uint8_t size = 0;
};
variable_byte_integer read_variable_byte_integer(bytes data);

}  // namespace ipaas::mqtt::protocol
