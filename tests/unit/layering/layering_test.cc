// The rules of the source tree that no compiler checks: which folder may include what, where the
// version number stands, how long a file may grow.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/paths.h"

namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;

const fs::path root = ipaas::harness::source_path();

// Top to bottom: a folder includes itself and those below it.
constexpr std::array<std::string_view, 9> layers{"entry",   "operations", "state",
                                                 "session", "delivery",   "transport",
                                                 "config",  "protocol",   "message"};

// Foreign headers, by how their names begin, and the only folder that may include them.
const std::vector<std::pair<std::string_view, std::string_view>> owners{
    {"mosquitto.h", "session"},   {"rapidjson/", "config"}, {"boost/asio", "transport"},
    {"boost/beast", "transport"}, {"ares.h", "transport"},  {"sqlite3.h", "state"},
    {"openssl/", "transport"},
};

// delivery is sans-I/O: beside what is above it or owned by others, it may not include these.
constexpr std::array<std::string_view, 4> io_headers{"transport/", "sys/", "netinet/", "arpa/"};

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<fs::path> sources_under(const fs::path& folder) {
  std::vector<fs::path> found;
  if (!fs::exists(folder)) return found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string extension = entry.path().extension();
    if (extension == ".h" || extension == ".hpp" || extension == ".cc" || extension == ".c")
      found.push_back(entry.path());
  }
  std::ranges::sort(found);
  return found;
}

std::vector<std::string> includes_of(const std::string& text) {
  static const std::regex directive(R"(^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"])",
                                    std::regex::multiline);
  std::vector<std::string> names;
  for (std::sregex_iterator match(text.begin(), text.end(), directive), end; match != end; ++match)
    names.push_back((*match)[1]);
  return names;
}

auto rank_of(std::string_view folder) { return std::ranges::find(layers, folder); }

// What is wrong with a file of `folder` including `header`; empty: nothing.
std::string fault_of(std::string_view folder, const std::string& header) {
  if (header.find("..") != header.npos) return "leaves its folder by a relative path";
  const auto target = rank_of(header.substr(0, header.find('/')));
  if (target != layers.end() && target < rank_of(folder)) return "points upward";
  for (const auto& [prefix, owner] : owners)
    if (header.starts_with(prefix) && folder != owner) return "belongs to " + std::string(owner);
  if (folder == "delivery" &&
      std::ranges::any_of(io_headers, [&](auto prefix) { return header.starts_with(prefix); }))
    return "is no header for a sans-I/O folder";
  return {};
}

std::vector<std::string> faults_of_folder(std::string_view folder) {
  std::vector<std::string> faults;
  for (const fs::path& file : sources_under(root / "connector" / folder))
    for (const std::string& header : includes_of(text_of(file)))
      if (const std::string fault = fault_of(folder, header); !fault.empty())
        faults.push_back(file.lexically_relative(root).string() + ": " + header + " " + fault);
  return faults;
}

TEST(layering, includes_point_downward) {
  for (const std::string_view folder : layers) EXPECT_THAT(faults_of_folder(folder), IsEmpty());
}

TEST(layering, every_folder_has_its_place) {
  std::vector<std::string> strangers;
  for (const auto& entry : fs::directory_iterator(root / "connector"))
    if (entry.is_directory() && rank_of(entry.path().filename().string()) == layers.end())
      strangers.push_back(entry.path().filename());
  EXPECT_THAT(strangers, IsEmpty());
}

// The rules themselves, so that a rule that lets everything pass does not go unseen.
TEST(layering, the_rules_refuse_what_they_should) {
  EXPECT_EQ(fault_of("message", "protocol/publish.h"), "points upward");
  EXPECT_EQ(fault_of("session", "operations/consumer.h"), "points upward");
  EXPECT_EQ(fault_of("delivery", "mosquitto.h"), "belongs to session");
  EXPECT_EQ(fault_of("operations", "rapidjson/document.h"), "belongs to config");
  EXPECT_EQ(fault_of("session", "boost/asio/post.hpp"), "belongs to transport");
  EXPECT_EQ(fault_of("session", "ares.h"), "belongs to transport");
  EXPECT_EQ(fault_of("delivery", "openssl/ssl.h"), "belongs to transport");
  for (const std::string header : {"transport/stream.h", "sys/socket.h", "netinet/in.h"})
    EXPECT_EQ(fault_of("delivery", header), "is no header for a sans-I/O folder");
  EXPECT_NE(fault_of("config", "../session/link.h"), "");
  EXPECT_EQ(fault_of("session", "delivery/inbound.h"), "");
  EXPECT_EQ(fault_of("session", "session/link.h"), "");
  EXPECT_EQ(fault_of("transport", "sys/socket.h"), "");
}

TEST(layering, includes_are_found_in_every_spelling) {
  EXPECT_THAT(includes_of("#include <a.h>\n  #  include \"b/c.h\"\n// #include <d.h>\n"),
              testing::ElementsAre("a.h", "b/c.h"));
}

TEST(source_tree, files_are_at_most_400_lines_long) {
  std::vector<std::string> long_files;
  for (const char* folder : {"connector", "host", "plugin_api"})
    for (const fs::path& file : sources_under(root / folder))
      if (std::ranges::count(text_of(file), '\n') > 400)
        long_files.push_back(file.lexically_relative(root));
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
      const std::string path = entry.path().lexically_relative(root);
      if (path.starts_with("schema/formats/")) continue;  // generated; a test keeps them current
      if (entry.is_regular_file() && holds_version(text_of(entry.path()), version))
        repeats.push_back(path);
    }
  }
  EXPECT_THAT(repeats, IsEmpty());
}

}  // namespace
