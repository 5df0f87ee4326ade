#include "protocol/acknowledgement.h"

#include "protocol/framing.h"
#include "protocol/property_scan.h"
#include "protocol/reason_code.h"
#include "protocol/wire.h"

namespace ipaas::mqtt::protocol {
namespace {

constexpr std::uint8_t pubrel_flags = 0x02;
constexpr std::uint8_t pubrel_duplicate = 0x08;

// PUBREL carries QoS 1 in its flags since MQTT 3.1, where it also has DUP when it is sent again
// (MQTT 3.1 section 2.1); all others carry nothing.
bool flags_are_right(version protocol_version, packet_type type, std::uint8_t first) {
  const auto flags = static_cast<std::uint8_t>(first & 0x0F);
  if (type != packet_type::pubrel) return flags == 0;
  return flags == pubrel_flags ||
         (protocol_version == version::v3_1 && flags == (pubrel_flags | pubrel_duplicate));
}

std::string_view find_reason_string(bytes properties) {
  property_reader reader(properties);
  while (const auto value = reader.next()) {
    if (value->id == property_id::reason_string) return value->text;
  }
  return {};
}

// What may stand behind the identifier in MQTT 5: nothing, a reason code, or both that and
// properties (section 3.4.2.1, 3.4.2.2).
flaw read_reason(bytes rest, acknowledgement& out) {
  if (rest.empty()) return flaw::none;
  out.reason = load_8(rest.data());
  if (!may_carry(version::v5, out.type, out.reason)) return flaw::reason_code;
  if (rest.size() == 1) return flaw::none;
  bytes properties;
  const flaw found = read_last_properties(out.type, rest.subspan(1), properties);
  if (found == flaw::none) out.reason_string = find_reason_string(properties);
  return found;
}

flaw read_body(version protocol_version, bytes rest, acknowledgement& out) {
  if (!take_16(rest, out.identifier)) return flaw::cut_short;
  if (out.identifier == 0) return flaw::identifier_zero;
  if (protocol_version == version::v5) return read_reason(rest, out);
  return rest.empty() ? flaw::none : flaw::too_long;
}

}  // namespace

malformed parse_acknowledgement(version protocol_version, std::uint8_t first, bytes body,
                                acknowledgement& out) {
  out = {.type = static_cast<packet_type>(first >> 4)};
  if (!flags_are_right(protocol_version, out.type, first)) return describe(out.type, flaw::flags);
  return describe(out.type, read_body(protocol_version, body, out));
}

std::size_t encode_acknowledgement(version protocol_version, const acknowledgement& packet,
                                   std::byte* out) {
  const bool with_reason = protocol_version == version::v5 && packet.reason != 0;
  const auto flags = packet.type == packet_type::pubrel ? pubrel_flags : std::uint8_t{0};
  const auto first = static_cast<std::uint8_t>(static_cast<unsigned>(packet.type) << 4 | flags);
  std::byte* to = out + write_fixed_header(first, with_reason ? 3 : 2, out);
  to = put_16(to, packet.identifier);
  if (with_reason) to = put_8(to, packet.reason);
  return static_cast<std::size_t>(to - out);
}

}  // namespace ipaas::mqtt::protocol
