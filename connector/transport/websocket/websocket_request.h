// What a WebSocket's handshake asks for, and whether the answer grants it. Sans-I/O.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/transport_settings.h"
#include "message/error.h"
#include "transport/http_answer.h"

namespace ipaas::mqtt::transport {

inline constexpr std::string_view websocket_subprotocol = "mqtt";

// The value of Host: the port is left out where it is the protocol's own.
std::string host_header(const config::broker_address& address, config::transport_kind kind);

// Nothing, or why the request cannot be sent: what would break it, or stand in for a header of the
// handshake itself. The values of headers are in no error.
std::optional<error> fault_in_request(std::string_view path,
                                      const std::vector<config::http_header>& headers);

// Nothing when the answer, which is complete, upgrades to MQTT. Sec-WebSocket-Accept is Beast's to
// check.
std::optional<error> fault_in_upgrade(const http_answer& answer, std::string_view path);

}  // namespace ipaas::mqtt::transport
