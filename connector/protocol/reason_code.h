// The reason codes of MQTT 5 and the return codes of 3.x: which packet from a server may carry
// which (MQTT 5 section 2.4, table 2-6; MQTT 3.1.1 sections 3.2.2.3 and 3.9.3).
#pragma once

#include "protocol/types.h"

namespace ipaas::mqtt::protocol {

inline constexpr std::uint8_t unsupported_protocol_version = 0x84;

// Whether a packet of this type from a server may carry the code. The four acknowledgements carry
// the same codes both ways.
bool may_carry(version protocol_version, packet_type type, std::uint8_t code);

}  // namespace ipaas::mqtt::protocol
