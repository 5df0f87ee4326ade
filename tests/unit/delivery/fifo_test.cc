#include "delivery/fifo.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <deque>
#include <memory>

namespace ipaas::mqtt::delivery {
namespace {

TEST(fifo, gives_back_in_order) {
  fifo<int> queue;
  EXPECT_TRUE(queue.empty());
  queue.push(1);
  queue.push(2);
  EXPECT_EQ(queue.front(), 1);
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.size(), 1U);
  EXPECT_EQ(queue.pop(), 2);
  EXPECT_TRUE(queue.empty());
}

TEST(fifo, moves_what_it_holds) {
  fifo<std::unique_ptr<int>> queue;
  queue.push(std::make_unique<int>(7));
  EXPECT_EQ(*queue.pop(), 7);
}

TEST(fifo, keeps_the_order_of_what_remains) {
  fifo<int> queue;
  for (int i = 0; i < 10; ++i) queue.push(i);
  queue.pop();
  queue.remove_if([](int value) { return value % 2 == 1; });
  EXPECT_EQ(std::vector<int>(queue.begin(), queue.end()), (std::vector{2, 4, 6, 8}));
  EXPECT_EQ(queue.pop(), 2);
}

// Long enough for the front to be moved down more than once, while it never runs empty.
TEST(fifo, forgets_what_was_taken_while_it_is_in_use) {
  fifo<int> queue;
  for (int i = 0; i < 1'500; ++i) queue.push(i);
  for (int i = 0; i < 10'000; ++i) {
    ASSERT_EQ(queue.pop(), i);
    queue.push(1'500 + i);
    ASSERT_EQ(queue.size(), 1'500U);
  }
}

RC_GTEST_PROP(fifo, does_what_a_deque_does, ()) {
  fifo<int> queue;
  std::deque<int> model;
  const auto steps = *rc::gen::arbitrary<std::vector<std::uint16_t>>();
  int next = 0;
  for (const std::uint16_t step : steps) {
    const int many = step % 3 == 2 ? 700 : 1;
    for (int i = 0; i < many; ++i) {
      if (step % 2 == 0 || model.empty()) {
        queue.push(next);
        model.push_back(next++);
      } else {
        RC_ASSERT(queue.pop() == model.front());
        model.pop_front();
      }
    }
    RC_ASSERT(std::equal(queue.begin(), queue.end(), model.begin(), model.end()));
  }
}

}  // namespace
}  // namespace ipaas::mqtt::delivery
