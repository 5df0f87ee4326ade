// When a full window is told of, in virtual time.
#include "session/window_watch.h"

#include <gtest/gtest.h>

namespace ipaas::mqtt::session {
namespace {

using namespace std::chrono_literals;
constexpr window_watch::time_point begin{1h};

TEST(window_watch, says_nothing_of_a_window_that_is_full_for_a_moment) {
  window_watch watch;
  EXPECT_FALSE(watch.next_deadline());
  EXPECT_FALSE(watch.on_full(begin));
  EXPECT_EQ(watch.next_deadline(), begin + 10s);
  EXPECT_FALSE(watch.on_full(begin + 10s - 1ms));
  EXPECT_FALSE(watch.on_room(begin + 10s));
  EXPECT_FALSE(watch.next_deadline());
  EXPECT_FALSE(watch.on_full(begin + 15s)) << "the time begins anew";
}

TEST(window_watch, speaks_up_after_ten_seconds_and_whenever_that_has_doubled) {
  window_watch watch;
  watch.on_full(begin);
  for (const auto after : {10s, 20s, 40s, 80s}) {
    EXPECT_FALSE(watch.on_full(begin + after - 1ms));
    EXPECT_EQ(watch.next_deadline(), begin + after);
    EXPECT_EQ(watch.on_full(begin + after), after);
  }
}

TEST(window_watch, tells_the_end_of_what_it_has_told) {
  window_watch watch;
  watch.on_full(begin);
  watch.on_full(begin + 10s);
  EXPECT_EQ(watch.on_room(begin + 12s), 12s);
  EXPECT_FALSE(watch.on_room(begin + 13s));
  watch.on_full(begin + 14s);
  EXPECT_FALSE(watch.on_room(begin + 15s));
}

}  // namespace
}  // namespace ipaas::mqtt::session
