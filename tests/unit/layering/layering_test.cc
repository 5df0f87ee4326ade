// Which folder may include what.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "source_tree.h"

namespace ipaas::source_tree {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;

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
        faults.push_back(name_below_root(file) + ": " + header + " " + fault);
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

}  // namespace
}  // namespace ipaas::source_tree
