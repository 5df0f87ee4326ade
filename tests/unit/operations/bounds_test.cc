// The small parts between host threads and the I/O thread: handoff, outbox budget, packet arena.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstring>
#include <thread>
#include <vector>

#include "operations/handoff.h"
#include "operations/outbox_budget.h"
#include "operations/packet_arena.h"

namespace ipaas::mqtt::operations {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// --- handoff ---

TEST(handoff, only_the_first_batch_of_a_row_wakes_the_collector) {
  handoff<int> tested;
  std::vector<int> batch{1, 2};
  EXPECT_TRUE(tested.give(batch));
  EXPECT_THAT(batch, IsEmpty());
  batch = {3};
  EXPECT_FALSE(tested.give(batch));
  EXPECT_EQ(tested.size(), 3U);
  std::vector<int> collected;
  tested.collect(collected);
  EXPECT_THAT(collected, ElementsAre(1, 2, 3));
  EXPECT_EQ(tested.size(), 0U);
  batch = {4};
  EXPECT_TRUE(tested.give(batch)) << "a new row";
}

TEST(handoff, nothing_is_lost_between_threads) {
  constexpr int count = 50'000;
  handoff<int> tested;
  std::thread giving([&] {
    std::vector<int> batch;
    for (int i = 1; i <= count; ++i) {
      batch.push_back(i);
      tested.give(batch);
    }
  });
  std::vector<int> collected;
  int last = 0;
  while (last < count) {
    tested.collect(collected);
    for (const int value : collected) {
      EXPECT_EQ(value, last + 1);
      last = value;
    }
    collected.clear();
  }
  giving.join();
}

// --- outbox_budget ---

TEST(outbox_budget, counts_messages) {
  outbox_budget budget(2, 1000);
  EXPECT_TRUE(budget.reserve(0));
  EXPECT_TRUE(budget.reserve(0));
  EXPECT_FALSE(budget.reserve(0));
  EXPECT_FALSE(budget.reserve(0)) << "a refusal takes nothing";
  budget.release_message();
  EXPECT_TRUE(budget.reserve(0));
  EXPECT_FALSE(budget.reserve(0));
}

TEST(outbox_budget, counts_bytes) {
  outbox_budget budget(100, 1000);
  EXPECT_TRUE(budget.could_hold(1000));
  EXPECT_FALSE(budget.could_hold(1001));
  EXPECT_TRUE(budget.reserve(600));
  EXPECT_FALSE(budget.reserve(401));
  EXPECT_TRUE(budget.reserve(400)) << "a refusal takes nothing";
  budget.release_bytes(600);
  EXPECT_FALSE(budget.reserve(601));
  EXPECT_TRUE(budget.reserve(600));
}

TEST(outbox_budget, a_refusal_for_bytes_gives_its_message_back) {
  outbox_budget budget(2, 10);
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(budget.reserve(11));
  EXPECT_TRUE(budget.reserve(5));
  EXPECT_TRUE(budget.reserve(5));
}

TEST(outbox_budget, is_never_exceeded_between_threads) {
  constexpr std::size_t most = 10;
  outbox_budget budget(most, most);
  std::atomic<std::size_t> held{0};
  std::atomic<bool> exceeded{false};
  const auto work = [&] {
    for (int i = 0; i < 50'000; ++i) {
      if (!budget.reserve(1)) continue;
      if (++held > most) exceeded = true;
      --held;
      budget.release_bytes(1);
      budget.release_message();
    }
  };
  std::thread one(work);
  std::thread other(work);
  one.join();
  other.join();
  EXPECT_FALSE(exceeded);
  for (std::size_t i = 0; i < most; ++i) EXPECT_TRUE(budget.reserve(1)) << "all is given back";
}

// --- packet_arena ---

TEST(packet_arena, small_packets_stand_one_behind_the_other) {
  packet_arena arena;
  std::byte* first = arena.allocate(10);
  const chunk_ref block = arena.block();
  EXPECT_EQ(arena.allocate(7), first + 10);
  EXPECT_EQ(arena.allocate(1), first + 17);
  EXPECT_EQ(arena.block().get(), block.get());
}

TEST(packet_arena, a_packet_lies_within_its_block_whatever_comes_before) {
  packet_arena arena;
  std::vector<std::pair<chunk_ref, std::byte*>> kept;
  for (const std::size_t size : {1U, 65'535U, 1U, 30'000U, 40'000U, 65'536U, 200'000U, 8U}) {
    std::byte* room = arena.allocate(size);
    const chunk_ref& block = arena.block();
    ASSERT_GE(room, block->data());
    ASSERT_LE(room + size, block->data() + block->capacity());
    std::memset(room, 'x', size);
    kept.emplace_back(block, room);
  }
}

TEST(packet_arena, an_old_block_lives_as_long_as_its_packets) {
  packet_arena arena;
  std::byte* room = arena.allocate(60'000);
  std::memset(room, 'x', 60'000);
  const chunk_ref kept = arena.block();
  arena.allocate(60'000);
  EXPECT_NE(arena.block().get(), kept.get());
  EXPECT_TRUE(kept->unique());
  EXPECT_EQ(room[59'999], std::byte{'x'});
}

}  // namespace
}  // namespace ipaas::mqtt::operations
