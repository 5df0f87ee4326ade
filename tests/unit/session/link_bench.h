// A link with a real delivery engine beneath and an owner that writes down what it is told.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "../protocol/generators.h"
#include "harness/english.h"
#include "protocol/acknowledgement.h"
#include "session/link.h"

namespace ipaas::mqtt::session::test {

using protocol::bytes;
using protocol::test::make_packet;
using byte_vector = std::vector<std::byte>;
using status = link::status;

inline byte_vector hex(std::string_view text) { return protocol::test::from_hex(text); }

inline const byte_vector connack_3 = hex("20 02 00 00");
inline const byte_vector connack_5 = hex("20 03 00 00 00");

inline byte_vector operator+(byte_vector left, const byte_vector& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

inline byte_vector publish_packet(std::string_view topic, std::string_view payload,
                                  protocol::qos level = protocol::qos::at_most_once,
                                  std::uint16_t identifier = 0,
                                  protocol::version version = protocol::version::v3_1_1) {
  protocol::publish message;
  message.topic = topic;
  message.payload = protocol::as_bytes(payload);
  message.qos = level;
  message.identifier = identifier;
  return protocol::test::encode(version, message);
}

inline byte_vector suback(std::uint16_t identifier) {
  return {std::byte{0x90}, std::byte{3}, static_cast<std::byte>(identifier >> 8),
          static_cast<std::byte>(identifier & 0xFF), std::byte{0}};
}

// SUBSCRIBE to "a", or UNSUBSCRIBE from it, as libmosquitto numbers it.
inline byte_vector subscribe(std::uint16_t identifier) {
  return hex("82 06") +
         byte_vector{static_cast<std::byte>(identifier >> 8),
                     static_cast<std::byte>(identifier & 0xFF)} +
         hex("00 01 61 00");
}
inline byte_vector unsubscribe(std::uint16_t identifier) {
  return hex("A2 05") +
         byte_vector{static_cast<std::byte>(identifier >> 8),
                     static_cast<std::byte>(identifier & 0xFF)} +
         hex("00 01 61");
}

inline std::uint16_t identifier_in(bytes packet) {
  return static_cast<std::uint16_t>(std::to_integer<unsigned>(packet[2]) << 8 |
                                    std::to_integer<unsigned>(packet[3]));
}

struct recorder : link::listener {
  void on_connack(const protocol::connack& answer) override {
    ++connacks;
    reason = answer.reason;
    session_present = answer.session_present;
  }
  void to_session(bytes packet) override {
    session.emplace_back(packet.begin(), packet.end());
    if (when_given) when_given(packet);
  }
  void on_ping_sent() override { ++pings; }
  void on_ping_answered() override { ++pongs; }
  void on_server_disconnect(std::uint8_t why, const server_words& words) override {
    goodbye = why;
    goodbye_text = words.reason_string;
    goodbye_reference = words.server_reference;
  }

  int connacks = 0;
  std::uint8_t reason = 0;
  bool session_present = false;
  std::vector<byte_vector> session;  // the packets that libmosquitto got
  std::function<void(bytes)> when_given;
  int pings = 0;
  int pongs = 0;
  std::optional<std::uint8_t> goodbye;
  std::string goodbye_text;
  std::string goodbye_reference;
};

inline config::connection_settings link_settings(
    protocol::version version = protocol::version::v3_1_1) {
  config::connection_settings settings;
  settings.mqtt_version = version;
  settings.clean_session = false;
  return settings;
}

class link_bench {
 public:
  explicit link_bench(const config::connection_settings& settings = link_settings())
      : version(settings.mqtt_version),
        engine({settings.mqtt_version, settings.max_in_flight, settings.max_in_flight_bytes},
               {settings.mqtt_version, settings.max_in_flight, settings.write_timeout}),
        tested(settings, engine, owner) {}

  // Puts a stream in as one read, or as many as the room asks for.
  status receive(bytes stream) {
    status result = status::need_more;
    while (!stream.empty() && result == status::need_more) result = receive_some(stream);
    return result;
  }
  status receive_some(bytes& stream) {
    const std::span<std::byte> room = tested.room();
    EXPECT_FALSE(room.empty());
    const std::size_t size = std::min(room.size(), stream.size());
    std::memcpy(room.data(), stream.data(), size);
    stream = stream.subspan(size);
    tested.received(size);
    const status result = tested.process();
    if (result == status::failed) {
      EXPECT_EQ(english_in(tested.failure()), "");
    }
    return result;
  }
  status connect() { return receive(version == protocol::version::v5 ? connack_5 : connack_3); }
  void add_consumer(std::string filter) {
    engine.receiver().add_consumer(1, {std::move(filter)}, {}, engine.received());
  }
  // The payloads that were handed over so far.
  std::vector<std::string> payloads() {
    std::vector<std::string> all;
    for (const auto& message : engine.received().handovers) {
      all.emplace_back(protocol::as_text(message.message.payload));
    }
    return all;
  }
  void settle_first() {
    auto& handovers = engine.received().handovers;
    const delivery::handover message = handovers.front();
    handovers.erase(handovers.begin());
    engine.receiver().settle(1, {message.token, delivery::verdict::accept}, message.ticket, {},
                             engine.received());
  }
  // Takes everything that is to go to the network.
  byte_vector sent() {
    byte_vector all;
    while (!engine.queue().empty()) {
      byte_vector piece;
      for (const bytes part : engine.queue().parts(64)) {
        piece.insert(piece.end(), part.begin(), part.end());
      }
      engine.on_written(piece.size());
      all = all + piece;
    }
    return all;
  }

  protocol::version version;
  recorder owner;
  delivery::engine engine;
  link tested;
};

}  // namespace ipaas::mqtt::session::test
