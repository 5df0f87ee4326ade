#include "protocol/publish.h"

#include "message/problem_text.h"
#include "protocol/framing.h"
#include "protocol/property_scan.h"
#include "protocol/text.h"
#include "protocol/wire.h"

namespace ipaas::mqtt::protocol {
namespace {

constexpr unsigned retain_flag = 0x01;
constexpr unsigned qos_shift = 1;
constexpr unsigned qos_mask = 0x03;

malformed read_flags(std::uint8_t first, publish& out) {
  const unsigned level = first >> qos_shift & qos_mask;
  if (level > 2) return problem::publish_qos_3;
  out.qos = static_cast<qos>(level);
  out.retain = (first & retain_flag) != 0;
  out.duplicate = (first & std::to_integer<unsigned>(duplicate_flag)) != 0;
  if (out.duplicate && level == 0) return problem::publish_duplicate_qos_0;
  return {};
}

malformed read_topic(bytes& rest, publish& out) {
  if (!take_text(rest, out.topic)) return problem::publish_topic_cut_short;
  switch (examine_topic(out.topic)) {
    case text_flaw::none:
      return {};
    case text_flaw::not_utf8:
      return problem::publish_topic_not_utf8;
    case text_flaw::nul:
      return problem::publish_topic_nul;
    case text_flaw::wildcard:
      return problem::publish_topic_wildcard;
  }
  return {};
}

malformed read_identifier(bytes& rest, publish& out) {
  out.identifier = 0;
  if (out.qos == qos::at_most_once) return {};
  if (!take_16(rest, out.identifier)) return problem::publish_identifier_cut_short;
  if (out.identifier == 0) return describe(packet_type::publish, flaw::identifier_zero);
  return {};
}

std::uint16_t find_topic_alias(bytes properties) {
  property_reader reader(properties);
  while (const auto value = reader.next()) {
    if (value->id == property_id::topic_alias) return static_cast<std::uint16_t>(value->number);
  }
  return 0;
}

malformed read_properties(bytes& rest, publish& out) {
  bytes behind;
  if (split_properties(rest, out.properties, behind)) {
    return describe(packet_type::publish, flaw::property_length);
  }
  rest = behind;
  if (out.properties.empty()) return {};
  const flaw found = scan_properties(packet_type::publish, out.properties);
  if (found != flaw::none) return describe(packet_type::publish, found);
  out.topic_alias = find_topic_alias(out.properties);
  return {};
}

std::uint8_t first_byte(const publish& message) {
  const auto type = static_cast<unsigned>(packet_type::publish) << 4;
  const auto level = static_cast<unsigned>(message.qos) << qos_shift;
  const auto duplicate = message.duplicate ? std::to_integer<unsigned>(duplicate_flag) : 0;
  const auto retain = message.retain ? retain_flag : 0;
  return static_cast<std::uint8_t>(type | duplicate | level | retain);
}

}  // namespace

malformed parse_publish(version protocol_version, std::uint8_t first, bytes body, publish& out) {
  out.topic_alias = 0;
  out.properties = {};
  if (const malformed wrong = read_flags(first, out)) return wrong;
  if (const malformed wrong = read_topic(body, out)) return wrong;
  if (const malformed wrong = read_identifier(body, out)) return wrong;
  if (protocol_version == version::v5) {
    if (const malformed wrong = read_properties(body, out)) return wrong;
  }
  if (out.topic.empty() && out.topic_alias == 0) return problem::publish_topic_empty;
  out.payload = body;
  return {};
}

std::size_t publish_body_size(version protocol_version, const publish& message) {
  std::size_t size = 2 + message.topic.size() + message.payload.size();
  if (message.qos != qos::at_most_once) size += 2;
  if (protocol_version == version::v5) {
    size += variable_size(static_cast<std::uint32_t>(message.properties.size()));
    size += message.properties.size();
  }
  return size;
}

std::size_t encode_publish(version protocol_version, const publish& message, std::byte* out) {
  const std::size_t body_size = publish_body_size(protocol_version, message);
  std::byte* to =
      out + write_fixed_header(first_byte(message), static_cast<std::uint32_t>(body_size), out);
  to = put_text(to, message.topic);
  if (message.qos != qos::at_most_once) to = put_16(to, message.identifier);
  if (protocol_version == version::v5) {
    to = put_variable(to, static_cast<std::uint32_t>(message.properties.size()));
    to = put_bytes(to, message.properties);
  }
  return static_cast<std::size_t>(put_bytes(to, message.payload) - out);
}

std::size_t publish_identifier_offset(bytes packet) {
  const std::size_t header_size = read_fixed_header(packet).header.size;
  return header_size + 2 + load_16(&packet[header_size]);
}

std::string_view publish_topic(bytes packet) {
  const std::size_t header_size = read_fixed_header(packet).header.size;
  return as_text(packet.subspan(header_size + 2, load_16(&packet[header_size])));
}

}  // namespace ipaas::mqtt::protocol
