#include "protocol/framing.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "generators.h"

namespace ipaas::mqtt::protocol {
namespace {

using test::exact_bytes;
using test::hex;

TEST(framing, reads_lengths_at_every_boundary) {
  const std::pair<const char*, std::uint32_t> cases[]{{"30 00", 0},
                                                      {"30 7F", 127},
                                                      {"30 80 01", 128},
                                                      {"30 FF 7F", 16'383},
                                                      {"30 80 80 01", 16'384},
                                                      {"30 FF FF 7F", 2'097'151},
                                                      {"30 80 80 80 01", 2'097'152},
                                                      {"30 FF FF FF 7F", 268'435'455}};
  for (const auto& [text, length] : cases) {
    const exact_bytes packet = hex(text);
    const frame_result result = read_fixed_header(packet);
    EXPECT_EQ(result.status, frame_status::complete) << text;
    EXPECT_EQ(result.header.remaining_length, length) << text;
    EXPECT_EQ(result.header.size, packet.size()) << text;
    EXPECT_EQ(result.header.packet_size(), packet.size() + length) << text;
    EXPECT_EQ(result.header.type(), packet_type::publish) << text;
    EXPECT_EQ(result.header.first, 0x30) << text;
  }
}

TEST(framing, writes_lengths_at_every_boundary) {
  const std::pair<std::uint32_t, std::size_t> cases[]{
      {0, 2},      {127, 2},       {128, 3},       {16'383, 3},
      {16'384, 4}, {2'097'151, 4}, {2'097'152, 5}, {max_remaining_length, 5}};
  for (const auto& [length, size] : cases) {
    std::array<std::byte, 5> room{};
    EXPECT_EQ(write_fixed_header(0x30, length, room.data()), size) << length;
    EXPECT_EQ(fixed_header_size(length), size) << length;
    EXPECT_EQ(read_fixed_header(bytes(room).first(size)).header.remaining_length, length);
  }
}

TEST(framing, waits_for_the_rest_of_a_header) {
  for (const char* text : {"", "30", "30 80", "30 80 80", "30 80 80 80"}) {
    EXPECT_EQ(read_fixed_header(hex(text)).status, frame_status::need_more) << text;
  }
}

TEST(framing, refuses_a_length_of_five_bytes_as_soon_as_it_is_announced) {
  EXPECT_EQ(read_fixed_header(hex("30 80 80 80 80")).status, frame_status::malformed);
  EXPECT_EQ(read_fixed_header(hex("30 80 80 80 80 01")).status, frame_status::malformed);
}

TEST(framing, refuses_packet_type_0_at_its_first_byte) {
  EXPECT_EQ(read_fixed_header(hex("00")).status, frame_status::malformed);
  EXPECT_EQ(read_fixed_header(hex("0F 00")).status, frame_status::malformed);
}

RC_GTEST_PROP(framing, header_survives_writing_and_reading, ()) {
  const auto first = *rc::gen::inRange<std::uint8_t>(0x10, 0xFF);
  const auto bits = *rc::gen::inRange(0, 29);
  const auto length = *rc::gen::inRange<std::uint32_t>(0, (1U << bits) + 1) % 268'435'456;
  std::array<std::byte, 5> room{};
  const std::size_t size = write_fixed_header(first, length, room.data());
  RC_ASSERT(size == fixed_header_size(length));
  const exact_bytes header(bytes(room).first(size));
  const frame_result result = read_fixed_header(header);
  RC_ASSERT(result.status == frame_status::complete);
  RC_ASSERT(result.header.first == first);
  RC_ASSERT(result.header.remaining_length == length);
  RC_ASSERT(result.header.size == size);
}

// Cuts a stream that arrives in pieces as a connection does: keep what is not whole yet.
std::vector<std::vector<std::byte>> cut(const std::vector<std::vector<std::byte>>& pieces) {
  std::vector<std::vector<std::byte>> packets;
  std::vector<std::byte> waiting;
  for (const auto& piece : pieces) {
    waiting.insert(waiting.end(), piece.begin(), piece.end());
    for (;;) {
      const frame_result result = read_fixed_header(exact_bytes(waiting));
      RC_ASSERT(result.status != frame_status::malformed);
      if (result.status == frame_status::need_more) break;
      const std::size_t size = result.header.packet_size();
      if (waiting.size() < size) break;
      packets.push_back(test::to_vector(bytes(waiting).first(size)));
      waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(size));
    }
  }
  RC_ASSERT(waiting.empty());
  return packets;
}

std::vector<std::vector<std::byte>> split_anywhere(const std::vector<std::byte>& stream) {
  std::vector<std::vector<std::byte>> pieces;
  for (bytes rest = stream; !rest.empty();) {
    const std::size_t size = *rc::gen::inRange<std::size_t>(1, rest.size() + 1);
    pieces.push_back(test::to_vector(rest.first(size)));
    rest = rest.subspan(size);
  }
  return pieces;
}

RC_GTEST_PROP(framing, any_split_of_a_stream_gives_the_same_packets, ()) {
  std::vector<std::vector<std::byte>> sent;
  std::vector<std::byte> stream;
  const int count = *rc::gen::inRange(1, 8);
  for (int i = 0; i < count; ++i) {
    std::vector<std::byte> body = *test::any_bytes();
    if (*rc::gen::inRange(0, 4) == 0) body.resize(body.size() + 200);  // a length of two bytes
    sent.push_back(test::make_packet(*rc::gen::inRange<std::uint8_t>(0x10, 0xFF), body));
    stream.insert(stream.end(), sent.back().begin(), sent.back().end());
  }
  RC_ASSERT(cut(split_anywhere(stream)) == sent);
}

}  // namespace
}  // namespace ipaas::mqtt::protocol
