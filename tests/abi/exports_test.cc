// What a plugin exports: the functions of plugin.h in their symbol node, and nothing else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "abi/subject.h"

namespace ipaas::abi_test {
namespace {

struct symbol {
  char type;
  std::string name;
};

std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string text;
  char buffer[4096];
  while (const std::size_t count = fread(buffer, 1, sizeof buffer, pipe.get()))
    text.append(buffer, count);
  return text;
}

std::vector<symbol> exports_of(const std::string& path) {
  std::istringstream lines(
      output_of(std::string(NM) + " -D --defined-only --with-symbol-versions '" + path + "'"));
  std::vector<symbol> found;
  std::string address;
  for (symbol next{}; lines >> address >> next.type >> next.name;) found.push_back(next);
  return found;
}

class exports : public testing::TestWithParam<subject> {};

const std::vector<std::string> exports_of_1_0{"IPAAS_1.0",
                                              "ipaas_abi_version@@IPAAS_1.0",
                                              "ipaas_manifest@@IPAAS_1.0",
                                              "ipaas_validate@@IPAAS_1.0",
                                              "ipaas_connection_open@@IPAAS_1.0",
                                              "ipaas_connection_close@@IPAAS_1.0",
                                              "ipaas_operation_open@@IPAAS_1.0",
                                              "ipaas_operation_fd@@IPAAS_1.0",
                                              "ipaas_operation_submit@@IPAAS_1.0",
                                              "ipaas_operation_take@@IPAAS_1.0",
                                              "ipaas_operation_stop@@IPAAS_1.0",
                                              "ipaas_operation_close@@IPAAS_1.0"};
const std::vector<std::string> added_in_1_1{"IPAAS_1.1", "ipaas_connection_stats@@IPAAS_1.1"};
const std::vector<std::string> added_in_1_2{"IPAAS_1.2", "ipaas_connection_update@@IPAAS_1.2",
                                            "ipaas_connection_probe@@IPAAS_1.2"};
const std::vector<std::string> added_in_1_3{"IPAAS_1.3", "ipaas_convert@@IPAAS_1.3"};

TEST_P(exports, are_the_functions_of_the_contract_in_their_nodes) {
  std::vector<std::string> names;
  for (const symbol& each : exports_of(GetParam().path)) names.push_back(each.name);
  auto expected = exports_of_1_0;
  if (GetParam().path == mqtt.path) {
    expected.insert(expected.end(), added_in_1_1.begin(), added_in_1_1.end());
    expected.insert(expected.end(), added_in_1_2.begin(), added_in_1_2.end());
    expected.insert(expected.end(), added_in_1_3.begin(), added_in_1_3.end());
  }
  EXPECT_THAT(names, testing::UnorderedElementsAreArray(expected));
}

// A symbol of type u (STB_GNU_UNIQUE) would keep the library mapped for ever.
TEST_P(exports, are_plain_functions) {
  for (const symbol& each : exports_of(GetParam().path))
    EXPECT_EQ(each.type, each.name.starts_with("IPAAS_1.") ? 'A' : 'T') << each.name;
}

IPAAS_FOR_EACH_PLUGIN(exports);

}  // namespace
}  // namespace ipaas::abi_test
