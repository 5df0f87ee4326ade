#include "delivery/write_queue.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstring>
#include <string>

#include "live_memory.h"

namespace ipaas::mqtt::delivery {
namespace {

using protocol::as_bytes;
using protocol::as_text;

// Two packets that stand one behind the other in one block.
class neighbours {
 public:
  explicit neighbours(std::string_view text) : block_(chunk::allocate(text.size())) {
    std::memcpy(block_->data(), text.data(), text.size());
  }
  const chunk_ref& block() const { return block_; }
  protocol::bytes at(std::size_t offset, std::size_t size) const {
    return {block_->data() + offset, size};
  }

 private:
  chunk_ref block_;
};

std::string text_of(write_queue& queue) {
  std::string all;
  for (const protocol::bytes part : queue.parts(SIZE_MAX / 2)) all += as_text(part);
  return all;
}

TEST(write_queue, gathers_small_packets_in_one_part) {
  write_queue queue;
  queue.append_copy(as_bytes("one"));
  queue.append_copy(as_bytes("two"));
  ASSERT_EQ(queue.parts(16).size(), 1U);
  EXPECT_EQ(text_of(queue), "onetwo");
  EXPECT_EQ(queue.pending(), 6U);
  EXPECT_EQ(queue.appended(), 6U);
}

TEST(write_queue, appending_nothing_changes_nothing) {
  write_queue queue;
  queue.append_copy({});
  EXPECT_TRUE(queue.empty());
  EXPECT_TRUE(queue.parts(16).empty());
}

TEST(write_queue, knows_how_much_was_copied) {
  const neighbours packets("abcdef");
  write_queue queue;
  queue.append_copy(as_bytes("123"));
  queue.append_reference(packets.block(), packets.at(0, 6));
  queue.append_copy(as_bytes("45"));
  EXPECT_EQ(queue.copies_pending(), 5U);
  queue.consume(2);
  EXPECT_EQ(queue.copies_pending(), 3U);
  queue.consume(6);
  EXPECT_EQ(queue.copies_pending(), 2U);
  queue.consume(3);
  EXPECT_EQ(queue.copies_pending(), 0U);
}

TEST(write_queue, refers_to_neighbours_as_one_part) {
  const neighbours packets("abcdef");
  write_queue queue;
  queue.append_reference(packets.block(), packets.at(0, 2));
  queue.append_reference(packets.block(), packets.at(2, 3));
  ASSERT_EQ(queue.parts(16).size(), 1U);
  EXPECT_EQ(queue.parts(16)[0].data(), packets.block().get()->data());
  queue.append_reference(packets.block(), packets.at(0, 1));  // not behind the one before
  EXPECT_EQ(queue.parts(16).size(), 2U);
  EXPECT_EQ(text_of(queue), "abcdea");
}

TEST(write_queue, merges_behind_a_part_that_has_half_left) {
  const neighbours packets("abcdef");
  write_queue queue;
  queue.append_reference(packets.block(), packets.at(0, 3));
  queue.consume(2);
  queue.append_reference(packets.block(), packets.at(3, 3));
  ASSERT_EQ(queue.parts(16).size(), 1U);
  EXPECT_EQ(text_of(queue), "cdef");
}

TEST(write_queue, keeps_the_order_of_copies_and_references) {
  const neighbours packets("REF");
  write_queue queue;
  queue.append_copy(as_bytes("a"));
  queue.append_reference(packets.block(), packets.at(0, 3));
  queue.append_copy(as_bytes("b"));
  EXPECT_EQ(text_of(queue), "aREFb");
  EXPECT_EQ(queue.parts(2).size(), 2U);
}

TEST(write_queue, counts_what_left_within_a_packet) {
  write_queue queue;
  queue.append_copy(as_bytes("hello"));
  queue.consume(2);
  EXPECT_EQ(queue.written(), 2U);
  EXPECT_EQ(queue.pending(), 3U);
  EXPECT_FALSE(queue.empty());
  EXPECT_EQ(text_of(queue), "llo");
  queue.consume(3);
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.appended(), 5U);
}

TEST(write_queue, holds_a_block_until_its_last_byte_has_left) {
  const neighbours packets("abc");
  write_queue queue;
  queue.append_reference(packets.block(), packets.at(0, 3));
  queue.append_copy(as_bytes("behind"));
  queue.consume(2);
  EXPECT_FALSE(packets.block().get()->unique());
  queue.consume(1);
  EXPECT_TRUE(packets.block().get()->unique());
}

TEST(write_queue, forgets_everything_on_reset) {
  const neighbours packets("abc");
  write_queue queue;
  queue.append_reference(packets.block(), packets.at(0, 3));
  queue.consume(1);
  queue.reset();
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.appended(), 0U);
  EXPECT_EQ(queue.written(), 0U);
  EXPECT_TRUE(packets.block().get()->unique());
  queue.append_copy(as_bytes("new"));
  EXPECT_EQ(text_of(queue), "new");
}

TEST(write_queue, takes_packets_larger_than_its_buffer) {
  const std::string large(100'000, 'L');
  write_queue queue;
  queue.append_copy(as_bytes("a"));
  queue.append_copy(as_bytes(large));
  queue.append_copy(as_bytes("b"));
  EXPECT_EQ(text_of(queue), "a" + large + "b");
}

// A producer that is always ahead of the socket: what has left must not stay in memory.
TEST(write_queue, does_not_grow_while_it_never_runs_empty) {
  const neighbours packets("ab");
  write_queue queue;
  const auto turn = [&] {  // two parts come and two leave
    queue.append_reference(packets.block(), packets.at(1, 1));
    queue.append_reference(packets.block(), packets.at(0, 1));
    if (queue.pending() > 100) queue.consume(2);
  };
  for (int i = 0; i < 10'000; ++i) turn();
  const std::size_t before = test::live_memory();
  for (int i = 0; i < 100'000; ++i) turn();
  EXPECT_LE(test::live_memory(), before + 65'536);
}

RC_GTEST_PROP(write_queue, gives_out_exactly_what_was_put_in, ()) {
  write_queue queue;
  std::string expected;
  std::uint64_t appended = 0;
  const neighbours source(std::string(64, 'r') + std::string(64, 's'));
  for (const std::uint16_t step : *rc::gen::arbitrary<std::vector<std::uint16_t>>()) {
    const std::size_t size = 1U + step % 60;
    if (step % 3 == 0) {
      const std::string text(size, static_cast<char>('a' + step % 26));
      queue.append_copy(as_bytes(text));
      expected += text;
      appended += size;
    } else if (step % 3 == 1) {
      queue.append_reference(source.block(), source.at(step % 64, size));
      expected += as_text(source.at(step % 64, size));
      appended += size;
    } else {
      const std::size_t leaving = std::min(size * 2, expected.size());
      queue.consume(leaving);
      expected.erase(0, leaving);
    }
    RC_ASSERT(text_of(queue) == expected);
    RC_ASSERT(queue.appended() == appended);
    RC_ASSERT(queue.pending() == expected.size());
    RC_ASSERT(queue.empty() == expected.empty());
  }
  queue.reset();
  RC_ASSERT(source.block().get()->unique());
}

}  // namespace
}  // namespace ipaas::mqtt::delivery
