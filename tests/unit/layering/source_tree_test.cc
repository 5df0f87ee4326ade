// What holds for every file: how long it may grow, where the version number stands.
#include "source_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

namespace ipaas::source_tree {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(source_tree, includes_are_found_in_every_spelling) {
  EXPECT_THAT(includes_of("#include <a.h>\n  #  include \"b/c.h\"\n// #include <d.h>\n"),
              ElementsAre("a.h", "b/c.h"));
}

TEST(source_tree, files_are_at_most_400_lines_long) {
  std::vector<std::string> long_files;
  for (const source_file& file : shipped_sources())
    if (std::ranges::count(file.text, '\n') > 400) long_files.push_back(file.path);
  EXPECT_THAT(long_files, IsEmpty());
}

std::string project_version() {
  const std::string text = text_of(root / "CMakeLists.txt");
  std::smatch match;
  std::regex_search(text, match, std::regex(R"(project\([^)]*VERSION ([0-9]+\.[0-9]+\.[0-9]+))"));
  return match[1];
}

// Not as a part of a longer number, for example of an address.
bool holds_version(const std::string& text, const std::string& version) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const std::string padded = ' ' + text + "  ";
  for (std::size_t at = padded.find(version); at != padded.npos;
       at = padded.find(version, at + 1)) {
    const char before = padded[at - 1];
    const char* after = padded.data() + at + version.size();
    const bool goes_on = is_digit(after[0]) || (after[0] == '.' && is_digit(after[1]));
    if (!is_digit(before) && before != '.' && !goes_on) return true;
  }
  return false;
}

TEST(source_tree, the_version_number_stands_in_one_file) {
  const std::string version = project_version();
  ASSERT_FALSE(version.empty());
  EXPECT_TRUE(holds_version("version " + version + ".", version));
  EXPECT_FALSE(holds_version("127." + version + " " + version + "1 " + version + ".5", version));
  std::vector<std::string> repeats;
  for (const char* folder : {"connector", "host", "plugin_api", "schema", "cmake", "tests"}) {
    if (!fs::exists(root / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const std::string path = name_below_root(entry.path());
      if (path.starts_with("schema/formats/")) continue;  // generated; a test keeps them current
      if (entry.is_regular_file() && holds_version(text_of(entry.path()), version))
        repeats.push_back(path);
    }
  }
  EXPECT_THAT(repeats, IsEmpty());
}

}  // namespace
}  // namespace ipaas::source_tree
