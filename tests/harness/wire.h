// MQTT packets as bytes, made and read by hand. On purpose independent of connector/protocol: a
// second opinion on the same specification. Section numbers are those of MQTT 5.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ipaas::harness::wire {

enum class version : std::uint8_t { v3_1 = 3, v3_1_1 = 4, v5 = 5 };

// The upper half of the first byte (section 2.1.2).
enum class type : std::uint8_t {
  connect = 1,
  connack = 2,
  publish = 3,
  puback = 4,
  pubrec = 5,
  pubrel = 6,
  pubcomp = 7,
  subscribe = 8,
  suback = 9,
  unsubscribe = 10,
  unsuback = 11,
  pingreq = 12,
  pingresp = 13,
  disconnect = 14,
};

std::string from_hex(std::string_view hex);  // blanks are skipped
std::string to_hex(std::string_view bytes);

// Building blocks.
std::string number16(std::uint16_t value);
std::string text(std::string_view value);           // with its length in front (section 1.5.4)
std::string variable_integer(std::uint32_t value);  // section 1.5.5
std::string packet(std::uint8_t first, std::string_view body);

// What a server sends. `properties` are their encoded bytes without their length; MQTT 5 only.
std::string connack(version v, std::uint8_t code, std::uint8_t flags = 0,
                    std::string_view properties = {});
std::string suback(version v, std::uint16_t id, std::string_view codes);
std::string unsuback(version v, std::uint16_t id, std::size_t count);
std::string pingresp();
std::string acknowledgement(type kind, std::uint16_t id);  // PUBACK, PUBREC, PUBREL, PUBCOMP
// MQTT 5, with a reason code and no properties.
std::string acknowledgement(type kind, std::uint16_t id, std::uint8_t reason);

struct publish_packet {
  std::string topic{};
  std::string payload{};
  std::uint8_t qos = 0;
  std::uint16_t id = 0;
  bool duplicate = false;
  bool retain = false;
  std::string properties{};  // MQTT 5, encoded, without their length
};
std::string publish(version v, const publish_packet& content);

// Reading what a client has sent. These throw std::out_of_range where the packet is too short.
// Takes the first whole packet from the front of `stream`, if there is one.
std::optional<std::string> take_packet(std::string& stream);
type type_of(std::string_view packet);
std::string_view body_of(std::string_view packet);
std::uint16_t identifier_of(std::string_view packet);  // of every type but CONNECT and PUBLISH
publish_packet read_publish(version v, std::string_view packet);

struct subscription {
  std::string filter;
  std::uint8_t options = 0;
  std::uint8_t qos() const { return options & 3; }
};
struct subscribe_packet {
  std::uint16_t id = 0;
  std::vector<subscription> subscriptions{};
};
subscribe_packet read_subscribe(version v, std::string_view packet);

}  // namespace ipaas::harness::wire
