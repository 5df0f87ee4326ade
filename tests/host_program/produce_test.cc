#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/json.h"
#include "harness/mosquitto_broker.h"
#include "harness/test_client.h"
#include "host_process.h"

namespace ipaas::host_program {
namespace {

using harness::number_at;
using harness::text_at;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class produce : public testing::Test {
 protected:
  produce() { subscriber_.subscribe("#", 2); }
  arguments options(const arguments& rest) const {
    return with_broker("produce", broker_.url(), rest);
  }
  std::vector<std::string> received(std::size_t count) {
    std::vector<std::string> payloads;
    for (const auto& message : subscriber_.next_messages(count))
      payloads.push_back(message.payload);
    return payloads;
  }
  harness::mosquitto_broker broker_;
  harness::test_client subscriber_{broker_.port()};
};

TEST_F(produce, publishes_lines_with_every_byte) {
  const auto run = run_host(options({"--param", "topic=a", "--param", "qos=1"}),
                            std::string_view("one\n\nt\0w\xff\no", 11));
  EXPECT_EQ(run.status, 0) << run.error_text();
  EXPECT_THAT(run.output, IsEmpty());
  EXPECT_EQ(number_at(run.summary(), "/succeeded"), 4);
  EXPECT_THAT(received(4), ElementsAre("one", "", std::string("t\0w\xff", 4), "o"));
}

TEST_F(produce, reads_a_file) {
  const harness::temporary_folder folder;
  const auto file = folder.write("lines", "x\ny\n").string();
  for (const auto* qos : {"qos=0", "qos=1", "qos=2"}) {
    const auto run = run_host(options({file, "--param", "topic=a", "--param", qos}));
    EXPECT_EQ(run.status, 0) << run.error_text();
    EXPECT_THAT(received(2), ElementsAre("x", "y")) << qos;
  }
}

TEST_F(produce, takes_topics_from_lines_of_json) {
  const auto run = run_host(
      options({"--json", "--param", "topic=${attribute.topic}", "--param", "qos=1"}),
      "{\"payload\": \"x\", \"attribute\": {\"topic\": \"a/b\"}}\n"
      "{\"payload\": \"/w==\", \"encoding\": \"base64\", \"attribute\": {\"topic\": \"c\"}}\n");
  EXPECT_EQ(run.status, 0) << run.error_text();
  const auto messages = subscriber_.next_messages(2);
  EXPECT_EQ(messages[0].topic, "a/b");
  EXPECT_EQ(messages[0].payload, "x");
  EXPECT_EQ(messages[1].topic, "c");
  EXPECT_EQ(messages[1].payload, "\xff");
}

TEST_F(produce, prints_failed_messages_and_ends_with_1) {
  const auto run =
      run_host(options({"--json", "--param", "topic=${attribute.topic}", "--param", "qos=1"}),
               "{\"payload\": \"bad\", \"attribute\": {\"topic\": \"a/#\"}}\n"
               "oops\n"
               "{\"payload\": \"lost\"}\n"
               "{\"payload\": \"good\", \"attribute\": {\"topic\": \"a\"}}\n");
  EXPECT_EQ(run.status, 1);
  ASSERT_THAT(run.output, SizeIs(3));
  std::vector<std::string> codes, failed;
  for (const auto& line : run.output) {
    codes.push_back(text_at(line, "/error/Code").value_or("?"));
    failed.push_back(text_at(line, "/payload").value_or("?"));
  }
  EXPECT_THAT(codes, testing::UnorderedElementsAre("MQTT:TOPIC_INVALID", "CORE:CONFIG",
                                                   "MQTT:TOPIC_INVALID"));
  EXPECT_THAT(failed, testing::UnorderedElementsAre("bad", "oops", "lost"));
  EXPECT_EQ(number_at(run.summary(), "/failed"), 3);
  EXPECT_EQ(number_at(run.summary(), "/succeeded"), 1);
  EXPECT_THAT(received(1), ElementsAre("good"));
}

TEST_F(produce, prints_every_outcome_when_asked_to) {
  const auto run =
      run_host(options({"--outcomes", "--param", "topic=a", "--param", "qos=2"}), "x\ny\n");
  EXPECT_EQ(run.status, 0);
  ASSERT_THAT(run.output, SizeIs(2));
  EXPECT_EQ(text_at(run.output[0], "/payload"), "x");
  EXPECT_THAT(run.output[0], HasSubstr(R"("error":null)"));
}

TEST_F(produce, generates_payloads) {
  const auto run =
      run_host(options({"--count", "3", "--size", "8", "--rate", "1000", "--param", "topic=a"}));
  EXPECT_EQ(run.status, 0) << run.error_text();
  EXPECT_THAT(received(3), ElementsAre("1 ......", "2 ......", "3 ......"));
}

TEST_F(produce, goes_on_when_the_plugin_has_no_room) {
  const auto run = run_host(options({"--count", "5000", "--size", "100", "--param", "topic=a",
                                     "--param", "qos=1", "--set", "outboxMaxMessages=10"}));
  EXPECT_EQ(run.status, 0) << run.error_text();
  EXPECT_EQ(number_at(run.summary(), "/succeeded"), 5000);
  EXPECT_EQ(received(5000).back().substr(0, 5), "5000 ");
}

TEST_F(produce, fails_for_a_message_over_the_size_limit) {
  const auto run = run_host(options(
      {"--count", "1", "--size", "5000", "--param", "topic=a", "--set", "maxPacketSize=1000"}));
  EXPECT_EQ(run.status, 1);
  ASSERT_THAT(run.output, SizeIs(1)) << run.error_text();
  EXPECT_EQ(text_at(run.output[0], "/error/Code"), "MQTT:PACKET_TOO_LARGE");
}

TEST_F(produce, stops_cleanly_at_a_signal) {
  host_process program(options({"--count", "1000000", "--rate", "10", "--outcomes", "--param",
                                "topic=a", "--param", "qos=1"}));
  EXPECT_NE(program.read_line(), std::nullopt);
  program.terminate();
  program.read_rest();
  EXPECT_EQ(program.wait(), 0);
  EXPECT_EQ(number_at(program.errors().back(), "/failed"), 0);
}

}  // namespace
}  // namespace ipaas::host_program
