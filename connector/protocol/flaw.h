// What can be wrong with a packet of any type, and the sentence that says so of each type.
#pragma once

#include "protocol/types.h"

namespace ipaas::mqtt::protocol {

enum class flaw : std::uint8_t {
  none,
  flags,
  cut_short,
  too_long,
  identifier_zero,
  reason_code,
  no_codes,
  from_server,
  before_version_5,
  property_length,
  property_unknown,
  property_misplaced,
  property_repeated,
  property_cut_short,
  property_range,
  property_not_utf8,
  property_nul,
};
inline constexpr std::size_t flaw_count = 17;

// "CONNACK with an unknown property"; nothing for flaw::none.
malformed describe(packet_type type, flaw found);

}  // namespace ipaas::mqtt::protocol
