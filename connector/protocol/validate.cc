#include "protocol/validate.h"

#include "message/problem_text.h"
#include "protocol/acknowledgement.h"
#include "protocol/connack.h"
#include "protocol/property_scan.h"
#include "protocol/publish.h"
#include "protocol/reason_code.h"
#include "protocol/wire.h"

namespace ipaas::mqtt::protocol {
namespace {

// One or more codes that this type may carry: the payload of SUBACK and UNSUBACK.
malformed check_codes(version protocol_version, packet_type type, bytes codes) {
  if (codes.empty()) return describe(type, flaw::no_codes);
  for (const std::byte code : codes) {
    if (!may_carry(protocol_version, type, load_8(&code))) return describe(type, flaw::reason_code);
  }
  return {};
}

// The identifier at the front, and in MQTT 5 the properties behind it.
flaw take_subscription_head(version protocol_version, packet_type type, bytes& rest) {
  std::uint16_t identifier = 0;
  if (!take_16(rest, identifier)) return flaw::cut_short;
  if (identifier == 0) return flaw::identifier_zero;
  if (protocol_version != version::v5) return flaw::none;
  bytes properties;
  bytes codes;
  if (split_properties(rest, properties, codes)) return flaw::property_length;
  rest = codes;
  return scan_properties(type, properties);
}

malformed check_suback(version protocol_version, bytes body) {
  const flaw found = take_subscription_head(protocol_version, packet_type::suback, body);
  if (found != flaw::none) return describe(packet_type::suback, found);
  return check_codes(protocol_version, packet_type::suback, body);
}

malformed check_unsuback(version protocol_version, bytes body) {
  const flaw found = take_subscription_head(protocol_version, packet_type::unsuback, body);
  if (found != flaw::none) return describe(packet_type::unsuback, found);
  if (protocol_version == version::v5) {
    return check_codes(protocol_version, packet_type::unsuback, body);
  }
  return describe(packet_type::unsuback, body.empty() ? flaw::none : flaw::too_long);
}

bool has_property(bytes properties, property_id id) {
  property_reader reader(properties);
  while (const auto value = reader.next()) {
    if (value->id == id) return true;
  }
  return false;
}

// The reason code that opens DISCONNECT and AUTH, and the properties behind it. Both may be left
// out, and the properties alone (MQTT 5 sections 3.14.2.1, 3.14.2.2.1, 3.15.2.1).
flaw read_reason_and_properties(packet_type type, bytes body, bytes& properties) {
  if (body.empty()) return flaw::none;
  if (!may_carry(version::v5, type, load_8(body.data()))) return flaw::reason_code;
  if (body.size() == 1) return flaw::none;
  return read_last_properties(type, body.subspan(1), properties);
}

malformed check_disconnect(bytes body) {
  bytes properties;
  const flaw found = read_reason_and_properties(packet_type::disconnect, body, properties);
  if (found != flaw::none) return describe(packet_type::disconnect, found);
  // MQTT-3.14.2-2: this property is the client's alone.
  const bool expiry = has_property(properties, property_id::session_expiry_interval);
  return describe(packet_type::disconnect, expiry ? flaw::property_misplaced : flaw::none);
}

malformed check_auth(bytes body) {
  bytes properties;
  const flaw found = read_reason_and_properties(packet_type::auth, body, properties);
  if (found != flaw::none) return describe(packet_type::auth, found);
  // MQTT 5 section 3.15.2.2.2. An empty AUTH means success and has no place for it.
  if (!body.empty() && !has_property(properties, property_id::authentication_method)) {
    return problem::auth_without_method;
  }
  return {};
}

malformed check_publish(version protocol_version, std::uint8_t first, bytes body) {
  publish message;
  return parse_publish(protocol_version, first, body, message);
}

malformed check_acknowledgement(version protocol_version, std::uint8_t first, bytes body) {
  acknowledgement packet;
  return parse_acknowledgement(protocol_version, first, body, packet);
}

malformed check_connack(version protocol_version, std::uint8_t first, bytes body) {
  connack packet;
  return parse_connack(protocol_version, first, body, packet);
}

// The types whose flags are all reserved and whose parsing yields nothing.
malformed check_plain(version protocol_version, packet_type type, bytes body) {
  switch (type) {
    case packet_type::suback:
      return check_suback(protocol_version, body);
    case packet_type::unsuback:
      return check_unsuback(protocol_version, body);
    case packet_type::pingresp:
      return describe(type, body.empty() ? flaw::none : flaw::too_long);
    case packet_type::disconnect:
      return check_disconnect(body);
    case packet_type::auth:
      return check_auth(body);
    default:
      return describe(type, flaw::from_server);
  }
}

bool is_version_5_only(packet_type type) {
  return type == packet_type::disconnect || type == packet_type::auth;
}

}  // namespace

malformed validate_from_server(version protocol_version, std::uint8_t first, bytes body) {
  const auto type = static_cast<packet_type>(first >> 4);
  switch (type) {
    case packet_type::connack:
      return check_connack(protocol_version, first, body);
    case packet_type::publish:
      return check_publish(protocol_version, first, body);
    case packet_type::puback:
    case packet_type::pubrec:
    case packet_type::pubrel:
    case packet_type::pubcomp:
      return check_acknowledgement(protocol_version, first, body);
    default:
      break;
  }
  if (is_version_5_only(type) && protocol_version != version::v5) {
    return describe(type, flaw::before_version_5);
  }
  const malformed wrong = check_plain(protocol_version, type, body);
  if (!wrong && (first & 0x0F) != 0) return describe(type, flaw::flags);
  return wrong;
}

}  // namespace ipaas::mqtt::protocol
