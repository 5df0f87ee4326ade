// The queue to the host: staged, committed, taken, and a pipe that says whether anything waits.
#include "operations/record_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <thread>

#include "ipaas/plugin.h"

namespace ipaas::mqtt::operations {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

queued_record record_of(std::uint64_t token, std::uint16_t kind = IPAAS_KIND_MESSAGE) {
  queued_record record;
  record.kind = kind;
  record.token = token;
  record.texts = std::make_unique<record_texts>();
  return record;
}

bool is_readable(const record_queue& queue, int timeout_ms = 0) {
  pollfd descriptor{queue.descriptor(), POLLIN, 0};
  return ::poll(&descriptor, 1, timeout_ms) == 1;
}

std::vector<std::uint64_t> take(record_queue& queue, std::size_t most = SIZE_MAX) {
  std::vector<std::uint64_t> tokens;
  queue.take([&](const queued_record& record) {
    if (tokens.size() == most) return false;
    EXPECT_TRUE(record.texts);
    tokens.push_back(record.token);
    return true;
  });
  return tokens;
}

TEST(record_queue, what_is_staged_shows_with_commit) {
  record_queue queue;
  queue.stage(record_of(1));
  queue.stage(record_of(2));
  EXPECT_FALSE(is_readable(queue));
  EXPECT_THAT(take(queue), IsEmpty());
  queue.commit();
  EXPECT_TRUE(is_readable(queue));
  EXPECT_THAT(take(queue), ElementsAre(1U, 2U));
  EXPECT_FALSE(is_readable(queue));
}

TEST(record_queue, nothing_staged_is_nothing_to_show) {
  record_queue queue;
  queue.commit();
  EXPECT_FALSE(is_readable(queue));
}

TEST(record_queue, what_is_pushed_shows_at_once) {
  record_queue queue;
  queue.push(record_of(1));
  EXPECT_TRUE(is_readable(queue));
  EXPECT_THAT(take(queue), ElementsAre(1U));
  EXPECT_FALSE(is_readable(queue));
}

TEST(record_queue, commits_line_up) {
  record_queue queue;
  for (const std::uint64_t token : {1U, 2U, 3U}) {
    queue.stage(record_of(token));
    queue.commit();
  }
  queue.push(record_of(4));
  EXPECT_THAT(take(queue), ElementsAre(1U, 2U, 3U, 4U));
}

TEST(record_queue, what_found_no_room_waits_and_stays_readable) {
  record_queue queue;
  for (const std::uint64_t token : {1U, 2U, 3U}) queue.push(record_of(token));
  EXPECT_THAT(take(queue, 0), IsEmpty());
  EXPECT_TRUE(is_readable(queue));
  EXPECT_THAT(take(queue, 2), ElementsAre(1U, 2U));
  EXPECT_TRUE(is_readable(queue));
  queue.push(record_of(4));
  EXPECT_THAT(take(queue), ElementsAre(3U, 4U));
  EXPECT_FALSE(is_readable(queue));
}

TEST(record_queue, becomes_readable_again_and_again) {
  record_queue queue;
  for (std::uint64_t token = 1; token < 200'000; token += 1) {
    queue.push(record_of(token));
    queue.push(record_of(token));
    ASSERT_EQ(take(queue).size(), 2U);
  }
  EXPECT_FALSE(is_readable(queue));
  queue.push(record_of(1));
  EXPECT_TRUE(is_readable(queue)) << "a pipe that is never emptied is full by now";
}

TEST(record_queue, removes_one_kind_wherever_it_stands) {
  record_queue queue;
  queue.push(record_of(1, IPAAS_KIND_EVENT));
  queue.push(record_of(2));
  queue.push(record_of(3, IPAAS_KIND_EVENT));
  take(queue, 1);
  queue.push(record_of(4));
  queue.push(record_of(5, IPAAS_KIND_EVENT));
  queue.stage(record_of(6));
  queue.stage(record_of(7, IPAAS_KIND_EVENT));
  queue.remove(IPAAS_KIND_MESSAGE);
  EXPECT_TRUE(is_readable(queue));
  EXPECT_THAT(take(queue), ElementsAre(3U, 5U));
  queue.commit();
  EXPECT_THAT(take(queue), ElementsAre(7U));
}

TEST(record_queue, removing_the_last_one_leaves_nothing_readable) {
  record_queue queue;
  queue.push(record_of(1));
  queue.push(record_of(2));
  take(queue, 1);
  queue.remove(IPAAS_KIND_MESSAGE);
  EXPECT_FALSE(is_readable(queue));
  EXPECT_THAT(take(queue), IsEmpty());
  queue.push(record_of(3));
  EXPECT_TRUE(is_readable(queue));
}

// Far more than a poll takes here: it turns a lost wake-up into a failure.
constexpr int patience_ms = 60'000;

TEST(record_queue, one_thread_commits_while_another_takes) {
  constexpr std::uint64_t count = 100'000;
  record_queue queue;
  std::thread committing([&] {
    for (std::uint64_t token = 1; token <= count; ++token) {
      queue.stage(record_of(token));
      if (token % 7 == 0 || token == count) queue.commit();
    }
  });
  std::uint64_t last = 0;
  bool in_order = true;
  while (last < count && is_readable(queue, patience_ms)) {
    for (const std::uint64_t token : take(queue, 5)) {
      in_order = in_order && token == last + 1;
      last = token;
    }
  }
  committing.join();
  EXPECT_EQ(last, count);
  EXPECT_TRUE(in_order);
  EXPECT_FALSE(is_readable(queue));
}

TEST(record_queue, events_pushed_by_other_threads_are_all_taken) {
  constexpr std::uint64_t each = 20'000;
  record_queue queue;
  const auto push = [&](std::uint64_t base) {
    for (std::uint64_t i = 0; i < each; ++i) queue.push(record_of(base + i));
  };
  std::thread one(push, 0);
  std::thread other(push, each);
  std::uint64_t sum = 0;
  std::uint64_t taken = 0;
  while (taken < 2 * each && is_readable(queue, patience_ms)) {
    for (const std::uint64_t token : take(queue)) {
      sum += token;
      ++taken;
    }
  }
  one.join();
  other.join();
  EXPECT_EQ(taken, 2 * each);
  EXPECT_EQ(sum, each * (2 * each - 1));
}

}  // namespace
}  // namespace ipaas::mqtt::operations
