// Checks packets of every type that a server may send, whole, before anything else reads them: one
// malformed packet of seven bytes ends the process inside the client library of Debian 12.
#pragma once

#include "protocol/types.h"

namespace ipaas::mqtt::protocol {

// Checks one packet from a server: that a server may send this type at all (not CONNECT, SUBSCRIBE,
// UNSUBSCRIBE, PINGREQ; AUTH and DISCONNECT only in MQTT 5), flags, lengths, identifiers, reason
// codes that this type may carry, every property, UTF-8.
malformed validate_from_server(version protocol_version, std::uint8_t first, bytes body);

}  // namespace ipaas::mqtt::protocol
