// host:port, as it stands in the addresses of brokers and of proxies.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config/transport_settings.h"
#include "message/phrase.h"

namespace ipaas::mqtt::config {

// Reads name, name:port, IPv4 or [IPv6] into host and port. Without a port it is `default_port`; 0:
// the port must be given. Returns what is wrong, the end of a sentence.
std::optional<phrase> read_host_port(std::string_view authority, std::uint16_t default_port,
                                     broker_address& out);

}  // namespace ipaas::mqtt::config
