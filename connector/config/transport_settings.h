// The settings of the way to a broker, typed, with their defaults.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "message/secret_text.h"

namespace ipaas::mqtt::config {

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

}  // namespace ipaas::mqtt::config
