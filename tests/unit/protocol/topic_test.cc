#include "protocol/topic.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "generators.h"

namespace ipaas::mqtt::protocol {
namespace {

using namespace std::string_view_literals;
using test::exact_bytes;

bool is_utf8(std::string_view text) {
  const exact_bytes copy(as_bytes(text));
  return is_valid_utf8(as_text(copy));
}

TEST(utf8, accepts_the_first_and_last_character_of_every_size) {
  for (const auto text : {""sv, "\x01"sv, "\x7F"sv, "\xC2\x80"sv, "\xDF\xBF"sv, "\xE0\xA0\x80"sv,
                          "\xED\x9F\xBF"sv, "\xEE\x80\x80"sv, "\xEF\xBF\xBF"sv,
                          "\xF0\x90\x80\x80"sv, "\xF4\x8F\xBF\xBF"sv, "工厂/七号线"sv}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
}

constexpr std::string_view not_utf8[]{
    "\x80"sv,              // a continuation alone
    "\xBF"sv,              //
    "\xC0\x80"sv,          // overlong NUL
    "\xC1\xBF"sv,          // overlong, two bytes
    "\xE0\x9F\xBF"sv,      // overlong, three bytes
    "\xF0\x8F\xBF\xBF"sv,  // overlong, four bytes
    "\xED\xA0\x80"sv,      // first surrogate
    "\xED\xBF\xBF"sv,      // last surrogate
    "\xF4\x90\x80\x80"sv,  // above U+10FFFF
    "\xF5\x80\x80\x80"sv,  //
    "\xFF"sv,              //
    "\xC2"sv,              // cut short
    "\xE6\xB8"sv,          //
    "\xF0\x9F\x8C"sv,      //
    "\xC2\x41"sv,          // a letter where a continuation belongs
    "\xE6\x41\xA9"sv,      //
    "\xE6\xB8\x41"sv,      //
    "\xF0\x9F\x41\xA1"sv,  //
    "\xF0\x9F\x8C\x41"sv,  //
    "\0"sv,                // U+0000
};

TEST(utf8, refuses_malformed_sequences_wherever_they_stand) {
  for (const std::string_view bad : not_utf8) {
    for (std::size_t before = 0; before < 20; ++before) {
      for (std::size_t after = 0; after < 10; ++after) {
        std::string text(before, 'x');
        text.append(bad).append(after, 'y');
        EXPECT_FALSE(is_utf8(text)) << testing::PrintToString(text);
        EXPECT_TRUE(check_topic_name(text)) << testing::PrintToString(text);
        EXPECT_TRUE(check_topic_filter(text)) << testing::PrintToString(text);
      }
    }
  }
}

TEST(topic_name, says_what_is_wrong) {
  EXPECT_EQ(check_topic_name("").text().en, "an empty topic");
  EXPECT_EQ(check_topic_name(std::string(65'536, 'x')).text().en,
            "a topic longer than 65535 bytes");
  EXPECT_EQ(check_topic_name("a\xFF").text().en, "a topic that is not UTF-8");
  EXPECT_EQ(check_topic_name("a\0b"sv).text().en, "a topic with a NUL");
  EXPECT_EQ(check_topic_name("a/+").text().en, "a topic with a wildcard");
  EXPECT_EQ(check_topic_name("工厂/#").text().en, "a topic with a wildcard");
}

TEST(topic_name, accepts_what_can_be_published_to) {
  for (const auto topic :
       {"a"sv, "/"sv, "a//b"sv, " "sv, "$SYS/x"sv, "工厂/七号线"sv, "\x7F\x01"sv}) {
    EXPECT_FALSE(check_topic_name(topic)) << topic;
  }
  EXPECT_FALSE(check_topic_name(std::string(65'535, 'x')));
}

TEST(topic_name, every_ascii_byte_is_judged_alike_at_every_place) {
  for (int value = 0; value < 128; ++value) {
    const char letter = static_cast<char>(value);
    const bool allowed = letter != '\0' && letter != '+' && letter != '#';
    for (std::size_t size = 1; size < 26; ++size) {
      for (std::size_t place = 0; place < size; ++place) {
        std::string text(size, 'x');
        text[place] = letter;
        const exact_bytes copy(as_bytes(text));
        ASSERT_EQ(!check_topic_name(as_text(copy)), allowed) << value << " in " << size;
        ASSERT_EQ(is_valid_utf8(as_text(copy)), letter != '\0') << value << " in " << size;
      }
    }
  }
}

RC_GTEST_PROP(topic_name, any_valid_topic_passes, ()) {
  const exact_bytes copy(as_bytes(*test::any_topic()));
  RC_ASSERT(!check_topic_name(as_text(copy)));
}

TEST(topic_filter, says_what_is_wrong) {
  const std::pair<std::string_view, std::string_view> cases[]{
      {"", "an empty topic filter"},
      {"a\xFF", "a topic filter that is not UTF-8"},
      {"a\0b"sv, "a topic filter with a NUL"},
      {"a+", "a topic filter with a + that does not fill its level"},
      {"a/b+/c", "a topic filter with a + that does not fill its level"},
      {"a#", "a topic filter with a # that does not fill its level"},
      {"a/##", "a topic filter with a # that does not fill its level"},
      {"#/a", "a topic filter with a # before its last level"},
      {"a/#/", "a topic filter with a # before its last level"},
      {"$share", "a shared topic filter without a group"},
      {"$share/", "a shared topic filter without a group"},
      {"$share//a", "a shared topic filter without a group"},
      {"$share/g", "a shared topic filter without a filter behind its group"},
      {"$share/g/", "a shared topic filter without a filter behind its group"},
      {"$share/g+/a", "a shared topic filter with a wildcard in its group"},
      {"$share/#/a", "a shared topic filter with a wildcard in its group"},
      {"$share/g/a+", "a topic filter with a + that does not fill its level"},
      {"$share/g/#/a", "a topic filter with a # before its last level"},
  };
  for (const auto& [filter, what] : cases) {
    EXPECT_EQ(check_topic_filter(filter).text().en, what) << filter;
  }
  EXPECT_EQ(check_topic_filter(std::string(65'536, 'x')).text().en,
            "a topic filter longer than 65535 bytes");
}

TEST(topic_filter, accepts_what_can_be_subscribed_to) {
  for (const auto filter :
       {"a"sv, "#"sv, "+"sv, "/"sv, "+/+/#"sv, "a/+/b"sv, "a/#"sv, "/#"sv, "$SYS/#"sv,
        "$shared/#"sv, "$share/g/#"sv, "$share/g//"sv, "$share/g/a/+"sv, "工厂/+/温度"sv}) {
    EXPECT_FALSE(check_topic_filter(filter)) << filter;
  }
}

struct matching {
  std::string_view filter;
  std::string_view topic;
  bool expected;
};

constexpr matching matchings[]{
    {"a", "a", true},
    {"a", "b", false},
    {"a", "a/", false},
    {"a/", "a", false},
    {"a", "a/b", false},
    {"a/b", "a", false},
    {"a/b", "a/b", true},
    {"ab", "a", false},
    {"a", "ab", false},
    {"A", "a", false},
    {"/a", "a", false},
    {"/a", "/a", true},
    {"#", "a", true},
    {"#", "/", true},
    {"#", "a/b/c", true},
    {"sport/tennis/player1/#", "sport/tennis/player1", true},
    {"sport/tennis/player1/#", "sport/tennis/player1/ranking", true},
    {"sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true},
    {"sport/tennis/player1/#", "sport/tennis/player10", false},
    {"sport/#", "sport", true},
    {"sport/#", "sports", false},
    {"sport/+", "sport", false},
    {"sport/+", "sport/", true},
    {"sport/+", "sport/a/b", false},
    {"sport/+/a", "sport//a", true},
    {"+", "/finance", false},
    {"/+", "/finance", true},
    {"+/+", "/finance", true},
    {"+/#", "a", true},
    {"+/#", "a/b/c", true},
    {"+", "a", true},
    {"+", "a/b", false},
    {"+/tennis/#", "sport/tennis", true},
    {"/#", "/", true},
    {"/#", "a", false},
    {"#", "$SYS/a", false},
    {"+/a", "$SYS/a", false},
    {"$SYS/#", "$SYS/a", true},
    {"$SYS/+", "$SYS/a", true},
    {"$share/g/a/+", "a/b", true},
    {"$share/g/a/+", "b/b", false},
    {"$share/g/#", "a", true},
    {"$share/g/#", "$SYS/a", false},
    {"$share/g/$SYS/#", "$SYS/a", true},
    {"$share/g//a", "/a", true},
    {"$share/g/a", "$share/g/a", false},
    {"$shared/g/a", "$shared/g/a", true},
};

TEST(matches, follows_the_specification) {
  for (const auto& [filter, topic, expected] : matchings) {
    ASSERT_FALSE(check_topic_filter(filter)) << filter;
    const exact_bytes exact_filter(as_bytes(filter));
    const exact_bytes exact_topic(as_bytes(topic));
    EXPECT_EQ(matches(as_text(exact_filter), as_text(exact_topic)), expected)
        << filter << " against " << topic;
  }
}

RC_GTEST_PROP(matches, every_topic_matches_itself_and_its_parents_hash, ()) {
  const std::string topic = *test::any_topic();
  RC_PRE(!topic.starts_with("$share"));
  RC_ASSERT(matches(topic, topic));
  RC_ASSERT(matches("#", topic) == !topic.starts_with('$'));
  RC_ASSERT(matches(topic.substr(0, topic.find('/')) + "/#", topic));
  RC_ASSERT(!matches(topic + "/+", topic));
}

}  // namespace
}  // namespace ipaas::mqtt::protocol
