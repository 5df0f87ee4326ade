// What every program in examples/embedding does, in whatever language.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include "harness/child_process.h"
#include "harness/flow.h"
#include "harness/mosquitto_broker.h"
#include "harness/paths.h"
#include "harness/plugin_under_test.h"
#include "harness/temporary_folder.h"
#include "harness/test_client.h"

namespace ipaas::embedding {
namespace {

using harness::child_process;
using harness::json_object;
using harness::mosquitto_broker;
using harness::test_client;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::StartsWith;

using words = std::vector<std::string>;

struct language {
  const char* name;
  words command;
  std::string missing;  // a file that the command needs, and how to get it
  const char* remedy;
};

std::ostream& operator<<(std::ostream& out, const language& value) { return out << value.name; }

#ifndef IPAAS_SANITIZED  // a library with a sanitizer in it wants a program with the same
std::string example(std::string_view name) {
  return harness::source_path("examples/embedding/").append(name);
}
std::string node_modules() { return harness::source_path("build/npm-embedding/node_modules"); }
std::string go_program() { return harness::program_path("embedding_go"); }
#endif

std::vector<language> languages() {
  return {
      {"c", {harness::program_path("embedding_c")}, "", ""},
      {"cpp", {harness::program_path("embedding_cpp")}, "", ""},
#ifndef IPAAS_SANITIZED
      {"python",
       {"/usr/bin/python3", example("python/flow.py")},
       "/usr/bin/python3",
       "install python3"},
      {"node",
       {"/usr/bin/env", "NODE_PATH=" + node_modules(), "node", example("node/flow.js")},
       node_modules() + "/koffi",
       "run scripts/install_npm.sh"},
      {"go", {go_program()}, go_program(), "install golang-go, and configure again"},
#endif
  };
}

class program : public testing::TestWithParam<language> {
 protected:
  void SetUp() override {
    const std::string needed = GetParam().missing;
    const bool needs_none = GetParam().remedy == std::string();
    if (!needs_none && (needed.empty() || !std::filesystem::exists(needed))) {
      GTEST_SKIP() << GetParam().name << " is not in reach: " << GetParam().remedy;
    }
  }

  json_object connection() const {
    return harness::connection_settings(broker_.url(), "embedded").boolean("cleanSession", false);
  }
  // Room for few messages, so that the program meets IPAAS_AGAIN.
  std::string small_outbox() const { return connection().number("outboxMaxMessages", 2).str(); }
  static json_object consumer() { return harness::consumer_parameters({"in/#"}, 1); }
  static std::string producer() {
    return json_object().text("topic", "out/${attribute.topic}").number("qos", 1).str();
  }

  child_process start(const words& documents) const {
    words command = GetParam().command;
    command.push_back(harness::plugin_path());
    command.insert(command.end(), documents.begin(), documents.end());
    return child_process(command);
  }
  static words read_rest(child_process& running) {
    words lines;
    while (auto line = running.read_line()) lines.push_back(*line);
    return lines;
  }
  static void wait_until_up(child_process& running) {
    for (words seen; auto line = running.read_line();) {
      if (line->starts_with("event consumer up")) return;
    }
    FAIL() << "the program has ended before it was connected";
  }
  // What the program has written when it had ended in order.
  static words terminate(child_process& running) {
    running.terminate();
    words lines = read_rest(running);
    EXPECT_EQ(running.wait(), 0);
    EXPECT_THAT(lines,
                Contains(AllOf(StartsWith("event consumer stopped "), HasSubstr("Stopped"))));
    EXPECT_THAT(lines, Contains(StartsWith("event producer stopped ")));
    return lines;
  }

  void publish(int count) {
    test_client sender(broker_.port());
    for (int i = 0; i < count; ++i) sender.publish("in/a", "text " + std::to_string(i), 1);
  }
  // Each once, in order, and worked on.
  static void expect_results(test_client& watcher, int count) {
    for (int i = 0; i < count; ++i) {
      const auto message = watcher.next_message();
      ASSERT_EQ(message.payload, "TEXT " + std::to_string(i));
      ASSERT_EQ(message.topic, "out/in/a");
    }
  }
  // The broker has nothing left for the program's session: all was acknowledged.
  void expect_nothing_unacknowledged() {
    test_client(broker_.port()).publish("in/end", "", 1);
    test_client successor({.port = broker_.port(), .id = "embedded", .clean_session = false});
    EXPECT_EQ(successor.next_message().topic, "in/end");
  }

  mosquitto_broker broker_;
};

TEST_P(program, publishes_each_result_and_acknowledges_each_message) {
  constexpr int count = 100;
  test_client watcher(broker_.port());
  watcher.subscribe("out/#", 1);
  child_process running = start({small_outbox(), consumer().str(), producer()});
  wait_until_up(running);
  publish(count);
  expect_results(watcher, count);
  terminate(running);
  expect_nothing_unacknowledged();
}

// They come all at once, and are more than the outbox has room for.
TEST_P(program, takes_up_what_came_while_it_was_away) {
  constexpr int count = 100;
  test_client watcher(broker_.port());
  watcher.subscribe("out/#", 1);
  const words documents{small_outbox(), consumer().str(), producer()};
  child_process first = start(documents);
  wait_until_up(first);
  terminate(first);
  publish(count);
  child_process second = start(documents);
  expect_results(watcher, count);
  terminate(second);
  expect_nothing_unacknowledged();
}

TEST_P(program, retries_when_the_flow_fails) {
  test_client watcher(broker_.port());
  watcher.subscribe("dead", 1);
  child_process running = start({connection().str(),
                                 consumer()
                                     .text("redeliveryDelay", "1ms")
                                     .number("maxDeliveries", 2)
                                     .text("deadLetterTopic", "dead")
                                     .boolean("deadLetterEnvelope", true)
                                     .str(),
                                 producer()});
  wait_until_up(running);
  test_client(broker_.port()).publish("in/a", "", 1);
  EXPECT_THAT(watcher.next_message().payload,
              AllOf(HasSubstr("FLOW:FAILED"), HasSubstr("The message is empty.")));
  const words lines = terminate(running);
  EXPECT_THAT(lines, Contains("message  (delivery 1)"));
  EXPECT_THAT(lines, Contains("message  (delivery 2)"));
  expect_nothing_unacknowledged();
}

TEST_P(program, names_the_fields_of_a_bad_configuration) {
  child_process running = start({R"({"brokerUr": "127.0.0.1", "keepAlive": "soon"})",
                                 R"({"topics": ["in/#"], "qs": 1})", producer()});
  const words lines = read_rest(running);
  EXPECT_EQ(running.wait(), 2);
  for (const char* field : {"/connection/brokerUr", "/connection/keepAlive", "/parameters/qs"}) {
    EXPECT_THAT(lines, Contains(StartsWith(std::string("problem CORE:CONFIG ") + field + ": ")));
  }
}

// Valid, and yet refused: another process keeps this client's messages.
TEST_P(program, says_why_the_connection_cannot_be_opened) {
  const harness::temporary_folder state;
  const auto settings = connection().text("stateDirectory", state.path().string()).str();
  const auto other = harness::plugin_under_test().open_connection(settings);
  child_process running = start({settings, consumer().str(), producer()});
  const words lines = read_rest(running);
  EXPECT_EQ(running.wait(), 1);
  EXPECT_THAT(lines, Contains(StartsWith("problem MQTT:CLIENT_ID_TAKEN")));
}

TEST_P(program, ends_when_the_connection_fails) {
  broker_.stop();
  child_process running = start({connection().str(), consumer().str(), producer()});
  const words lines = read_rest(running);
  EXPECT_EQ(running.wait(), 1);
  EXPECT_THAT(lines, Contains(StartsWith("event consumer failed MQTT:CONNECT_REFUSED: ")));
}

INSTANTIATE_TEST_SUITE_P(embedding, program, testing::ValuesIn(languages()),
                         [](const auto& each) { return std::string(each.param.name); });

#ifndef IPAAS_SANITIZED
// Statistics, new credentials and a probe.
TEST(care, tries_counts_and_renews) {
  const mosquitto_broker broker({.users = {{"old", "one"}, {"new", "two"}}});
  test_client watcher({.port = broker.port(), .username = "old", .password = "one"});
  watcher.subscribe("care", 1);
  const auto settings = harness::connection_settings(broker.url(), "embedded")
                            .boolean("cleanSession", false)
                            .text("username", "old")
                            .text("password", "one");
  child_process running({"/usr/bin/python3", example("python/care.py"), harness::plugin_path(),
                         settings.str(), "care", R"({"username": "new", "password": "two"})"});
  words lines;
  while (auto line = running.read_line()) lines.push_back(*line);
  EXPECT_EQ(running.wait(), 0);
  EXPECT_EQ(watcher.next_message().payload, "hello");
  EXPECT_THAT(lines, Contains(StartsWith("step connack ok")));
  EXPECT_THAT(lines, Contains(StartsWith("step subscribe ok")));
  EXPECT_THAT(lines, Contains("statistics up published 1"));
}
#endif

}  // namespace
}  // namespace ipaas::embedding
