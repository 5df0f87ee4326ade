// What messages keep of the blocks that they came in.
#include "rig.h"

namespace ipaas::mqtt::delivery {
namespace {

using namespace test;

constexpr std::size_t block_size = std::size_t{64} << 10;
constexpr std::size_t bound = std::size_t{4} << 20;

class read_blocks : public testing::Test {
 protected:
  // Alone in a block, as when others of it are settled.
  void publish(const message& given, engine::when_full policy = engine::when_full::wait) {
    const chunk_ref block = chunk::allocate(block_size, tested.read_blocks());
    const std::size_t size = encode(version::v5, given, block->data());
    const auto header = protocol::read_fixed_header({block->data(), size}).header;
    tested.on_packet(header.first, protocol::bytes(block->data(), size).subspan(header.size), block,
                     policy);
  }
  std::size_t bytes() const { return tested.read_blocks()->bytes(); }

  engine tested{{.version = version::v5, .max_messages = 2000, .max_bytes = std::size_t{1} << 20},
                {.version = version::v5}};
};

TEST_F(read_blocks, are_counted) {
  tested.receiver().add_consumer(1, {"#"}, {}, tested.received());
  publish({.level = q0});
  EXPECT_EQ(bytes(), block_size);
  const handover held = tested.received().handovers.front();
  tested.receiver().settle(1, {held.token, verdict::accept, nullptr}, 1, {}, tested.received());
  EXPECT_EQ(bytes(), 0U);
}

TEST_F(read_blocks, are_bounded_whatever_small_messages_are_held) {
  tested.receiver().add_consumer(1, {"#"}, {}, tested.received());
  for (int i = 0; i < 1000; ++i) {
    publish({.level = q0,
             .payload = "payload " + std::to_string(i),
             .topic = "topic/" + std::to_string(i),
             .properties = {std::byte{1}, static_cast<std::byte>(i % 2)}});
    ASSERT_LE(bytes(), bound + block_size) << i;
  }
  const auto& handed = tested.received().handovers;
  ASSERT_EQ(handed.size(), 1000U);
  for (int i = 0; i < 1000; ++i) {
    const protocol::publish& held = handed[static_cast<std::size_t>(i)].message;
    EXPECT_EQ(protocol::as_text(held.payload), "payload " + std::to_string(i));
    EXPECT_EQ(held.topic, "topic/" + std::to_string(i));
    EXPECT_EQ(held.properties.size(), 2U);
    EXPECT_EQ(held.properties[1], static_cast<std::byte>(i % 2));
  }
}

TEST_F(read_blocks, are_bounded_whatever_small_messages_are_parked) {
  for (int i = 0; i < 5000; ++i) {
    publish({.level = q0}, engine::when_full::park);
    ASSERT_LE(bytes(), bound + block_size) << i;
  }
  EXPECT_GT(tested.receiver().counted().parked, 2000U);
}

TEST_F(read_blocks, that_a_message_fills_are_not_copied) {
  tested.receiver().add_consumer(1, {"#"}, {}, tested.received());
  for (int i = 0; i < 70; ++i) publish({.level = q0});
  publish({.level = q0, .payload = std::string(block_size / 2, 'x')});
  EXPECT_EQ(bytes(), bound + block_size);
}

}  // namespace
}  // namespace ipaas::mqtt::delivery
