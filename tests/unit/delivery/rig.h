// A delivery engine between a scripted peer and a scripted host, with a clock that the test turns.
// What the engine sends is read from the bytes that left, and shown as text: "PUBACK 1",
// "PUBREC 2 0x80", "PUBLISH 3 q1 hello", "PUBLISH 3 q1 DUP hello", "PUBLISH q0 hello", "PUBREL 3".
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "delivery/engine.h"
#include "harness/english.h"

namespace ipaas::mqtt::delivery::test {

using namespace std::chrono_literals;
using protocol::packet_type;
using protocol::qos;
using protocol::version;
using testing::ElementsAre;
using testing::IsEmpty;

inline constexpr auto q0 = qos::at_most_once;
inline constexpr auto q1 = qos::at_least_once;
inline constexpr auto q2 = qos::exactly_once;
inline constexpr auto taken = engine::reception::status::taken;
inline constexpr auto no_room = engine::reception::status::no_room;
inline constexpr auto failed = engine::reception::status::failed;

// A PUBLISH as the peer sends it, or as a Producer submits it.
struct message {
  protocol::qos level = q1;
  std::uint16_t identifier = 0;
  std::string payload = "x";
  std::string topic = "t";
  bool duplicate = false;
  bool retain = false;
  std::vector<std::byte> properties{};
};

inline std::size_t encode(version protocol_version, const message& from, std::byte* to) {
  return protocol::encode_publish(protocol_version,
                                  {.qos = from.level,
                                   .retain = from.retain,
                                   .duplicate = from.duplicate,
                                   .identifier = from.identifier,
                                   .topic = from.topic,
                                   .properties = from.properties,
                                   .payload = protocol::as_bytes(from.payload)},
                                  to);
}

inline std::size_t room_for(const message& of) {
  return 32 + of.topic.size() + of.payload.size() + of.properties.size();
}

// Packets of the PUBLISH family as text, and where each ends.
class wire_reader {
 public:
  explicit wire_reader(version protocol_version) : version_(protocol_version) {}
  void append(protocol::bytes data) { unread_.insert(unread_.end(), data.begin(), data.end()); }
  void clear() { unread_.clear(); }
  std::vector<std::string> whole_packets();

  struct packet {
    std::uint8_t first = 0;
    std::vector<std::byte> body;
    packet_type type() const { return static_cast<packet_type>(first >> 4); }
  };
  std::optional<packet> next();

 private:
  std::string text_of(const packet& from) const;
  version version_;
  std::vector<std::byte> unread_;
};

inline std::optional<wire_reader::packet> wire_reader::next() {
  const auto [status, header] = protocol::read_fixed_header(unread_);
  if (status != protocol::frame_status::complete || unread_.size() < header.packet_size())
    return {};
  const auto body = unread_.begin() + header.size;
  const auto end = body + static_cast<std::ptrdiff_t>(header.remaining_length);
  packet out{header.first, {body, end}};
  unread_.erase(unread_.begin(), end);
  return out;
}

inline std::vector<std::string> wire_reader::whole_packets() {
  std::vector<std::string> texts;
  while (const auto found = next()) texts.push_back(text_of(*found));
  return texts;
}

inline std::string hex(unsigned value) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  return {'0', 'x', digits[value >> 4 & 15], digits[value & 15]};
}

inline std::string wire_reader::text_of(const packet& from) const {
  if (from.type() == packet_type::publish) {
    protocol::publish parsed;
    if (protocol::parse_publish(version_, from.first, from.body, parsed)) return "malformed";
    const auto payload = std::string(protocol::as_text(parsed.payload));
    if (parsed.qos == q0) return "PUBLISH q0 " + payload;
    return "PUBLISH " + std::to_string(parsed.identifier) + (parsed.qos == q1 ? " q1 " : " q2 ") +
           (parsed.duplicate ? "DUP " : "") + payload;
  }
  static const std::map<packet_type, std::string> names{{packet_type::puback, "PUBACK "},
                                                        {packet_type::pubrec, "PUBREC "},
                                                        {packet_type::pubrel, "PUBREL "},
                                                        {packet_type::pubcomp, "PUBCOMP "}};
  protocol::acknowledgement parsed;
  if (protocol::parse_acknowledgement(version_, from.first, from.body, parsed)) return "malformed";
  return names.at(parsed.type) + std::to_string(parsed.identifier) +
         (parsed.reason == 0 ? "" : " " + hex(parsed.reason));
}

class rig {
 public:
  struct options {
    protocol::version version = version::v3_1_1;
    std::size_t max_messages = 1000;
    std::size_t max_bytes = std::size_t{64} << 20;
    std::uint16_t max_in_flight = 1000;
    milliseconds write_timeout{0};
    milliseconds max_age{0};
  };
  rig() : rig(options{}) {}
  explicit rig(options given, journal* notes = nullptr)
      : version_(given.version),
        engine_({given.version, given.max_messages, given.max_bytes},
                {given.version, given.max_in_flight, given.write_timeout, given.max_age}, notes),
        reader_(given.version) {}

  engine& under_test() { return engine_; }
  inbound& receiver() { return engine_.receiver(); }
  outbound& sender() { return engine_.sender(); }

  // --- the connection ---
  void connect(protocol::connack granted = {}) { engine_.on_connected(granted); }
  void resume() { connect({.session_present = true}); }
  void disconnect() {
    engine_.on_disconnected();
    reader_.clear();
  }
  // What the engine has to send is written, and shown.
  std::vector<std::string> sent() {
    end_turn();
    engine_.fill_queue();
    while (!engine_.queue().empty()) {
      write(engine_.queue().pending());
      engine_.fill_queue();
    }
    return reader_.whole_packets();
  }
  // Only so many bytes find room in the socket.
  void write(std::size_t size) {
    std::size_t left = size;
    for (const protocol::bytes part : engine_.queue().parts(SIZE_MAX / 2)) {
      reader_.append(part.first(std::min(left, part.size())));
      left -= std::min(left, part.size());
    }
    engine_.on_written(size);
  }
  std::vector<std::string> arrived_at_peer() { return reader_.whole_packets(); }

  // --- from the peer ---
  engine::reception::status publish(const message& given,
                                    engine::when_full policy = engine::when_full::wait) {
    const chunk_ref block = chunk::allocate(room_for(given));
    const std::size_t size = encode(version_, given, block->data());
    last_block_ = block;
    return receive({block->data(), size}, block, policy);
  }
  engine::reception::status answer(packet_type type, std::uint16_t identifier,
                                   std::uint8_t reason = 0) {
    const chunk_ref block = chunk::allocate(protocol::max_encoded_acknowledgement);
    const std::size_t size =
        protocol::encode_acknowledgement(version_, {type, identifier, reason, {}}, block->data());
    return receive({block->data(), size}, block, engine::when_full::wait);
  }
  std::string_view problem() const { return problem_; }
  // Nobody holds the bytes of the last PUBLISH any more.
  bool last_block_is_free() const { return last_block_->unique(); }
  const chunk_ref& last_block() const { return last_block_; }

  // --- the host of the Consumers ---
  void add_consumer(operation_id operation, std::vector<std::string> filters,
                    inbound::consumer_rules rules = {}) {
    receiver().add_consumer(operation, std::move(filters), std::move(rules), engine_.received());
  }
  // What was handed over since the last call; all of it counts as taken.
  std::vector<handover> take() {
    end_turn();
    auto handed = std::exchange(engine_.received().handovers, {});
    for (const handover& each : handed) taken_[each.operation] = each.ticket;
    return handed;
  }
  // As "operation:payload", with "#deliveries" from the second on.
  std::vector<std::string> take_texts() {
    std::vector<std::string> texts;
    for (const handover& each : take()) {
      std::string text = std::to_string(each.operation) + ":" +
                         std::string(protocol::as_text(each.message.payload));
      if (each.deliveries > 1) text += "#" + std::to_string(each.deliveries);
      texts.push_back(text);
      tokens_[text] = each.token;
    }
    return texts;
  }
  // The token of what take_texts() showed.
  std::uint64_t token(const std::string& text) const { return tokens_.at(text); }
  handover take_one() {
    const auto handed = take();
    EXPECT_EQ(handed.size(), 1U);
    return handed.empty() ? handover{} : handed.front();
  }
  inbound::settled settle(const handover& of, verdict given) {
    return settle(of.operation, of.token, given);
  }
  inbound::settled settle(operation_id operation, std::uint64_t token, verdict given) {
    return receiver().settle(operation, {token, given}, taken_[operation], now_,
                             engine_.received());
  }
  void remove_consumer(operation_id operation) {
    receiver().remove_consumer(operation, engine_.received());
  }

  // --- the host of the Producers ---
  void submit(const message& given, std::uint64_t token, operation_id operation = 1) {
    sender().submit(encoded(given, token, operation), now_, engine_.outcomes());
  }
  // The same of one that is kept on disk; its number is its token too.
  void submit_kept(const message& given, std::uint64_t sequence, submission::before was,
                   milliseconds age = 0ms) {
    submission out = encoded(given, sequence, 1);
    out.sequence = sequence;
    out.was = was;
    out.age = age;
    sender().submit(std::move(out), now_, engine_.outcomes());
  }
  // As "token" for a success, "token code" for a failure.
  std::vector<std::string> outcomes() {
    std::vector<std::string> texts;
    for (const outcome& each : std::exchange(engine_.outcomes(), {})) {
      const std::string code =
          each.failure ? " " + std::string(name_of(each.failure->code)) : std::string();
      texts.push_back(std::to_string(each.token) + code);
    }
    return texts;
  }

  // --- time ---
  time_point now() const { return now_; }
  void advance(milliseconds by) {
    end_turn();
    now_ += by;
    tell_time();
  }

 private:
  submission encoded(const message& given, std::uint64_t token, operation_id operation) {
    submission out{.operation = operation,
                   .token = token,
                   .block = chunk::allocate(room_for(given)),
                   .qos = given.level,
                   .retain = given.retain};
    out.packet = out.block->data();
    out.size = encode(version_, given, out.packet);
    last_block_ = out.block;
    return out;
  }
  void end_turn() {
    if (engine_.awaits_time()) tell_time();
  }
  void tell_time() {
    for (const auto& [operation, ticket] : taken_) receiver().note_taken(operation, ticket);
    engine_.on_time(now_);
  }
  engine::reception::status receive(protocol::bytes packet, const chunk_ref& block,
                                    engine::when_full policy) {
    const auto header = protocol::read_fixed_header(packet).header;
    const auto result = engine_.on_packet(header.first, packet.subspan(header.size), block, policy);
    const phrase problem = result.problem.text();
    EXPECT_EQ(english_in(problem.zh), "");
    problem_ = problem.en;
    return result.result;
  }

  version version_;
  engine engine_;
  wire_reader reader_;
  time_point now_{};
  std::string problem_;
  chunk_ref last_block_;
  std::map<operation_id, std::uint64_t> taken_;
  std::map<std::string, std::uint64_t> tokens_;
};

}  // namespace ipaas::mqtt::delivery::test
