// The codes of what can go wrong: the table schema/errors.json. The code decides whether trying
// again can help.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ipaas::mqtt {

// One enumerator for each entry of schema/errors.json, in its order; a test compares the two.
enum class error_code : std::uint8_t {
  core_config,
  core_runtime,
  core_state,
  core_resource,
  dns,
  connect_refused,
  connect_timeout,
  proxy,
  tls_certificate,
  tls_hostname,
  tls_handshake,
  websocket,
  protocol_version,
  client_id_rejected,
  bad_credentials,
  not_authorized,
  server_unavailable,
  client_id_taken,
  connection_lost,
  ping_timeout,
  write_timeout,
  not_connected,
  protocol_error,
  packet_too_large,
  subscribe_rejected,
  topic_invalid,
  publish_rejected,
  outbox_full,
  outbox_expired,
  stopped,
};
inline constexpr std::size_t error_code_count = 30;

// A row of the table. The views live as long as the library.
struct error_entry {
  std::string_view code;       // "MQTT:DNS"
  bool retryable;              // the same thing may succeed later without a change by a person
  std::string_view cause_en;   // what happened and its likely cause, one sentence
  std::string_view remedy_en;  // what to do, one sentence
  std::string_view cause_zh;
  std::string_view remedy_zh;
};
const error_entry& entry_of(error_code code);
std::string_view name_of(error_code code);
bool is_retryable(error_code code);

}  // namespace ipaas::mqtt
