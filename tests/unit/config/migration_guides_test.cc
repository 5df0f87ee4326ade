// The tables of keys in docs/migrate-from-*.md are those that the connector reads by.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "config/dialects/dialect.h"
#include "harness/paths.h"

namespace ipaas::mqtt::config {
namespace {

constexpr std::string_view begin_of_keys = "<!-- keys: as in connector/config/dialects -->\n";
constexpr std::string_view end_of_keys = "<!-- end of keys -->\n";

std::string line_of(const row& each) {
  const std::string setting =
      each.native.empty() ? std::string("none") : "`" + std::string(each.native) + "`";
  return fmt::format("| `{}` | {} | {} | {} |\n", each.key, name_of(each.part), setting,
                     each.note.en);
}

std::string table_of(dialect from) {
  std::string table =
      "| key | of the | setting | what is noted when it is given |\n|---|---|---|---|\n";
  for (const row* each : rows_of(from)) table += line_of(*each);
  return table;
}

class migration_guide : public testing::TestWithParam<dialect> {
 protected:
  std::string text() const {
    const std::string name = "migrate-from-" + std::string(name_of(GetParam())) + ".md";
    std::ifstream in(std::filesystem::path(harness::source_path("docs")) / name);
    return {std::istreambuf_iterator<char>(in), {}};
  }
};

TEST_P(migration_guide, has_the_keys_that_are_read) {
  const std::string guide = text();
  const std::size_t begin = guide.find(begin_of_keys);
  const std::size_t end = guide.find(end_of_keys);
  ASSERT_NE(begin, guide.npos);
  ASSERT_NE(end, guide.npos);
  const std::size_t inside = begin + begin_of_keys.size();
  EXPECT_EQ(guide.substr(inside, end - inside), table_of(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(all, migration_guide,
                         testing::Values(dialect::ekuiper, dialect::thingpark, dialect::tencent,
                                         dialect::actorcloud),
                         [](const auto& which) { return std::string(name_of(which.param)); });

// What the texts are made of is said to people in both languages.
TEST(rows, have_their_notes_in_both_languages) {
  for (const dialect from :
       {dialect::ekuiper, dialect::thingpark, dialect::tencent, dialect::actorcloud}) {
    EXPECT_FALSE(rows_of(from).empty());
    for (const row* each : rows_of(from)) {
      EXPECT_EQ(each->note.en.empty(), each->note.zh.empty()) << each->key;
      EXPECT_FALSE(each->native.empty() && each->convert != take_value) << each->key;
    }
  }
}

}  // namespace
}  // namespace ipaas::mqtt::config
