// The table of what can be wrong, and the sentences made from it.
#include "message/problem_text.h"
#include "harness/paths.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

namespace ipaas::mqtt {
namespace {

namespace fs = std::filesystem;

std::set<char> places_of(std::string_view text) {
  std::set<char> places;
  for (std::size_t at = text.find('{'); at != text.npos; at = text.find('{', at + 1)) {
    if (text.size() > at + 2 && text[at + 2] == '}') places.insert(text[at + 1]);
  }
  return places;
}

bool is_english(std::string_view text) {
  return std::ranges::all_of(text, [](char each) { return each > 0; });
}

TEST(problem_table, has_the_same_places_in_both_languages) {
  for (const problem_row& row : problem_rows()) {
    EXPECT_EQ(places_of(row.text->en).size(), row.places) << row.id;
    EXPECT_EQ(places_of(row.text->en), places_of(row.text->zh)) << row.id;
  }
}

TEST(problem_table, is_written_in_both_languages) {
  for (const problem_row& row : problem_rows()) {
    EXPECT_TRUE(is_english(row.text->en)) << row.id;
    const bool says_itself = row.text->en == row.text->zh;  // null, and what is made of places
    EXPECT_TRUE(says_itself || !is_english(row.text->zh)) << row.id;
    EXPECT_EQ(row.text->en.ends_with('.'), row.text->zh.ends_with("。")) << row.id;
  }
}

TEST(problem_table, has_each_text_once) {
  std::set<std::string_view> seen;
  for (const problem_row& row : problem_rows()) EXPECT_TRUE(seen.insert(row.text->en).second);
}

// A text that nobody says any more would be translated for nothing.
TEST(problem_table, is_used) {
  std::string sources;
  for (const auto& entry : fs::recursive_directory_iterator(harness::source_path("connector"))) {
    if (entry.path().extension() != ".cc") continue;
    std::ifstream in(entry.path());
    sources.append(std::istreambuf_iterator<char>(in), {});
  }
  const auto is_word = [](char each) { return each == '_' || (std::isalnum(each) != 0); };
  for (const problem_row& row : problem_rows()) {
    const std::string name = "problem::" + std::string(row.id);
    std::size_t at = sources.find(name);
    while (at != sources.npos && is_word(sources[at + name.size()])) {
      at = sources.find(name, at + 1);
    }
    EXPECT_NE(at, sources.npos) << row.id << " is used nowhere";
  }
}

TEST(phrase, is_filled_in_both_languages) {
  const phrase made = say(problem::in_broker_url_entry, 3, problem::host_missing);
  EXPECT_EQ(made.en, "In entry 3 of brokerUrl, the host is missing");
  EXPECT_EQ(made.zh, "brokerUrl 的第 3 项有误：缺少主机名");
}

TEST(phrase, takes_its_values_as_they_are) {
  EXPECT_EQ(say(problem::missing, "{0}{1}").en, "{0}{1} is missing");
  EXPECT_EQ(say(problem::placeholder_open).en, "its } is missing");
  EXPECT_EQ(say(problem::in_proxy, say(problem::missing, "x")).zh, "proxy 有误：缺少 x");
}

TEST(phrase, stands_in_brackets_where_there_is_one) {
  EXPECT_EQ(bracketed("reset").en, " (reset)");
  EXPECT_EQ(bracketed(problem::system_refused).zh, "（连接被拒绝）");
  EXPECT_TRUE(bracketed("").empty());
  EXPECT_EQ(bracketed("").zh, "");
}

}  // namespace
}  // namespace ipaas::mqtt
