// Every QoS, acknowledgement mode and protocol version, both ways.
#include <gtest/gtest.h>

#include <tuple>

#include "broker/versions.h"
#include "harness/flow.h"
#include "harness/mosquitto_broker.h"
#include "harness/plugin_under_test.h"
#include "harness/test_client.h"

namespace ipaas::harness {
namespace {

constexpr int count = 30;

class consumer_matrix
    : public testing::TestWithParam<std::tuple<protocol_version, int, const char*>> {};

// The broker has five messages on their way at most, so all of them come only if the flow's
// verdicts reach it.
TEST_P(consumer_matrix, hands_over_what_was_published) {
  const auto [version, qos, ack_mode] = GetParam();
  mosquitto_broker broker({.max_inflight_messages = 5});
  const auto connection = plugin_under_test().open_connection(
      connection_settings(broker.url(), "consumer").text("mqttVersion", version.setting).str());
  flow consumer(
      connection,
      operation_request("consumer", consumer_parameters({"t/#"}, qos).text("ackMode", ack_mode)));
  consumer.wait_until_up();
  test_client witness({.port = broker.port(), .version = version.of_client});
  witness.subscribe("t/#", qos);
  test_client sender({.port = broker.port(), .version = version.of_client, .max_in_flight = 1});
  sender.publish_numbers("t/numbers", count, 2);

  for (int i = 0; i < count; ++i) {
    const flow_message message = consumer.next_message();
    const received_message seen = witness.next_message();
    EXPECT_EQ(message.payload, seen.payload);
    EXPECT_EQ(message.topic(), seen.topic);
    EXPECT_EQ(message.qos(), seen.qos);
    EXPECT_EQ(message.id() == 0, qos == 0) << message.attribute;
    EXPECT_EQ(message.deliveries, 1u);
    EXPECT_EQ(number_at(message.attribute, "/deliveries"), 1);
    EXPECT_FALSE(message.retain());
    EXPECT_FALSE(message.duplicate());
    EXPECT_EQ(message.error, "");
    if (ack_mode == std::string("AFTER_FLOW_SUCCESS")) consumer.accept(message);
  }
}

INSTANTIATE_TEST_SUITE_P(broker, consumer_matrix,
                         testing::Combine(testing::ValuesIn(all_versions), testing::Values(0, 1, 2),
                                          testing::Values("AFTER_FLOW_SUCCESS", "IMMEDIATE")),
                         [](const auto& chosen) {
                           return std::get<0>(chosen.param).name() + "_qos" +
                                  std::to_string(std::get<1>(chosen.param)) + "_" +
                                  std::get<2>(chosen.param);
                         });

class producer_matrix : public testing::TestWithParam<std::tuple<protocol_version, int>> {};

TEST_P(producer_matrix, publishes_what_was_submitted) {
  const auto [version, qos] = GetParam();
  mosquitto_broker broker;
  test_client witness({.port = broker.port(), .version = version.of_client});
  witness.subscribe("out/#", 2);
  const auto connection = plugin_under_test().open_connection(
      connection_settings(broker.url(), "producer").text("mqttVersion", version.setting).str());
  flow producer(connection, producer_request("out/numbers", qos));
  for (std::uint64_t i = 0; i < count; ++i) producer.publish(i, std::to_string(i));

  for (std::uint64_t i = 0; i < count; ++i) {
    const flow_outcome outcome = producer.next_outcome();
    EXPECT_EQ(outcome.token, i);
    EXPECT_EQ(outcome.code, IPAAS_SUCCEEDED) << outcome.error;
    EXPECT_EQ(outcome.error, "");
    const received_message seen = witness.next_message();
    EXPECT_EQ(seen.payload, std::to_string(i));
    EXPECT_EQ(seen.topic, "out/numbers");
    EXPECT_EQ(seen.qos, qos);
  }
}

INSTANTIATE_TEST_SUITE_P(broker, producer_matrix,
                         testing::Combine(testing::ValuesIn(all_versions),
                                          testing::Values(0, 1, 2)),
                         [](const auto& chosen) {
                           return std::get<0>(chosen.param).name() + "_qos" +
                                  std::to_string(std::get<1>(chosen.param));
                         });

class version_matrix : public testing::TestWithParam<protocol_version> {};

TEST_P(version_matrix, retained_and_odd_payloads_pass_unchanged) {
  mosquitto_broker broker;
  const auto settings =
      connection_settings(broker.url(), "retainer").text("mqttVersion", GetParam().setting);
  const auto connection = plugin_under_test().open_connection(settings.str());
  flow producer(connection,
                operation_request("producer", json_object()
                                                  .text("topic", "kept/${attribute.name}")
                                                  .number("qos", 1)
                                                  .boolean("retain", true)));
  const std::string all_bytes = [] {
    std::string bytes;
    for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
    return bytes;
  }();
  EXPECT_EQ(producer.publish_and_wait(all_bytes, R"({"name":"bytes"})").code, IPAAS_SUCCEEDED);
  EXPECT_EQ(producer.publish_and_wait("\xE4\xBD\xA0\xE5\xA5\xBD", R"({"name":"文"})").code,
            IPAAS_SUCCEEDED);

  flow bytes(connection, consumer_request("kept/bytes", 1));
  const flow_message first = bytes.next_message();
  EXPECT_EQ(first.payload, all_bytes);
  EXPECT_TRUE(first.retain()) << first.attribute;
  bytes.accept(first);
  flow text(connection, consumer_request("kept/文", 1));
  const flow_message second = text.next_message();
  EXPECT_EQ(second.topic(), "kept/文");
  EXPECT_EQ(second.payload, "\xE4\xBD\xA0\xE5\xA5\xBD");
  text.accept(second);
}

TEST_P(version_matrix, empty_payload_is_a_message) {
  mosquitto_broker broker;
  const auto settings =
      connection_settings(broker.url(), "empty").text("mqttVersion", GetParam().setting);
  const auto connection = plugin_under_test().open_connection(settings.str());
  flow consumer(connection, consumer_request("e", 2));
  consumer.wait_until_up();
  flow producer(connection, producer_request("e", 2));
  EXPECT_EQ(producer.publish_and_wait("").code, IPAAS_SUCCEEDED);
  const flow_message message = consumer.next_message();
  EXPECT_EQ(message.payload, "");
  consumer.accept(message);
}

INSTANTIATE_TEST_SUITE_P(broker, version_matrix, testing::ValuesIn(all_versions),
                         [](const auto& chosen) { return chosen.param.name(); });

}  // namespace
}  // namespace ipaas::harness
