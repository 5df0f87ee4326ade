#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/json.h"
#include "harness/paths.h"
#include "kept_session.h"

namespace ipaas::host_program {
namespace {

using harness::number_at;
using testing::HasSubstr;

class run_flow : public testing::Test {
 protected:
  run_flow() { subscriber_.subscribe("out/#", 2); }

  arguments options(const std::string& flow, const arguments& rest) const {
    arguments all{"run", folder_.write("flow.json", flow).string()};
    all.insert(all.end(), rest.begin(), rest.end());
    return all;
  }
  std::string connection(const std::string& client) const {
    return R"({"brokerUrl": ")" + broker_.url() + R"(", "clientId": ")" + client +
           R"(", "cleanSession": false})";
  }
  std::string flow(const std::string& topic) const {
    return R"({"connection": )" + connection("kept") +
           R"(, "consumer": {"topics": ["in/#"], "qos": 2, "redeliveryDelay": "10ms"},)"
           R"( "variable": {"site": "north"}, "producer": {"qos": 2, "topic": ")" +
           topic + R"("}})";
  }
  harness::mosquitto_broker broker_;
  harness::test_client subscriber_{broker_.port()};
  harness::temporary_folder folder_;
};

TEST_F(run_flow, publishes_what_it_consumes_and_accepts_it) {
  fill_session(broker_, "kept", "in/#", "in/1", {R"({"machine": "press"})"});
  const auto run = run_host(options(
      flow("out/${payload.machine}/${variable.site}/${attribute.topic}"), {"--count", "1"}));
  EXPECT_EQ(run.status, 0) << run.error_text();
  const auto message = subscriber_.next_message();
  EXPECT_EQ(message.topic, "out/press/north/in/1");
  EXPECT_EQ(message.payload, R"({"machine": "press"})");
  EXPECT_EQ(number_at(run.summary(), "/accepted"), 1);
  EXPECT_EQ(number_at(run.summary(), "/succeeded"), 1);
}

TEST_F(run_flow, rejects_what_can_never_be_published) {
  fill_session(broker_, "kept", "in/#", "in/1", {"no json", R"({"machine": "press"})"});
  const auto run = run_host(options(flow("out/${payload.machine}"), {"--count", "2"}));
  EXPECT_EQ(run.status, 0) << run.error_text();
  EXPECT_EQ(number_at(run.summary(), "/rejected"), 1);
  EXPECT_EQ(number_at(run.summary(), "/accepted"), 1);
  EXPECT_EQ(number_at(run.summary(), "/failed"), 1);
  EXPECT_THAT(run.error_text(), HasSubstr("MQTT:TOPIC_INVALID"));
  EXPECT_EQ(subscriber_.next_message().topic, "out/press");
}

TEST_F(run_flow, joins_two_brokers) {
  const harness::mosquitto_broker other;
  harness::test_client far_side(other.port());
  far_side.subscribe("#", 2);
  fill_session(broker_, "kept", "in/#", "in/1", {"a", "b"});
  const auto text = R"({"source": )" + connection("kept") + R"(, "target": {"brokerUrl": ")" +
                    other.url() +
                    R"("}, "consumer": {"topics": ["in/#"], "qos": 1},)"
                    R"( "producer": {"topic": "x", "qos": 1}})";
  const auto run = run_host(options(text, {"--count", "2"}));
  EXPECT_EQ(run.status, 0) << run.error_text();
  EXPECT_EQ(far_side.next_message().payload, "a");
  EXPECT_EQ(far_side.next_message().payload, "b");
}

TEST_F(run_flow, ends_with_3_when_the_time_is_over_before_the_count) {
  EXPECT_EQ(run_host(options(flow("out"), {"--count", "1", "--for", "100ms"})).status, 3);
  EXPECT_EQ(run_host(options(flow("out"), {"--for", "100ms"})).status, 0);
}

TEST_F(run_flow, stops_cleanly_at_a_signal) {
  fill_session(broker_, "kept", "in/#", "in/1", {"a"});
  host_process program(options(flow("out/1"), {}));
  EXPECT_EQ(subscriber_.next_message().payload, "a");
  program.terminate();
  program.read_rest();
  EXPECT_EQ(program.wait(), 0);
  EXPECT_EQ(number_at(program.errors().back(), "/accepted"), 1);
}

TEST_F(run_flow, refuses_a_flow_that_says_nothing) {
  const auto run = run_host(options("{}", {}));
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.error_text(), HasSubstr("\"connection\""));
}

// The example flows, at a broker of the test's.
TEST_F(run_flow, has_examples_that_work) {
  for (const auto* name : {"copy.json", "alerts.json", "bridge.json"}) {
    const auto run = run_host({"run", harness::source_path("examples/") + name, "--set",
                               "brokerUrl=" + broker_.url(), "--for", "200ms"});
    EXPECT_EQ(run.status, 0) << name << "\n" << run.error_text();
    EXPECT_EQ(number_at(run.summary(), "/failed"), 0) << name;
  }
}

}  // namespace
}  // namespace ipaas::host_program
