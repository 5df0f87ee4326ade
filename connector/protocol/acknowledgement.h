// PUBACK, PUBREC, PUBREL and PUBCOMP: one layout for all four (MQTT 5 sections 3.4 to 3.7).
#pragma once

#include "protocol/types.h"

namespace ipaas::mqtt::protocol {

struct acknowledgement {
  packet_type type = packet_type::puback;
  std::uint16_t identifier = 0;
  std::uint8_t reason = 0;           // 0 in 3.x and where MQTT 5 leaves it out
  std::string_view reason_string{};  // MQTT 5, may be empty; points into the parsed bytes
};

// Parses the body of one of the four. Checks flags, lengths, identifier 0, the reason codes that
// this packet may carry, and its properties. In 3.x the body is exactly two bytes.
malformed parse_acknowledgement(version protocol_version, std::uint8_t first, bytes body,
                                acknowledgement& out);

inline constexpr std::size_t max_encoded_acknowledgement = 5;

// Writes the packet to `out` (room for max_encoded_acknowledgement bytes) and returns its size.
// The reason is written in MQTT 5 when it is not 0; the reason string never.
std::size_t encode_acknowledgement(version protocol_version, const acknowledgement& packet,
                                   std::byte* out);

}  // namespace ipaas::mqtt::protocol
