// The PUBLISH packet, both ways (MQTT 3.1.1 section 3.3, MQTT 5 section 3.3).
#pragma once

#include "protocol/types.h"

namespace ipaas::mqtt::protocol {

// Views point into the bytes that were parsed, or into the caller's when encoding.
struct publish {
  protocol::qos qos = qos::at_most_once;
  bool retain = false;
  bool duplicate = false;
  std::uint16_t identifier = 0;   // 0 at QoS 0
  std::string_view topic{};       // empty only in MQTT 5 with a topic alias
  std::uint16_t topic_alias = 0;  // 0: none. Parsed from the properties; not encoded from here
  bytes properties{};             // MQTT 5: the raw properties without their length
  bytes payload{};
};

// Parses the body of a PUBLISH whose first byte is `first`. Everything is checked: flags, QoS 3,
// DUP at QoS 0, identifier 0, lengths, UTF-8, NUL and wildcards in the topic, every property and
// its value, a topic that is empty without an alias, payload format indicator's range (the payload
// itself is not inspected). On success `out` is filled and the result is empty.
malformed parse_publish(version protocol_version, std::uint8_t first, bytes body, publish& out);

// The remaining length that `message` needs, without checking it against the maximum.
std::size_t publish_body_size(version protocol_version, const publish& message);

// Writes the whole packet to `out`, which has room for 5 + publish_body_size() bytes, and returns
// its size. The identifier stands at publish_identifier_offset().
std::size_t encode_publish(version protocol_version, const publish& message, std::byte* out);

// Where the two bytes of the packet identifier stand in an encoded packet of QoS 1 or 2.
std::size_t publish_identifier_offset(bytes packet);
// Of a whole packet; a view into it.
std::string_view publish_topic(bytes packet);

inline constexpr std::byte duplicate_flag{0x08};

}  // namespace ipaas::mqtt::protocol
