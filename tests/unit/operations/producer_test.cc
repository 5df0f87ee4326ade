// The Producer without a broker: every message is answered, and none is accepted beyond the bound.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "operation_bench.h"

namespace ipaas::mqtt::operations {
namespace {

using test::message;
using test::reader;
using test::taken_record;
using testing::HasSubstr;
using namespace std::chrono_literals;

class producer_test : public test::operation_test {
 protected:
  static config::producer_settings to(std::string topic) {
    config::producer_settings parameters;
    parameters.topic = std::move(topic);
    parameters.qos = protocol::qos::at_least_once;
    return parameters;
  }
  // Submits messages with the tokens 1, 2 ... until one is refused; how many were accepted.
  static std::uint64_t submit_until_full(operation& producer, std::string_view payload = "x") {
    for (std::uint64_t token = 1;; ++token) {
      const result answer = submit(producer, message(token, payload));
      if (answer.status == IPAAS_AGAIN) return token - 1;
      EXPECT_EQ(answer.status, IPAAS_OK);
      if (answer.status != IPAAS_OK) return 0;
    }
  }
  // The outcome of one message that never gets as far as the network.
  taken_record outcome_of(config::producer_settings parameters, std::string_view payload,
                          std::string_view attribute = {}, std::string_view variable = {}) {
    keep_trying();
    const auto producer = open_producer(std::move(parameters));
    EXPECT_EQ(submit(*producer, message(42, payload, attribute, variable)).status, IPAAS_OK);
    taken_record outcome = reader(*producer).next_of(IPAAS_KIND_OUTCOME);
    EXPECT_EQ(outcome.header.token, 42U);
    return outcome;
  }
};

TEST_F(producer_test, an_outbox_that_fills_is_told_and_so_is_its_end) {
  keep_trying();
  settings.outbox_max_messages = 10;
  const auto producer = open_producer(to("a"));
  EXPECT_EQ(submit_until_full(*producer), 10U);
  reader from(*producer);
  const taken_record filling = from.next_event(IPAAS_EVENT_WARNING);
  EXPECT_THAT(filling.attribute, HasSubstr(R"("code":"MQTT:OUTBOX_FILLING")"));
  EXPECT_THAT(filling.attribute, HasSubstr(R"("messages":8,"maxMessages":10)"));
  EXPECT_THAT(from.next_event(IPAAS_EVENT_WARNING).attribute,
              HasSubstr(R"("code":"MQTT:OUTBOX_FULL")"));
}

TEST_F(producer_test, a_refused_connection_fails_every_message_with_its_reason) {
  const auto producer = open_producer(to("a"));
  auto records = message(1, "x");
  for (const std::uint64_t token : {2U, 3U}) {
    const auto more = message(token, "x");
    records.insert(records.end(), more.begin(), more.end());
  }
  std::size_t accepted = 0;
  ASSERT_EQ(producer->submit(records, accepted).status, IPAAS_OK);
  EXPECT_EQ(accepted, records.size());
  reader from(*producer);
  for (const std::uint64_t token : {1U, 2U, 3U}) {
    const taken_record outcome = from.next_of(IPAAS_KIND_OUTCOME);
    EXPECT_EQ(outcome.header.token, token);
    EXPECT_EQ(outcome.header.code, IPAAS_FAILED_RETRYABLE);
    EXPECT_EQ(outcome.header.flags,
              IPAAS_INHERITED_PAYLOAD | IPAAS_INHERITED_ATTRIBUTE | IPAAS_INHERITED_VARIABLE);
    EXPECT_THAT(outcome.error, HasSubstr("MQTT:CONNECT_REFUSED"));
  }
}

TEST_F(producer_test, a_message_after_the_failure_fails_alike) {
  const auto producer = open_producer(to("a"));
  reader from(*producer);
  const taken_record failed = from.next_event(IPAAS_EVENT_FAILED);
  EXPECT_THAT(failed.error, HasSubstr("MQTT:CONNECT_REFUSED"));
  EXPECT_THAT(failed.attribute, HasSubstr(R"("event":"failed")"));
  ASSERT_EQ(submit(*producer, message(7, "x")).status, IPAAS_OK);
  EXPECT_THAT(from.next_of(IPAAS_KIND_OUTCOME).error, HasSubstr("MQTT:CONNECT_REFUSED"));
}

// --- the bound of the outbox ---

TEST_F(producer_test, beyond_the_most_messages_it_says_again) {
  keep_trying();
  settings.outbox_max_messages = 3;
  const auto producer = open_producer(to("a"));
  auto records = message(1, "x");
  const std::size_t size = records.size();
  for (std::uint64_t token = 2; token <= 5; ++token) {
    const auto more = message(token, "x");
    records.insert(records.end(), more.begin(), more.end());
  }
  std::size_t accepted = 0;
  EXPECT_EQ(producer->submit(records, accepted).status, IPAAS_AGAIN);
  EXPECT_EQ(accepted, 3 * size);
}

TEST_F(producer_test, beyond_the_most_bytes_it_says_again) {
  keep_trying();
  settings.outbox_max_bytes = 1000;
  // 3 + 300 of payload, a topic of 1 with its length, an identifier: 308 bytes.
  EXPECT_EQ(submit_until_full(*open_producer(to("a")), std::string(300, 'x')), 3U);
}

TEST_F(producer_test, outcomes_that_nobody_has_taken_count) {
  settings.outbox_max_messages = 3;
  const auto producer = open_producer(to("a"));
  reader from(*producer);
  from.next_event(IPAAS_EVENT_FAILED);
  EXPECT_EQ(submit_until_full(*producer), 3U);
  for (int i = 0; i < 3; ++i) from.next_of(IPAAS_KIND_OUTCOME);
  EXPECT_EQ(submit_until_full(*producer), 3U) << "taking them makes room";
}

TEST_F(producer_test, a_closed_producer_gives_its_room_back) {
  keep_trying();
  settings.outbox_max_messages = 3;
  settings.outbox_max_bytes = 1000;
  for (int i = 0; i < 3; ++i) {
    const auto producer = open_producer(to("a"));
    EXPECT_EQ(submit_until_full(*producer, std::string(300, 'x')), 3U);
    connection()->close_operation(*producer);
  }
}

TEST_F(producer_test, outcomes_that_nobody_took_give_their_room_back_when_it_is_closed) {
  settings.outbox_max_messages = 3;
  for (int i = 0; i < 3; ++i) {
    const auto producer = open_producer(to("a/${attribute.missing}"));
    EXPECT_EQ(submit_until_full(*producer), 3U);
    connection()->close_operation(*producer);
  }
}

// --- stop ---

TEST_F(producer_test, a_stop_answers_what_waits_and_says_nothing_after_it) {
  keep_trying();
  const auto producer = open_producer(to("a"));
  submit(*producer, message(1, "x"));
  submit(*producer, message(2, "x"));
  producer->stop(0ms);
  reader from(*producer);
  for (const std::uint64_t token : {1U, 2U}) {
    const taken_record outcome = from.next_of(IPAAS_KIND_OUTCOME);
    EXPECT_EQ(outcome.header.token, token);
    EXPECT_THAT(outcome.error, HasSubstr("MQTT:STOPPED"));
  }
  const taken_record stopped = from.next_of(IPAAS_KIND_EVENT);
  EXPECT_EQ(stopped.header.code, IPAAS_EVENT_STOPPED);
  EXPECT_THAT(stopped.attribute, HasSubstr("Stopped with 2 messages unfinished"));
  const result late = submit(*producer, message(3, "x"));
  EXPECT_EQ(late.status, IPAAS_BAD_STATE);
  EXPECT_EQ(late.failure->code, error_code::core_state);
  EXPECT_TRUE(from.is_empty());
}

// --- messages that are wrong by themselves ---

TEST_F(producer_test, a_topic_with_a_missing_value_fails_its_message) {
  const taken_record outcome = outcome_of(to("a/${variable.site}"), "x", "{}", R"({"other":1})");
  EXPECT_EQ(outcome.header.code, IPAAS_FAILED);
  EXPECT_THAT(outcome.error, HasSubstr("MQTT:TOPIC_INVALID"));
  EXPECT_THAT(outcome.error, HasSubstr("variable.site"));
}

TEST_F(producer_test, a_topic_that_becomes_a_filter_fails_its_message) {
  for (const char* value : {R"({"x":"#"})", R"({"x":"+/b"})"}) {
    const taken_record outcome = outcome_of(to("a/${attribute.x}"), "", value);
    EXPECT_EQ(outcome.header.code, IPAAS_FAILED);
    EXPECT_THAT(outcome.error, HasSubstr("MQTT:TOPIC_INVALID"));
    EXPECT_THAT(outcome.error, HasSubstr("The topic made from \\\"a/${attribute.x}\\\""));
  }
}

TEST_F(producer_test, a_topic_that_becomes_empty_fails_its_message) {
  EXPECT_THAT(outcome_of(to("${attribute.x}"), "", R"({"x":""})").error,
              HasSubstr("MQTT:TOPIC_INVALID"));
}

TEST_F(producer_test, content_with_a_missing_value_fails_its_message) {
  auto parameters = to("a");
  parameters.payload = "${payload.value}";
  const taken_record outcome = outcome_of(parameters, "no JSON");
  EXPECT_EQ(outcome.header.code, IPAAS_FAILED);
  EXPECT_THAT(outcome.error, HasSubstr("MQTT:PUBLISH_REJECTED"));
  EXPECT_THAT(outcome.error, HasSubstr(R"("Field":"/payload")"));
}

TEST_F(producer_test, a_packet_over_the_limit_fails) {
  settings.max_packet_size = 307;
  const taken_record outcome = outcome_of(to("a"), std::string(300, 'x'));
  EXPECT_EQ(outcome.header.code, IPAAS_FAILED);
  EXPECT_THAT(outcome.error, HasSubstr("MQTT:PACKET_TOO_LARGE"));
  EXPECT_THAT(outcome.error, HasSubstr("would have 308 bytes, maxPacketSize is 307"));
}

TEST_F(producer_test, a_packet_that_the_whole_outbox_could_not_hold_fails) {
  settings.outbox_max_bytes = 307;
  EXPECT_THAT(outcome_of(to("a"), std::string(300, 'x')).error,
              HasSubstr("The packet has 308 bytes, outboxMaxBytes is 307"));
}

}  // namespace
}  // namespace ipaas::mqtt::operations
