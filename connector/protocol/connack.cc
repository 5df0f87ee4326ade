#include "protocol/connack.h"

#include "message/problem_text.h"
#include "protocol/property_scan.h"
#include "protocol/reason_code.h"
#include "protocol/wire.h"

namespace ipaas::mqtt::protocol {
namespace {

constexpr std::size_t fixed_size = 2;

// The server's limits and what it offers.
void apply_limit(const property& value, connack& out) {
  switch (value.id) {
    case property_id::receive_maximum:
      out.receive_maximum = static_cast<std::uint16_t>(value.number);
      break;
    case property_id::maximum_qos:
      out.maximum_qos = static_cast<qos>(value.number);
      break;
    case property_id::retain_available:
      out.retain_available = value.number != 0;
      break;
    case property_id::maximum_packet_size:
      out.maximum_packet_size = value.number;
      break;
    case property_id::topic_alias_maximum:
      out.topic_alias_maximum = static_cast<std::uint16_t>(value.number);
      break;
    case property_id::wildcard_subscription_available:
      out.wildcard_subscription_available = value.number != 0;
      break;
    case property_id::subscription_identifier_available:
      out.subscription_identifier_available = value.number != 0;
      break;
    case property_id::shared_subscription_available:
      out.shared_subscription_available = value.number != 0;
      break;
    default:
      break;
  }
}

// The terms of this session, and what the server says to people.
void apply_term(const property& value, connack& out) {
  switch (value.id) {
    case property_id::server_keep_alive:
      out.server_keep_alive = static_cast<std::uint16_t>(value.number);
      break;
    case property_id::session_expiry_interval:
      out.session_expiry_interval = value.number;
      break;
    case property_id::assigned_client_identifier:
      out.assigned_client_identifier = value.text;
      break;
    case property_id::reason_string:
      out.reason_string = value.text;
      break;
    case property_id::server_reference:
      out.server_reference = value.text;
      break;
    default:
      break;
  }
}

flaw read_properties(bytes data, connack& out) {
  bytes properties;
  const flaw found = read_last_properties(packet_type::connack, data, properties);
  if (found != flaw::none) return found;
  property_reader reader(properties);
  while (const auto value = reader.next()) {
    apply_limit(*value, out);
    apply_term(*value, out);
  }
  return flaw::none;
}

// A server that knows only 3.x refuses an MQTT 5 client with the two-byte CONNACK of its own
// version, return code 1 (MQTT 3.1.1 section 3.1.2.2).
bool is_refusal_of_version_5(version protocol_version, bytes body) {
  return protocol_version == version::v5 && body.size() == fixed_size && load_16(body.data()) == 1;
}

malformed check_session_present(std::uint8_t flags, std::uint8_t reason) {
  if (flags > 1) return problem::connack_flags;
  if (flags == 1 && reason != 0) return problem::connack_refusal_with_session;
  return {};
}

}  // namespace

malformed parse_connack(version protocol_version, std::uint8_t first, bytes body, connack& out) {
  const auto fail = [](flaw found) { return describe(packet_type::connack, found); };
  out = {};
  if ((first & 0x0F) != 0) return fail(flaw::flags);
  if (body.size() < fixed_size) return fail(flaw::cut_short);
  if (is_refusal_of_version_5(protocol_version, body)) {
    out.reason = unsupported_protocol_version;
    return {};
  }
  out.reason = load_8(&body[1]);
  if (!may_carry(protocol_version, packet_type::connack, out.reason)) {
    return fail(flaw::reason_code);
  }
  // The first byte is reserved in 3.1: it has no session present, and nothing in it is an error.
  if (protocol_version != version::v3_1) {
    const std::uint8_t flags = load_8(body.data());
    if (const malformed wrong = check_session_present(flags, out.reason)) return wrong;
    out.session_present = flags == 1;
  }
  if (protocol_version == version::v5) return fail(read_properties(body.subspan(fixed_size), out));
  return body.size() == fixed_size ? malformed{} : fail(flaw::too_long);
}

}  // namespace ipaas::mqtt::protocol
