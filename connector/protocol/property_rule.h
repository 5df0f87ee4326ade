// What the specification says of each property: its type on the wire, the packets that may carry
// it, its range, and where it may stand more than once (MQTT 5 section 2.2.2.2, table 2-4).
#pragma once

#include "protocol/properties.h"

namespace ipaas::mqtt::protocol {

enum class property_kind : std::uint8_t {
  unknown,
  one_byte,
  two_bytes,
  four_bytes,
  variable,  // variable byte integer
  text,      // UTF-8
  binary,
  pair,  // two UTF-8 strings
};

struct property_rule {
  property_kind kind = property_kind::unknown;
  std::uint16_t packets = 0;        // one bit for each packet_type that may carry it
  std::uint16_t repeatable_in = 0;  // and of those, where it may stand more than once
  bool zero_allowed = true;
  bool only_zero_or_one = false;

  bool allows(std::uint32_t number) const {
    return number == 0 ? zero_allowed : number == 1 || !only_zero_or_one;
  }
};

constexpr std::uint16_t packet_bit(packet_type type) {
  return static_cast<std::uint16_t>(1U << static_cast<unsigned>(type));
}

// The rule of an identifier byte; kind unknown when the specification has no such property.
const property_rule& rule_of(std::uint8_t identifier);

}  // namespace ipaas::mqtt::protocol
