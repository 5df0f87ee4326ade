// The demo as ./run.sh shows it. Takes over 10 s: the demo does, so that one can watch it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "harness/mosquitto_broker.h"
#include "host_process.h"

namespace ipaas::host_program {
namespace {

using testing::Contains;
using testing::ContainsRegex;
using testing::HasSubstr;

namespace files = std::filesystem;

// The demo puts its folder into TMPDIR, so that the test sees whether it is gone. Its broker has
// the folder's path among its arguments.
class demo : public testing::Test {
 protected:
  demo() { setenv("TMPDIR", folder_.path().c_str(), 1); }
  ~demo() override { unsetenv("TMPDIR"); }

  bool leaves_folder() const {
    for (const auto& entry : files::directory_iterator(folder_.path())) {
      if (entry.path().filename().string().starts_with("ipaas-demo-")) return true;
    }
    return false;
  }

  bool leaves_broker() const {
    for (const auto& entry : files::directory_iterator("/proc")) {
      std::ifstream file(entry.path() / "cmdline");
      const std::string command(std::istreambuf_iterator<char>(file), {});
      if (command.find("mosquitto") != std::string::npos &&
          command.find(folder_.path().string()) != std::string::npos) {
        return true;
      }
    }
    return false;
  }

  // Reads until a line with this text has come.
  static void wait_for_line(host_process& program, std::string_view text) {
    while (const auto line = program.read_line()) {
      if (line->find(text) != std::string::npos) return;
    }
    FAIL() << "no line with " << text;
  }

  void interrupt_after(std::string_view text) {
    host_process program({"demo"});
    wait_for_line(program, text);
    EXPECT_TRUE(leaves_folder()) << "the test looks in the wrong place";
    program.terminate();
    program.read_rest();
    EXPECT_EQ(program.wait(), 1);
    EXPECT_FALSE(leaves_broker());
    EXPECT_FALSE(leaves_folder());
  }

  harness::temporary_folder folder_;
};

void expect_balance(const run_result& run) {
  EXPECT_EQ(run.status, 0) << run.error_text();
  EXPECT_THAT(run.output, Contains(ContainsRegex("^  published +[1-9][0-9]+")));
  EXPECT_THAT(run.output, Contains(ContainsRegex("^  consumed +[1-9][0-9]+")));
  EXPECT_THAT(run.output, Contains(ContainsRegex("^  alerts +[1-9][0-9]+")));
  EXPECT_THAT(run.output, Contains(ContainsRegex("^  lost +0$")));
  EXPECT_THAT(run.output, Contains(ContainsRegex("^  doubled +0$")));
  EXPECT_THAT(run.output, Contains(ContainsRegex("^  latency p50 +[0-9.]+ ms")));
  EXPECT_THAT(run.output, Contains(ContainsRegex("^  latency p99 +[0-9.]+ ms")));
}

TEST_F(demo, loses_and_doubles_nothing_across_a_restart_of_its_broker) {
  const auto run = run_host({"demo"});
  expect_balance(run);
  EXPECT_THAT(run.output, Contains(HasSubstr("the broker is ended")));
  EXPECT_THAT(run.output, Contains(HasSubstr("every connection is back")));
  EXPECT_FALSE(leaves_broker());
  EXPECT_FALSE(leaves_folder());
}

TEST_F(demo, takes_another_broker_and_lets_it_run) {
  const harness::mosquitto_broker broker;
  const auto run = run_host({"demo", "--broker", broker.url()});
  expect_balance(run);
  EXPECT_THAT(run.output, testing::Not(Contains(HasSubstr("the broker is ended"))));
}

TEST_F(demo, leaves_nothing_behind_when_interrupted_at_work) { interrupt_after("connected"); }

TEST_F(demo, leaves_nothing_behind_when_interrupted_while_its_broker_is_away) {
  interrupt_after("the broker is ended");
}

TEST_F(demo, takes_its_broker_with_it_when_it_is_killed) {
  host_process program({"demo"});
  wait_for_line(program, "connected");
  EXPECT_TRUE(leaves_broker());
  program.kill();
  const harness::deadline end;
  while (leaves_broker() && !end.is_over()) {
  }
  EXPECT_FALSE(leaves_broker());
}

TEST_F(demo, says_why_it_cannot_begin) {
  const auto run = run_host({"demo", "--broker", "127.0.0.1:1"});
  EXPECT_EQ(run.status, 1);
  EXPECT_THAT(run.error_text(), HasSubstr("MQTT:CONNECT_REFUSED"));
}

}  // namespace
}  // namespace ipaas::host_program
