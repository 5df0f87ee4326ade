// Runs the guarantee tests in one process, and writes what they have found as a table. When all
// have run, the rows of the documentation must be the same: there they stand in several tables,
// with a further column that says what they mean.
//
// Takes over 10 s: a window is held full for ten keep-alives of a second, of which the protocol
// knows no shorter.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "guarantee_table.h"
#include "harness/paths.h"

namespace {

using ipaas::harness::guarantee_table;

// The rows of the tables in a text, of each the first four cells.
std::string rows_of(std::istream&& text) {
  std::string rows;
  for (std::string line; std::getline(text, line);) {
    if (!line.starts_with("| ") || line.starts_with("| event |")) continue;
    std::size_t end = 0;
    for (int cell = 0; cell < 4 && end != line.npos; ++cell) end = line.find('|', end + 1);
    rows += line.substr(0, end) + "|\n";
  }
  return rows;
}

class printed_table : public testing::Environment {
  void TearDown() override {
    const guarantee_table& table = guarantee_table::instance();
    if (!table.is_complete()) return;  // only a part was asked for
    const std::string found = ipaas::harness::build_path("guarantees.md");
    const std::string documented = ipaas::harness::source_path("docs/guarantees.md");
    std::ofstream(found) << table.markdown();
    EXPECT_EQ(rows_of(std::ifstream(documented)), rows_of(std::istringstream(table.markdown())))
        << documented << " does not say what was found: " << found;
  }
};

}  // namespace

int main(int count, char** words) {
  testing::InitGoogleTest(&count, words);
  testing::AddGlobalTestEnvironment(new printed_table);  // GoogleTest owns it
  return RUN_ALL_TESTS();
}
