// The settings of a connection, typed, with their defaults.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/transport_settings.h"
#include "message/error_style.h"
#include "message/secret_text.h"
#include "protocol/types.h"

namespace ipaas::mqtt::config {

using std::chrono::milliseconds;

struct will_settings {
  std::string topic;
  std::string payload;
  protocol::qos qos = protocol::qos::at_most_once;
  bool retain = false;
};

// Schedules of attempts: see session/reconnect_schedule.h.
enum class reconnect_strategy : std::uint8_t { calm, normal, aggressive };

struct connection_settings {
  std::vector<broker_address> brokers;  // at least one; tried in order
  std::string client_id;                // empty: the server, or the session, makes one up
  std::optional<std::string> username;
  std::optional<secret_text> password;
  transport_kind transport = transport_kind::tcp;
  tls_settings tls;                             // where the transport uses TLS
  std::vector<http_header> web_socket_headers;  // where it uses WebSocket
  std::optional<proxy_settings> proxy;
  sas_settings sas;
  protocol::version mqtt_version = protocol::version::v3_1_1;

  std::optional<will_settings> will;
  bool clean_session = true;
  std::chrono::seconds session_expiry{0};  // MQTT 5
  bool order = false;
  std::chrono::seconds keep_alive{30};  // 0: off; else 5 s or more
  milliseconds ping_timeout{10'000};
  milliseconds connect_timeout{30'000};
  bool auto_reconnect = false;
  milliseconds max_reconnect_interval{600'000};
  bool connect_retry = false;
  milliseconds connect_retry_interval{30'000};
  std::optional<reconnect_strategy> strategy;  // instead of the two switches and intervals
  milliseconds write_timeout{0};               // 0: never
  error_style errors{};                        // how errors and events are told to the host

  std::uint16_t max_in_flight = 1000;
  std::size_t max_in_flight_bytes = std::size_t{64} << 20;
  std::size_t max_packet_size = std::size_t{16} << 20;
  std::size_t outbox_max_messages = 100'000;
  std::size_t outbox_max_bytes = std::size_t{256} << 20;
  milliseconds outbox_max_age{0};  // 0: none
  std::string state_directory;     // empty: nothing is kept on disk
};

}  // namespace ipaas::mqtt::config
