// The generated documents are checked in, and are what the plugin's rows make today.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "formats/documents.h"
#include "harness/paths.h"
#include "json.h"
#include "manifest.h"

namespace ipaas::documents_test {
namespace {

namespace files = std::filesystem;
using namespace command_line;

constexpr auto remedy = "stale: run scripts/renew_documents.sh, look at the difference, commit it";

std::string read_file(const files::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return std::move(content).str();
}

std::string checked_in(const std::string& path) { return read_file(harness::source_path(path)); }

std::string normalised(const std::string& path) {
  return to_text(parse_json(checked_in(path), path));
}

TEST(checked_in_documents, are_what_the_rows_make) {
  for (const auto& each : formats::checked_in_documents()) {
    EXPECT_TRUE(checked_in(each.path) == formats::text_of(each, settings()))
        << each.path << " is " << remedy;
  }
}

TEST(checked_in_documents, are_all_that_stand_in_their_folders) {
  std::set<std::string> known;
  for (const auto& each : formats::checked_in_documents()) known.insert(each.path);
  const files::path root(harness::source_path());
  for (const char* folder : {"schema/forms", "schema/validation", "schema/formats"}) {
    for (const auto& entry : files::recursive_directory_iterator(root / folder)) {
      if (entry.is_directory()) continue;
      const auto path = entry.path().lexically_relative(root).string();
      EXPECT_EQ(known.count(path), 1U) << path << " is made by nothing";
    }
  }
}

// The plugin was built with the documents that are checked in.
TEST(checked_in_documents, are_carried_by_the_plugin) {
  const auto whole = parse_json(manifest(), "the manifest");
  const auto& forms = whole["forms"];
  for (const auto& each : settings().forms) {
    const auto& carried = forms[each.name.c_str()];
    const std::string path = "schema/forms/" + each.name;
    EXPECT_EQ(to_text(carried["schema"]), normalised(path + ".schema.json")) << path;
    EXPECT_EQ(to_text(carried["uischema"]), normalised(path + ".uischema.json")) << path;
  }
  for (const char* language : {"en", "zh"}) {
    const std::string path = std::string("schema/forms/") + language + ".json";
    EXPECT_EQ(to_text(forms["texts"][language]), normalised(path)) << path;
  }
}

}  // namespace
}  // namespace ipaas::documents_test
