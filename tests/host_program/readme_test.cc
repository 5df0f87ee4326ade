// Runs the commands of README.md as they stand there, but for the build that they name and the
// broker's address. ./run.sh and ./test.sh, which build everything, stand in a block of another
// kind.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "harness/child_process.h"
#include "harness/mosquitto_broker.h"

namespace ipaas::host_program {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::string> shell_blocks(const std::string& text) {
  const std::string opening = "```sh\n";
  std::vector<std::string> blocks;
  for (auto at = text.find(opening); at != std::string::npos; at = text.find(opening, at)) {
    at += opening.size();
    const auto end = text.find("```", at);
    blocks.push_back(text.substr(at, end - at));
    at = end;
  }
  return blocks;
}

void replace_all(std::string& text, const std::string& old, const std::string& by) {
  for (auto at = text.find(old); at != std::string::npos; at = text.find(old, at + by.size())) {
    text.replace(at, old.size(), by);
  }
}

TEST(readme, every_command_runs) {
  const harness::mosquitto_broker broker;
  const auto blocks = shell_blocks(read_file(IPAAS_SOURCE_DIR "/README.md"));
  ASSERT_GE(blocks.size(), 5U);
  for (std::string script : blocks) {
    replace_all(script, "build/release", IPAAS_BUILD_DIR);
    replace_all(script, "127.0.0.1:1883", broker.url());
    replace_all(script, "/tmp/minimal_host", broker.folder().path().string() + "/minimal_host");
    replace_all(script, "cc -std=c11", IPAAS_C_COMPILER " -std=c11");
    SCOPED_TRACE(script);
    harness::child_process shell(
        {"/bin/bash", "-euo", "pipefail", "-c", "cd " IPAAS_SOURCE_DIR "\n" + script});
    while (shell.read_line()) {
    }
    EXPECT_EQ(shell.wait(), 0);
  }
}

TEST(readme, the_two_commands_are_there) {
  const std::string text = read_file(IPAAS_SOURCE_DIR "/README.md");
  for (const char* script : {"run.sh", "test.sh"}) {
    EXPECT_NE(text.find(std::string("\n./") + script), std::string::npos) << script;
    const std::string check = std::string("test -x " IPAAS_SOURCE_DIR "/") + script;
    EXPECT_EQ(std::system(check.c_str()), 0) << script;
  }
}

}  // namespace
}  // namespace ipaas::host_program
