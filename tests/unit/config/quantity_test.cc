#include "config/quantity.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "config/parse.h"

namespace ipaas::mqtt::config {
namespace {

using namespace std::chrono_literals;

TEST(duration, adds_its_terms) {
  EXPECT_EQ(parse_duration("1m30s"), 90s);
  EXPECT_EQ(parse_duration("500ms"), 500ms);
  EXPECT_EQ(parse_duration(" 2h 1m 1s 1ms "), 2h + 1min + 1s + 1ms);
  EXPECT_EQ(parse_duration("1.5h"), 90min);
  EXPECT_EQ(parse_duration("0s"), 0ms);
  EXPECT_EQ(parse_duration("90 s"), 90s);
}

TEST(duration, counts_seconds_where_there_is_no_unit) {
  EXPECT_EQ(parse_duration("30"), 30s);
  EXPECT_EQ(parse_duration("0"), 0s);
  EXPECT_EQ(parse_duration("0.25"), 250ms);
}

TEST(duration, is_nothing_else) {
  for (const char* text :
       {"", " ", "s", "-1s", "1d", "1m30", "30s,", "1.s", "1.", ".5s", "1e3", "0.5ms", "1.0005s",
        "1M", "+1s", "1s-", "999999999999h", "1.0000000000s"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

TEST(duration, does_not_overflow) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "99999999999h";
  EXPECT_EQ(parse_duration(text), std::nullopt);
}

TEST(duration, is_written_as_people_write_it) {
  EXPECT_EQ(format_duration(0ms), "0s");
  EXPECT_EQ(format_duration(90s), "1m30s");
  EXPECT_EQ(format_duration(24h), "24h");
  EXPECT_EQ(format_duration(3661001ms), "1h1m1s1ms");
}

TEST(duration, reads_back_at_its_longest) {
  const auto longest = parse_duration("99999999999h59m59s999ms");
  ASSERT_TRUE(longest);
  EXPECT_EQ(parse_duration(format_duration(*longest)), longest);
  EXPECT_FALSE(parse_duration("99999999999h1h"));
}

RC_GTEST_PROP(duration_property, reads_back_what_it_writes, ()) {
  const milliseconds duration(*rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000));
  RC_ASSERT(parse_duration(format_duration(duration)) == duration);
}

RC_GTEST_PROP(duration_property, takes_any_bytes, (const std::string& text)) {
  const auto duration = parse_duration(text);
  RC_ASSERT(duration.value_or(milliseconds(0)).count() >= 0);
}

TEST(size, has_units_of_1024) {
  EXPECT_EQ(parse_size("1000"), 1000);
  EXPECT_EQ(parse_size("1000 B"), 1000);
  EXPECT_EQ(parse_size("64MiB"), 64 << 20);
  EXPECT_EQ(parse_size(" 512 kib "), 512 << 10);
  EXPECT_EQ(parse_size("2GiB"), std::int64_t{2} << 30);
}

TEST(size, is_nothing_else) {
  for (const char* text :
       {"", "MiB", "64MB", "64M", "-1", "1.5MiB", "1e3", "99999999999GiB", "9999999999999999999"}) {
    EXPECT_EQ(parse_size(text), std::nullopt) << text;
  }
}

RC_GTEST_PROP(size_property, reads_back_what_it_writes, ()) {
  const auto bytes = *rc::gen::inRange<std::int64_t>(0, std::int64_t{1} << 40);
  RC_ASSERT(parse_size(format_size(bytes)) == bytes);
  RC_ASSERT(parse_size(format_size(bytes << 10)) == bytes << 10);
}

TEST(whole_number, may_be_written_as_a_double) {
  EXPECT_EQ(parse_whole_number("1000"), 1000);
  EXPECT_EQ(parse_whole_number(" -5 "), -5);
  EXPECT_EQ(parse_whole_number("1000.0"), 1000);
  EXPECT_EQ(parse_whole_number("1e3"), 1000);
}

TEST(whole_number, is_whole) {
  for (const char* text : {"", "1.5", "1e300", "nan", "inf", "12x", "0x10", "1 000"}) {
    EXPECT_EQ(parse_whole_number(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace ipaas::mqtt::config
