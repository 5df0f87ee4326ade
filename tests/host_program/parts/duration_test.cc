#include "duration.h"

#include <gtest/gtest.h>

namespace ipaas::command_line {
namespace {

using std::chrono::milliseconds;

TEST(duration, adds_its_units) {
  EXPECT_EQ(parse_duration("1m30s"), milliseconds(90'000));
  EXPECT_EQ(parse_duration("250ms"), milliseconds(250));
  EXPECT_EQ(parse_duration("1.5h"), milliseconds(5'400'000));
}

TEST(duration, takes_a_bare_number_as_seconds) {
  EXPECT_EQ(parse_duration("2"), milliseconds(2000));
  EXPECT_EQ(parse_duration("0"), milliseconds(0));
}

TEST(duration, refuses_everything_else) {
  for (const auto* text : {"", "s", "-1s", "1x", "1s2", "inf", "nan", "1e3s", " 1s", "9999999h"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace ipaas::command_line
