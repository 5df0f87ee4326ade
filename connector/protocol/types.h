// The vocabulary of MQTT on the wire: versions, packet types, QoS.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "message/phrase.h"

namespace ipaas::mqtt::protocol {

// The values are the protocol level bytes of CONNECT.
enum class version : std::uint8_t { v3_1 = 3, v3_1_1 = 4, v5 = 5 };

// MQTT 5 section 2.1.2, table 2-1.
enum class packet_type : std::uint8_t {
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
  auth = 15,
};

enum class qos : std::uint8_t { at_most_once = 0, at_least_once = 1, exactly_once = 2 };

using bytes = std::span<const std::byte>;

inline std::string_view as_text(bytes data) {
  return {reinterpret_cast<const char*>(data.data()), data.size()};
}
inline bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

// Why a packet, or a text in one, is not what it should be: nothing, or a sentence of the table of
// problems for the description of MQTT:PROTOCOL_ERROR, such as "PUBLISH with QoS 3". The words are
// made only when somebody asks for them.
class malformed {
 public:
  constexpr malformed() = default;
  constexpr malformed(const sentence<0>& what) : what_(&what.text) {}
  constexpr malformed(const sentence<1>& what, packet_type packet)
      : what_(&what.text), packet_(packet) {}

  constexpr explicit operator bool() const { return what_ != nullptr; }
  phrase text() const;  // empty where nothing is wrong

 private:
  const sentence_text* what_ = nullptr;
  packet_type packet_{};  // for the place of the sentence, where it has one
};

}  // namespace ipaas::mqtt::protocol
