// Runs the guarantee tests in one process, and writes what they have found as the table of the
// documentation. When all have run, the documented table must be the same.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "guarantee_table.h"

namespace {

using ipaas::harness::guarantee_table;

class printed_table : public testing::Environment {
  void TearDown() override {
    const guarantee_table& table = guarantee_table::instance();
    if (!table.is_complete()) return;  // only a part was asked for
    std::ofstream(IPAAS_GUARANTEES_FOUND) << table.markdown();
    std::stringstream documented;
    documented << std::ifstream(IPAAS_GUARANTEES_DOCUMENTED).rdbuf();
    EXPECT_NE(documented.str().find(table.markdown()), std::string::npos)
        << IPAAS_GUARANTEES_DOCUMENTED << " does not say what was found: " IPAAS_GUARANTEES_FOUND;
  }
};

}  // namespace

int main(int count, char** words) {
  testing::InitGoogleTest(&count, words);
  testing::AddGlobalTestEnvironment(new printed_table);  // GoogleTest owns it
  return RUN_ALL_TESTS();
}
