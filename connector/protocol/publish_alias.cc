#include "protocol/publish_alias.h"

#include "protocol/framing.h"
#include "protocol/properties.h"
#include "protocol/wire.h"

namespace ipaas::mqtt::protocol {

namespace {

constexpr std::uint8_t qos_bits = 0x06;
constexpr std::size_t alias_size = 3;  // of the property

std::uint32_t properties_size(const publish_parts& parts) {
  return static_cast<std::uint32_t>(parts.properties.size() + alias_size);
}

std::uint32_t body_size(const publish_parts& parts) {
  const std::uint32_t properties = properties_size(parts);
  return static_cast<std::uint32_t>(2 + parts.topic.size() + parts.identifier.size() +
                                    variable_size(properties) + properties + parts.payload.size());
}

}  // namespace

publish_parts split_publish(bytes packet) {
  const fixed_header header = read_fixed_header(packet).header;
  publish_parts parts{.first = header.first};
  bytes rest = packet.subspan(header.size);
  take_text(rest, parts.topic);
  if ((header.first & qos_bits) != 0) take(rest, 2, parts.identifier);
  split_properties(rest, parts.properties, parts.payload);
  return parts;
}

std::size_t aliased_publish_size(const publish_parts& parts) {
  const std::uint32_t body = body_size(parts);
  return fixed_header_size(body) + body;
}

void encode_aliased_publish(const publish_parts& parts, std::uint16_t alias, std::byte* out) {
  std::byte* to = out + write_fixed_header(parts.first, body_size(parts), out);
  to = put_bytes(put_text(to, parts.topic), parts.identifier);
  to = put_variable(to, properties_size(parts));
  to = put_16(put_8(to, static_cast<std::uint8_t>(property_id::topic_alias)), alias);
  put_bytes(put_bytes(to, parts.properties), parts.payload);
}

}  // namespace ipaas::mqtt::protocol
