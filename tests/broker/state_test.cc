// A state directory: what the plugin has accepted reaches the broker, whatever happens to the
// process in between.
#include <gtest/gtest.h>

#include <set>

#include "harness/child_process.h"
#include "harness/flow.h"
#include "harness/mosquitto_broker.h"
#include "harness/paths.h"
#include "harness/plugin_under_test.h"
#include "harness/temporary_folder.h"
#include "harness/test_client.h"

namespace ipaas::harness {
namespace {

class state_directory : public testing::TestWithParam<int> {
 protected:
  std::string settings() const {
    return connection_settings(broker.url(), "kept")
        .boolean("cleanSession", false)
        .boolean("autoReconnect", true)
        .boolean("connectRetry", true)
        .text("connectRetryInterval", "100ms")
        .text("maxReconnectInterval", "100ms")
        .text("stateDirectory", folder.path().string())
        .str();
  }
  std::string request() const { return producer_request("t", GetParam()); }

  // A process that is killed once it has said of so many messages that they are accepted: "LIFE:0",
  // "LIFE:1" and so on. Returns how many it has said that of in the end; one more may be accepted.
  std::size_t produce_and_kill(int life, std::size_t count) const {
    const std::string prefix = std::to_string(life) + ":";
    child_process process(
        {harness::program_path("ipaas-producing-process"), settings(), request(), prefix});
    std::size_t accepted = 0;
    while (accepted < count && process.read_line()) ++accepted;
    process.kill();
    while (const auto line = process.read_line()) {
      if (*line == prefix + std::to_string(accepted)) ++accepted;
    }
    return accepted;
  }

  // Goes on with what is kept, and ends it with a message of its own; returns what has come until
  // then.
  std::vector<std::string> finish(test_client& receiver) const {
    const auto connection = plugin_under_test().open_connection(settings());
    flow producer(connection, request());
    producer.publish(1, "end");
    std::vector<std::string> payloads;
    while (payloads.empty() || payloads.back() != "end") {
      payloads.push_back(receiver.next_message().payload);
    }
    return payloads;
  }

  // Everything that was accepted has come, in its order: at QoS 2 once; at QoS 1 it may have come
  // again later.
  void expect_all(const std::vector<std::string>& payloads,
                  const std::vector<std::size_t>& accepted) const {
    std::set<std::string> seen;
    std::vector<std::string> expected;
    for (const std::string& payload : payloads) {
      const bool again = !seen.insert(payload).second;
      EXPECT_FALSE(again && GetParam() == 2) << payload << " has come twice";
      if (!again) expected.push_back(payload);
    }
    std::size_t at = 0;
    for (std::size_t life = 0; life < accepted.size(); ++life) {
      const std::string prefix = std::to_string(life) + ":";
      std::size_t number = 0;
      while (expected.at(at) == prefix + std::to_string(number)) ++at, ++number;
      EXPECT_GE(number, accepted[life]) << "of life " << life << " before " << expected.at(at);
    }
    EXPECT_EQ(expected.at(at), "end");
  }

  mosquitto_broker broker;
  temporary_folder folder;
};

TEST_P(state_directory, outlives_a_process_that_was_killed_while_the_broker_was_away) {
  broker.stop();
  const std::size_t accepted = produce_and_kill(0, 500);
  broker.start();
  test_client receiver(broker.port());
  receiver.subscribe("t", 2);
  expect_all(finish(receiver), {accepted});
}

TEST_P(state_directory, outlives_a_process_that_is_killed_again_and_again) {
  test_client receiver(broker.port());
  receiver.subscribe("t", 2);
  std::vector<std::size_t> accepted;
  for (int life = 0; life < 10; ++life) {
    accepted.push_back(produce_and_kill(life, 50 + static_cast<std::size_t>(life) * 37 % 100));
  }
  expect_all(finish(receiver), accepted);
}

TEST_P(state_directory, goes_on_with_what_a_stopped_operation_has_left) {
  broker.stop();
  {
    const auto connection = plugin_under_test().open_connection(settings());
    flow producer(connection, request());
    for (int number = 0; number < 10; ++number) {
      producer.publish(static_cast<std::uint64_t>(number), "0:" + std::to_string(number));
    }
    producer.stop(milliseconds(0));
    ASSERT_EQ(producer.outcomes().size(), 10U);
    for (const flow_outcome& each : producer.outcomes()) {
      EXPECT_EQ(each.code, IPAAS_KEPT);
      EXPECT_EQ(each.error_code(), "MQTT:STOPPED");
    }
  }
  broker.start();
  test_client receiver(broker.port());
  receiver.subscribe("t", 2);
  expect_all(finish(receiver), {10});
}

INSTANTIATE_TEST_SUITE_P(qos, state_directory, testing::Values(1, 2));

TEST(state_directory_at_open, is_refused_when_it_is_in_use) {
  const temporary_folder folder;
  const auto settings = connection_settings("127.0.0.1:1", "one")
                            .text("stateDirectory", folder.path().string())
                            .str();
  const auto other = connection_settings("127.0.0.1:2", "one")
                         .text("stateDirectory", folder.path().string())
                         .str();
  const auto connection = plugin_under_test().open_connection(settings);
  try {
    plugin_under_test().open_connection(other);
    FAIL() << "two connections share one state";
  } catch (const host::failure& refused) {
    EXPECT_EQ(refused.status(), IPAAS_BAD_STATE);
    EXPECT_EQ(text_at(refused.details(), "/Code"), "MQTT:CLIENT_ID_TAKEN");
    EXPECT_EQ(text_at(refused.details(), "/Field"), "/stateDirectory");
  }
}

}  // namespace
}  // namespace ipaas::harness
