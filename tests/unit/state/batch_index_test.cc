// Where kept messages stand.
#include "state/batch_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ipaas::mqtt::state {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(batch_index, numbers_go_on) {
  batch_index tested;
  EXPECT_EQ(tested.next(), 1U);
  tested.add(1, 3);
  EXPECT_EQ(tested.next(), 4U);
  tested.continue_after(10);
  EXPECT_EQ(tested.next(), 11U);
  tested.continue_after(5);
  EXPECT_EQ(tested.next(), 11U);
}

TEST(batch_index, a_batch_is_finished_with_its_last_message) {
  batch_index tested;
  tested.add(1, 2);
  tested.add(3, 1);
  tested.advance(2, progress::done);
  EXPECT_THAT(tested.finished(), IsEmpty());
  EXPECT_THAT(tested.changed(), ElementsAre(1));
  EXPECT_THAT(tested.states_of(1), ElementsAre(progress::kept, progress::done));
  tested.advance(1, progress::done);
  EXPECT_THAT(tested.finished(), ElementsAre(1));
  EXPECT_THAT(tested.changed(), IsEmpty());
}

TEST(batch_index, a_step_back_or_twice_is_none) {
  batch_index tested;
  tested.add(1, 2);
  tested.advance(1, progress::done);
  tested.advance(1, progress::done);
  tested.advance(1, progress::released);
  EXPECT_THAT(tested.finished(), IsEmpty());
  EXPECT_THAT(tested.states_of(1), ElementsAre(progress::done, progress::kept));
}

TEST(batch_index, a_number_that_is_not_kept_is_ignored) {
  batch_index tested;
  tested.advance(1, progress::done);
  tested.add(5, 1);
  tested.advance(4, progress::done);
  tested.advance(6, progress::done);
  EXPECT_THAT(tested.finished(), IsEmpty());
  EXPECT_THAT(tested.changed(), IsEmpty());
}

TEST(batch_index, what_is_all_done_when_it_is_added_is_finished) {
  batch_index tested;
  tested.add(1, 2, {progress::done, progress::done});
  EXPECT_THAT(tested.finished(), ElementsAre(1));
  EXPECT_TRUE(tested.empty());
}

TEST(batch_index, the_newest_can_be_taken_back) {
  batch_index tested;
  tested.add(1, 2);
  tested.add(3, 2);
  tested.take_back(3);
  EXPECT_EQ(tested.next(), 3U);
  tested.advance(3, progress::done);
  EXPECT_THAT(tested.changed(), IsEmpty());
}

}  // namespace
}  // namespace ipaas::mqtt::state
