#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/json.h"
#include "kept_session.h"

namespace ipaas::host_program {
namespace {

using harness::boolean_at;
using harness::number_at;
using harness::text_at;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> payloads(const lines& messages) {
  std::vector<std::string> result;
  for (const auto& line : messages) result.push_back(text_at(line, "/payload").value_or("?"));
  return result;
}

class consume : public testing::Test {
 protected:
  void fill(const std::vector<std::string>& texts) {
    fill_session(broker_, "kept", "t/#", "t/1", texts);
  }
  arguments options(const arguments& rest) const {
    return consume_session(broker_, "kept", "t/#", rest);
  }
  harness::mosquitto_broker broker_;
};

TEST_F(consume, prints_message_objects) {
  fill({"text", std::string("\xff\x00", 2)});
  const auto run = run_host(options({"--count", "2"}));
  EXPECT_EQ(run.status, 0) << run.error_text();
  ASSERT_THAT(run.output, SizeIs(2));
  EXPECT_EQ(text_at(run.output[0], "/payload"), "text");
  EXPECT_EQ(text_at(run.output[0], "/encoding"), "utf8");
  EXPECT_EQ(text_at(run.output[0], "/attribute/topic"), "t/1");
  EXPECT_EQ(number_at(run.output[0], "/attribute/QoS"), 2);
  EXPECT_THAT(run.output[0], HasSubstr(R"("error":null)"));
  EXPECT_THAT(run.output[0], HasSubstr(R"("variable":{)"));
  EXPECT_EQ(text_at(run.output[1], "/payload"), "/wA=");
  EXPECT_EQ(text_at(run.output[1], "/encoding"), "base64");
}

TEST_F(consume, shows_statistics_as_lines_or_as_json) {
  fill({"a", "b", "c"});
  const auto readable =
      run_host(options({"--for", "500ms", "--settle", "none", "--stats", "100ms"})).error_text();
  EXPECT_THAT(readable, HasSubstr("consume: up since "));
  EXPECT_THAT(readable, HasSubstr("unsettled 3/1000"));
  const auto json =
      run_host(options({"--for", "500ms", "--stats", "100ms", "--stats-json"})).error_text();
  EXPECT_THAT(json, HasSubstr(R"("messages":[0,0,3])"));
}

TEST_F(consume, ends_with_its_counts) {
  fill({"a", "b", "c"});
  const auto summary = run_host(options({"--count", "3"})).summary();
  EXPECT_EQ(number_at(summary, "/consumed"), 3);
  EXPECT_EQ(number_at(summary, "/accepted"), 3);
  for (const auto* zero : {"/retried", "/rejected", "/succeeded", "/failed", "/reconnects"}) {
    EXPECT_EQ(number_at(summary, zero), 0) << zero;
  }
  EXPECT_THAT(summary, HasSubstr("\"duration\": "));
}

TEST_F(consume, leaves_what_is_beyond_the_count) {
  fill({"a", "b", "c"});
  EXPECT_THAT(payloads(run_host(options({"--count", "2"})).output), ElementsAre("a", "b"));
  EXPECT_THAT(payloads(run_host(options({"--count", "1"})).output), ElementsAre("c"));
}

TEST_F(consume, gets_again_what_it_did_not_settle) {
  fill({"a"});
  const auto first = run_host(options({"--count", "1", "--settle", "none"}));
  EXPECT_EQ(first.status, 0);
  EXPECT_EQ(number_at(first.summary(), "/accepted"), 0);
  EXPECT_THAT(payloads(run_host(options({"--count", "1"})).output), ElementsAre("a"));
  EXPECT_THAT(run_host(options({"--for", "100ms"})).output, IsEmpty());
}

TEST_F(consume, retries_every_time_when_asked_to) {
  fill({"a"});
  const auto run =
      run_host(options({"--count", "3", "--settle", "retry", "--param", "redeliveryDelay=10ms"}));
  EXPECT_EQ(run.status, 0) << run.error_text();
  EXPECT_THAT(payloads(run.output), ElementsAre("a", "a", "a"));
  EXPECT_EQ(number_at(run.summary(), "/retried"), 3);
  EXPECT_EQ(number_at(run.output[2], "/attribute/deliveries"), 3);
}

TEST_F(consume, does_not_get_again_what_it_rejected) {
  fill({"a"});
  const auto run = run_host(options({"--count", "1", "--settle", "reject"}));
  EXPECT_EQ(number_at(run.summary(), "/rejected"), 1);
  EXPECT_THAT(run_host(options({"--for", "100ms"})).output, IsEmpty());
}

TEST_F(consume, settles_later_without_holding_back_others) {
  fill({"a", "b", "c"});
  const auto run = run_host(options({"--count", "3", "--settle-delay", "50ms"}));
  EXPECT_EQ(run.status, 0);
  EXPECT_THAT(payloads(run.output), ElementsAre("a", "b", "c"));
  EXPECT_EQ(number_at(run.summary(), "/accepted"), 3);
  EXPECT_THAT(run_host(options({"--for", "100ms"})).output, IsEmpty());
}

TEST_F(consume, ends_with_3_when_the_time_is_over_before_the_count) {
  EXPECT_EQ(run_host(options({"--for", "100ms", "--count", "1"})).status, 3);
}

TEST_F(consume, ends_with_0_when_the_time_is_over_and_no_count_was_asked_for) {
  EXPECT_EQ(run_host(options({"--for", "100ms"})).status, 0);
}

TEST_F(consume, stops_cleanly_at_a_signal) {
  fill({"a"});
  host_process program(options({}));
  EXPECT_NE(program.read_line(), std::nullopt);
  program.terminate();
  EXPECT_THAT(program.read_rest(), IsEmpty());
  EXPECT_EQ(program.wait(), 0);
  EXPECT_EQ(number_at(program.errors().back(), "/consumed"), 1);
}

TEST_F(consume, when_quiet_says_nothing_but_its_counts) {
  fill({"a"});
  const auto run = run_host(options({"--count", "1", "--quiet"}));
  EXPECT_THAT(payloads(run.output), ElementsAre("a"));
  EXPECT_THAT(run.errors, SizeIs(1));
}

TEST_F(consume, writes_no_control_sequences_into_a_pipe) {
  fill({"a"});
  EXPECT_THAT(run_host(options({"--count", "1"})).error_text(), testing::Not(HasSubstr("\x1b")));
}

TEST_F(consume, makes_up_a_client_where_none_is_named) {
  harness::test_client(broker_.port()).publish("t/1", "kept back", 1, true);
  const auto run = run_host(
      with_broker("consume", broker_.url(), {"--param", "topics=other,t/#", "--count", "1"}));
  EXPECT_EQ(run.status, 0) << run.error_text();
  EXPECT_THAT(payloads(run.output), ElementsAre("kept back"));
  EXPECT_EQ(boolean_at(run.output[0], "/attribute/retain"), true);
}

TEST_F(consume, with_immediate_acknowledgement_gives_no_verdicts) {
  fill({"a"});
  const auto run = run_host(options({"--count", "1", "--param", "ackMode=IMMEDIATE"}));
  EXPECT_EQ(run.status, 0) << run.error_text();
  EXPECT_EQ(number_at(run.summary(), "/accepted"), 0);
  EXPECT_THAT(run_host(options({"--for", "100ms"})).output, IsEmpty());
}

}  // namespace
}  // namespace ipaas::host_program
