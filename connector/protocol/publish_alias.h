// The other forms of a PUBLISH packet of MQTT 5 that is encoded already: with a topic alias beside
// its topic, or in the place of it (section 3.3.2.3.4).
#pragma once

#include "protocol/types.h"

namespace ipaas::mqtt::protocol {

// A whole packet as encode_publish made it, in its parts.
struct publish_parts {
  std::uint8_t first = 0;
  std::string_view topic{};
  bytes identifier{};  // two bytes; none at QoS 0
  bytes properties{};
  bytes payload{};
};
publish_parts split_publish(bytes packet);

// The size of the packet with an alias, and the packet itself, for which `out` has that much room.
// Without a topic in the parts the alias stands for it.
std::size_t aliased_publish_size(const publish_parts& parts);
void encode_aliased_publish(const publish_parts& parts, std::uint16_t alias, std::byte* out);

}  // namespace ipaas::mqtt::protocol
