// What waits for its time: verdicts, and messages at a rate. The time is made up.
#include <gtest/gtest.h>

#include "pacer.h"
#include "settlement_queue.h"

namespace ipaas::command_line {
namespace {

const time_point start{milliseconds(1'000'000)};

std::vector<std::uint64_t> released(settlement_queue& queue, time_point now) {
  std::vector<std::uint64_t> tokens;
  queue.release(now, [&](std::uint64_t token) { tokens.push_back(token); });
  return tokens;
}

TEST(settlement_queue, releases_each_after_its_delay) {
  settlement_queue queue(milliseconds(100));
  queue.push(1, start);
  queue.push(2, start + milliseconds(50));
  EXPECT_EQ(queue.next(), start + milliseconds(100));
  EXPECT_TRUE(released(queue, start + milliseconds(99)).empty());
  EXPECT_EQ(released(queue, start + milliseconds(100)), (std::vector<std::uint64_t>{1}));
  EXPECT_EQ(released(queue, start + milliseconds(1000)), (std::vector<std::uint64_t>{2}));
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.next(), never);
}

TEST(settlement_queue, that_is_empty_releases_nothing_at_the_end_of_time) {
  settlement_queue queue(milliseconds(0));
  EXPECT_TRUE(released(queue, never).empty());
}

int allowed_until(pacer& pace, time_point end) {
  int count = 0;
  for (; pace.next() <= end; ++count) pace.count(pace.next());
  return count;
}

TEST(pacer, spreads_messages_over_the_second) {
  pacer pace(10, start);
  EXPECT_EQ(pace.next(), start);
  pace.count(start);
  EXPECT_EQ(pace.next(), start + milliseconds(100));
  EXPECT_EQ(allowed_until(pace, start + milliseconds(1000)), 10);
}

TEST(pacer, makes_up_for_little_after_a_jam) {
  pacer pace(1000, start);
  const auto late = start + milliseconds(10'000);
  int count = 0;
  for (; pace.next() <= late; ++count) pace.count(late);
  EXPECT_LE(count, 101);
}

TEST(pacer, without_a_rate_never_holds_back) {
  pacer pace(0, start);
  for (int i = 0; i < 1000; ++i) pace.count(start);
  EXPECT_LE(pace.next(), start);
}

}  // namespace
}  // namespace ipaas::command_line
