// Random things of MQTT for property tests.
#pragma once

#include <rapidcheck.h>

#include "packets.h"
#include "protocol/property_writer.h"
#include "protocol/publish.h"

namespace ipaas::mqtt::protocol::test {

// A publish that owns what it points to.
struct owned_publish {
  std::string topic;
  std::vector<std::byte> properties;
  std::vector<std::byte> payload;
  publish message;
  publish view() const {
    publish out = message;
    out.topic = topic;
    out.properties = properties;
    out.payload = payload;
    return out;
  }
};

inline rc::Gen<version> any_version() { return rc::gen::elementOf(all_versions); }

inline rc::Gen<std::vector<std::byte>> any_bytes() {
  return rc::gen::map(rc::gen::arbitrary<std::vector<std::uint8_t>>(), [](const auto& values) {
    std::vector<std::byte> out;
    for (const std::uint8_t value : values) out.push_back(std::byte{value});
    return out;
  });
}

// Text of one to four byte characters that a topic may hold.
inline rc::Gen<std::string> any_name() {
  using namespace std::string_literals;
  const std::array letters{"a"s, "/"s, "$"s, "Z"s, " "s, "\x01"s, "\x7F"s, "ß"s, "温"s, "🌡"s};
  const auto letter = rc::gen::elementOf(letters);
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(letter), [](const auto& parts) {
    std::string out;
    for (const std::string& part : parts) out += part;
    return out;
  });
}

inline rc::Gen<std::string> any_topic() { return rc::gen::nonEmpty(any_name()); }

// A valid run of properties for PUBLISH, often empty.
inline rc::Gen<std::vector<std::byte>> any_publish_properties() {
  return rc::gen::exec([] {
    property_writer writer;
    const auto maybe = [&writer](property value) {
      if (*rc::gen::inRange(0, 3) == 0) writer.add(value);
    };
    maybe({.id = property_id::payload_format_indicator, .number = 1});
    maybe({.id = property_id::message_expiry_interval,
           .number = *rc::gen::arbitrary<std::uint32_t>()});
    const std::string name = *any_name();
    const std::string text = *any_name();
    maybe({.id = property_id::content_type, .text = text});
    maybe({.id = property_id::response_topic, .text = name});
    maybe({.id = property_id::correlation_data, .text = std::string_view("\0\xFF", 2)});
    const auto number = *rc::gen::inRange<std::uint32_t>(1, 65'536);
    maybe({.id = property_id::topic_alias, .number = number});
    maybe({.id = property_id::subscription_identifier, .number = number});
    maybe({.id = property_id::subscription_identifier, .number = number * 4'000});
    maybe({.id = property_id::user_property, .name = name, .text = text});
    maybe({.id = property_id::user_property, .name = name, .text = text});
    return to_vector(writer.written());
  });
}

inline rc::Gen<owned_publish> any_publish(version protocol_version) {
  return rc::gen::exec([protocol_version] {
    owned_publish out;
    out.topic = *any_topic();
    out.payload = *any_bytes();
    if (protocol_version == version::v5) out.properties = *any_publish_properties();
    out.message.qos = static_cast<qos>(*rc::gen::inRange(0, 3));
    out.message.retain = *rc::gen::arbitrary<bool>();
    if (out.message.qos == qos::at_most_once) return out;
    out.message.duplicate = *rc::gen::arbitrary<bool>();
    out.message.identifier = *rc::gen::inRange<std::uint16_t>(1, 65'535);
    return out;
  });
}

inline std::vector<std::byte> encode(version protocol_version, const publish& message) {
  std::vector<std::byte> out(5 + publish_body_size(protocol_version, message));
  out.resize(encode_publish(protocol_version, message, out.data()));
  return out;
}

}  // namespace ipaas::mqtt::protocol::test
