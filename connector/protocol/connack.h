// What CONNACK says about the session and the server's limits (MQTT 3.1.1 and 5, section 3.2).
#pragma once

#include <optional>

#include "protocol/types.h"

namespace ipaas::mqtt::protocol {

// Absent properties have the value that the specification gives to their absence.
struct connack {
  bool session_present = false;
  std::uint8_t reason = 0;  // 0 success; the return code of 3.x or the reason code of 5
  std::uint16_t receive_maximum = 65'535;
  qos maximum_qos = qos::exactly_once;
  bool retain_available = true;
  std::uint32_t maximum_packet_size = 0;  // 0: no limit
  std::uint16_t topic_alias_maximum = 0;
  bool wildcard_subscription_available = true;
  bool subscription_identifier_available = true;
  bool shared_subscription_available = true;
  std::optional<std::uint16_t> server_keep_alive{};
  std::optional<std::uint32_t> session_expiry_interval{};
  std::string_view assigned_client_identifier{};
  std::string_view reason_string{};
  std::string_view server_reference{};
};

malformed parse_connack(version protocol_version, std::uint8_t first, bytes body, connack& out);

}  // namespace ipaas::mqtt::protocol
