// The flow's process ends without warning, again and again: nothing is lost.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "harness/child_process.h"
#include "harness/flow.h"
#include "harness/mosquitto_broker.h"
#include "harness/test_client.h"

namespace ipaas::harness {
namespace {

std::string kept_session(const mosquitto_broker& broker) {
  return connection_settings(broker.url(), "crashing").boolean("cleanSession", false).str();
}

class killed_process : public testing::TestWithParam<int> {
 protected:
  // Starts a flow; it is subscribed when this returns.
  child_process start(const char* mode) {
    child_process process(
        {IPAAS_FLOW_PROCESS, mode, kept_session(broker_), consumer_request("t", GetParam())});
    EXPECT_EQ(process.read_line(), "up");
    return process;
  }

  mosquitto_broker broker_;
};

TEST_P(killed_process, before_settling_gets_everything_again) {
  child_process first = start("hold");
  test_client(broker_.port()).publish_numbers("t", 10, 2);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(first.read_line(), std::to_string(i));
  first.kill();
  child_process second = start("hold");
  for (int i = 0; i < 10; ++i) EXPECT_EQ(second.read_line(), std::to_string(i));
}

TEST_P(killed_process, at_any_moment_loses_nothing) {
  constexpr std::size_t count = 5000;
  start("hold").kill();  // the session exists
  test_client(broker_.port()).publish_numbers("t", count, 2);
  std::set<std::string> processed;
  for (unsigned life = 1; processed.size() < count; ++life) {
    ASSERT_LT(life, 200u) << processed.size() << " messages were processed";
    child_process process = start("accept");
    // Each life ends after another number of messages, with verdicts and acknowledgements under
    // way.
    for (unsigned i = 0; i < 20 + life * 7 % 31 && processed.size() < count; ++i) {
      const auto line = process.read_line();
      ASSERT_TRUE(line.has_value()) << "the process ended by itself";
      processed.insert(*line);
    }
    process.kill();
    // What it had processed by then, and perhaps settled.
    while (const auto line = process.read_line()) processed.insert(*line);
  }
}

INSTANTIATE_TEST_SUITE_P(crash, killed_process, testing::Values(1, 2),
                         [](const auto& chosen) { return "qos" + std::to_string(chosen.param); });

}  // namespace
}  // namespace ipaas::harness
