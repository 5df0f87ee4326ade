// The settings of a connection and of its operations, typed, with their defaults. What each means
// is said where it is declared for users: connection_fields.cc, consumer_fields.cc,
// producer_fields.cc.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "message/error.h"
#include "message/secret_text.h"
#include "protocol/types.h"

namespace ipaas::mqtt::config {

using std::chrono::milliseconds;

struct broker_address {
  std::string host;          // name, IPv4, or IPv6 without brackets
  std::uint16_t port = 0;    // as given, or the protocol's default
  std::string path;          // with its slash; empty where none was given
  std::string text() const;  // host:port, [host]:port for IPv6
};

// What carries MQTT.
enum class transport_kind : std::uint8_t { tcp, tls, ws, wss };
constexpr bool uses_tls(transport_kind kind) {
  return kind == transport_kind::tls || kind == transport_kind::wss;
}
constexpr bool uses_websocket(transport_kind kind) {
  return kind == transport_kind::ws || kind == transport_kind::wss;
}

enum class tls_version : std::uint8_t { v1_2, v1_3 };

// Certificates and keys are PEM text, or the path of a file, which is read again at each connect. A
// file may also be PKCS#12: as the client's certificate it brings its key along.
struct tls_settings {
  secret_text client_certificate;  // empty: none; may hold the chain, and the key too
  secret_text client_key;          // empty: it is with the certificate
  secret_text client_key_password;
  std::string server_certificate;  // whom to trust; empty: the system's store
  std::string server_name;         // SNI and the name to verify; empty: the host
  std::vector<std::string> alpn;   // in the order of preference; empty: not offered
  tls_version minimum = tls_version::v1_2;
  bool skip_verify = false;
};

struct http_header {
  std::string name;
  secret_text value;  // often a token
};

enum class proxy_kind : std::uint8_t { http, socks5 };
struct proxy_settings {
  proxy_kind kind = proxy_kind::http;
  broker_address address;
  std::optional<std::string> username;
  secret_text password;
};

// A shared access key, from which the password of each connect is made. See transport/sas_token.h.
struct sas_settings {
  secret_text key;       // base64; empty: none
  std::string key_name;  // of a policy; empty: the key is the device's own
  std::chrono::seconds lifetime{3600};
};

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
