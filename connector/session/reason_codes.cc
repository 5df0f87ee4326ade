#include "session/reason_codes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

namespace ipaas::mqtt::session {

namespace {

struct reason_row {
  std::uint8_t reason;
  error_code code;
  std::string_view name;
};

// MQTT 5 table 2-6, the codes from 0x80 on, and those below that a DISCONNECT may carry; 0x00 is
// also what one without a reason means (section 3.14.2.1).
constexpr auto reasons = std::to_array<reason_row>({
    {0x00, error_code::connection_lost, "Normal disconnection"},
    {0x04, error_code::connection_lost, "Disconnect with will message"},
    {0x80, error_code::connection_lost, "Unspecified error"},
    {0x81, error_code::protocol_error, "Malformed packet"},
    {0x82, error_code::protocol_error, "Protocol error"},
    {0x83, error_code::server_unavailable, "Implementation specific error"},
    {0x84, error_code::protocol_version, "Unsupported protocol version"},
    {0x85, error_code::client_id_rejected, "Client identifier not valid"},
    {0x86, error_code::bad_credentials, "Bad user name or password"},
    {0x87, error_code::not_authorized, "Not authorized"},
    {0x88, error_code::server_unavailable, "Server unavailable"},
    {0x89, error_code::server_unavailable, "Server busy"},
    {0x8A, error_code::not_authorized, "Banned"},
    {0x8B, error_code::server_unavailable, "Server shutting down"},
    {0x8C, error_code::bad_credentials, "Bad authentication method"},
    {0x8D, error_code::ping_timeout, "Keep alive timeout"},
    {0x8E, error_code::client_id_taken, "Session taken over"},
    {0x8F, error_code::subscribe_rejected, "Topic filter invalid"},
    {0x90, error_code::topic_invalid, "Topic name invalid"},
    {0x91, error_code::protocol_error, "Packet identifier in use"},
    {0x92, error_code::protocol_error, "Packet identifier not found"},
    {0x93, error_code::protocol_error, "Receive maximum exceeded"},
    {0x94, error_code::protocol_error, "Topic alias invalid"},
    {0x95, error_code::packet_too_large, "Packet too large"},
    {0x96, error_code::server_unavailable, "Message rate too high"},
    {0x97, error_code::server_unavailable, "Quota exceeded"},
    {0x98, error_code::connection_lost, "Administrative action"},
    {0x99, error_code::publish_rejected, "Payload format invalid"},
    {0x9A, error_code::publish_rejected, "Retain not supported"},
    {0x9B, error_code::publish_rejected, "QoS not supported"},
    {0x9C, error_code::server_unavailable, "Use another server"},
    {0x9D, error_code::server_unavailable, "Server moved"},
    {0x9E, error_code::subscribe_rejected, "Shared subscriptions not supported"},
    {0x9F, error_code::server_unavailable, "Connection rate exceeded"},
    {0xA0, error_code::connection_lost, "Maximum connect time"},
    {0xA1, error_code::subscribe_rejected, "Subscription identifiers not supported"},
    {0xA2, error_code::subscribe_rejected, "Wildcard subscriptions not supported"},
});

// MQTT 3.1.1 table 3.1.
constexpr auto return_codes = std::to_array<reason_row>({
    {1, error_code::protocol_version, "unacceptable protocol version"},
    {2, error_code::client_id_rejected, "identifier rejected"},
    {3, error_code::server_unavailable, "server unavailable"},
    {4, error_code::bad_credentials, "bad user name or password"},
    {5, error_code::not_authorized, "not authorized"},
});

template <typename Table>
const reason_row* find(const Table& table, std::uint8_t reason) {
  const auto found = std::ranges::find(table, reason, &reason_row::reason);
  return found == table.end() ? nullptr : &*found;
}

error with_reason(error_code code, std::string detail, std::uint8_t reason,
                  const server_words& words) {
  if (!words.reason_string.empty()) {
    detail += fmt::format(", and says \"{}\"", words.reason_string);
  }
  if (!words.server_reference.empty()) {
    detail += fmt::format("; it names another server: \"{}\"", words.server_reference);
  }
  error result = describe(code, detail);
  result.reason_code = reason;
  return result;
}

}  // namespace

error_code code_of_reason(std::uint8_t reason) {
  const reason_row* row = find(reasons, reason);
  return row == nullptr ? error_code::connection_lost : row->code;
}

std::string_view name_of_reason(std::uint8_t reason) {
  const reason_row* row = find(reasons, reason);
  return row == nullptr ? "unknown reason" : row->name;
}

std::string_view name_of_return_code(std::uint8_t code) {
  const reason_row* row = find(return_codes, code);
  return row == nullptr ? "unknown" : row->name;
}

error connack_error(protocol::version version, std::uint8_t reason, const server_words& words) {
  if (version == protocol::version::v5) {
    return with_reason(code_of_reason(reason),
                       fmt::format("The broker refused the connection with reason code 0x{:02X} "
                                   "({})",
                                   reason, name_of_reason(reason)),
                       reason, words);
  }
  const reason_row* row = find(return_codes, reason);
  return with_reason(row == nullptr ? error_code::protocol_error : row->code,
                     fmt::format("The broker refused the connection with return code {} ({})",
                                 reason, name_of_return_code(reason)),
                     reason, words);
}

error disconnect_error(std::uint8_t reason, const server_words& words) {
  return with_reason(code_of_reason(reason),
                     fmt::format("The broker ended the connection with reason code 0x{:02X} ({})",
                                 reason, name_of_reason(reason)),
                     reason, words);
}

error suback_error(std::string_view filter, std::uint8_t code) {
  return with_reason(
      error_code::subscribe_rejected,
      fmt::format("The broker refused the topic filter \"{}\" with code 0x{:02X} ({})", filter,
                  code, name_of_reason(code)),
      code, {});
}

}  // namespace ipaas::mqtt::session
