// The table of what events say, and the texts made from it.
#include "message/event_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <set>

namespace ipaas::mqtt {
namespace {

std::set<std::string> placeholders_of(std::string_view text) {
  std::set<std::string> names;
  for (std::size_t at = text.find('{'); at != text.npos; at = text.find('{', at + 1)) {
    names.emplace(text.substr(at + 1, text.find('}', at) - at - 1));
  }
  return names;
}

TEST(event_table, has_its_rows_in_the_order_of_the_enumerators) {
  for (std::size_t i = 0; i < event_name_count; ++i) {
    EXPECT_EQ(entry_of(static_cast<event_name>(i)).name, static_cast<event_name>(i));
  }
}

TEST(event_table, tells_the_same_in_both_languages) {
  for (std::size_t i = 0; i < event_name_count; ++i) {
    const event_entry& entry = entry_of(static_cast<event_name>(i));
    EXPECT_EQ(placeholders_of(entry.text_en), placeholders_of(entry.text_zh)) << entry.text_en;
    EXPECT_THAT(entry.level, testing::AnyOf("info", "warning", "error")) << entry.text_en;
    EXPECT_THAT(std::string(entry.code), testing::ContainsRegex("^(MQTT|CORE):[A-Z_]+$"));
  }
}

TEST(event_text, has_the_members_in_their_places) {
  const std::array members{told("broker", "a{attempt}b:1"), told("attempt", std::uint64_t{3})};
  EXPECT_EQ(text_of(event_name::connecting, language::en, members),
            "Connecting to a{attempt}b:1 (attempt 3)");
  EXPECT_EQ(text_of(event_name::connecting, language::zh, members),
            "正在连接 a{attempt}b:1（第 3 次尝试）");
}

TEST(event_text, leaves_a_placeholder_without_a_member) {
  EXPECT_EQ(text_of(event_name::connecting, language::en),
            "Connecting to {broker} (attempt {attempt})");
}

TEST(event_text, translates_words_and_nothing_else) {
  const std::array by{told_word("endedBy", "broker"), told("error", "broker.")};
  EXPECT_EQ(text_of(event_name::failed, language::en, by),
            "broker. Ended by the broker. No further attempt is made.");
  EXPECT_EQ(text_of(event_name::failed, language::zh, by), "broker.断开方：服务器。不再尝试连接。");
}

TEST(event_member, has_a_form_for_machines) {
  EXPECT_EQ(told("x", "a\"b").json, R"("a\"b")");
  EXPECT_EQ(told("x", std::uint64_t{7}).json, "7");
  EXPECT_EQ(told("x", "1500", "1.5 s").json, "1500");
  EXPECT_EQ(told_word("x", "broker").json, R"("broker")");
}

}  // namespace
}  // namespace ipaas::mqtt
