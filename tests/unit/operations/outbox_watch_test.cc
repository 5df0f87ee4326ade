// When it is news how full the outbox is.
#include "operations/outbox_watch.h"

#include <gtest/gtest.h>

namespace ipaas::mqtt::operations {
namespace {

void reserve(outbox_budget& budget, int messages, std::size_t bytes_of_each) {
  for (; messages > 0; --messages) ASSERT_TRUE(budget.reserve(bytes_of_each));
}
void release(outbox_budget& budget, int messages, std::size_t bytes_of_each) {
  for (; messages > 0; --messages) {
    budget.release_bytes(bytes_of_each);
    budget.release_message();
  }
}

TEST(outbox_watch, follows_the_count_up_and_down) {
  outbox_budget budget(100, 1'000'000);
  outbox_watch watch;
  reserve(budget, 79, 1);
  EXPECT_EQ(watch.news_of(budget), std::nullopt);
  reserve(budget, 1, 1);
  EXPECT_EQ(watch.news_of(budget), event_name::outbox_filling);
  reserve(budget, 20, 1);
  EXPECT_EQ(watch.news_of(budget), std::nullopt) << "everything has found room";
  EXPECT_FALSE(budget.reserve(1));
  EXPECT_EQ(watch.news_of(budget), event_name::outbox_full);
  release(budget, 50, 1);
  EXPECT_FALSE(watch.news_of(budget)) << "half is not below half";
  release(budget, 1, 1);
  EXPECT_EQ(watch.news_of(budget), event_name::outbox_drained);
  EXPECT_EQ(watch.news_of(budget), std::nullopt);
}

TEST(outbox_watch, follows_the_bytes) {
  outbox_budget budget(100, 1000);
  outbox_watch watch;
  reserve(budget, 2, 400);
  EXPECT_EQ(watch.news_of(budget), event_name::outbox_filling);
  EXPECT_FALSE(budget.reserve(201));
  EXPECT_EQ(watch.news_of(budget), event_name::outbox_full);
  release(budget, 1, 400);
  EXPECT_EQ(watch.news_of(budget), event_name::outbox_drained);
}

TEST(outbox_watch, says_once_that_it_is_full) {
  outbox_budget budget(1, 10);
  outbox_watch watch;
  reserve(budget, 1, 1);
  for (const auto& news : {std::optional(event_name::outbox_full), std::optional<event_name>()}) {
    EXPECT_FALSE(budget.reserve(1));
    EXPECT_EQ(watch.news_of(budget), news);
  }
}

}  // namespace
}  // namespace ipaas::mqtt::operations
