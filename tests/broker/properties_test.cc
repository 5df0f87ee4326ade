// MQTT 5's properties of messages, both ways, and what a message says of its own publication.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "broker/versions.h"
#include "harness/flow.h"
#include "harness/mosquitto_broker.h"
#include "harness/plugin_under_test.h"
#include "harness/test_client.h"

namespace ipaas::harness {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using testing::UnorderedElementsAre;

host::connection open(const mosquitto_broker& broker, std::string_view version = "5") {
  return plugin_under_test().open_connection(
      connection_settings(broker.url(), "properties").text("mqttVersion", version).str());
}

TEST(properties, of_a_producer_reach_a_subscriber) {
  mosquitto_broker broker;
  test_client witness({.port = broker.port(), .version = MQTT_PROTOCOL_V5});
  witness.subscribe("out", 2);
  const auto connection = open(broker);
  flow producer(
      connection,
      operation_request("producer", json_object()
                                        .text("topic", "out")
                                        .number("qos", 1)
                                        .text("contentType", "text/${attribute.kind}")
                                        .text("responseTopic", "answers")
                                        .text("correlationData", "AQI=")
                                        .text("messageExpiry", "1h")
                                        .number("payloadFormatIndicator", 1)
                                        .json("userProperties", R"([["a","1"],["a","2"]])")));
  const flow_outcome outcome = producer.publish_and_wait("x", R"({"kind":"plain"})");
  EXPECT_EQ(outcome.code, IPAAS_SUCCEEDED) << outcome.error;
  EXPECT_THAT(witness.next_message().properties,
              UnorderedElementsAre("payload-format-indicator=1", "content-type=text/plain",
                                   "response-topic=answers", "correlation-data=\1\2",
                                   StartsWith("message-expiry-interval=3"), "user-property=a:1",
                                   "user-property=a:2"));
}

TEST(properties, of_a_publisher_stand_in_the_attribute) {
  mosquitto_broker broker;
  const auto connection = open(broker);
  flow consumer(connection, consumer_request("in", 1));
  consumer.wait_until_up();
  test_client publisher({.port = broker.port(), .version = MQTT_PROTOCOL_V5});
  publisher.publish("in", "x", 1, false,
                    {"payload-format-indicator=1", "content-type=text/plain",
                     "response-topic=answers", "correlation-data=\1\2",
                     "message-expiry-interval=3600", "user-property=a:1", "user-property=a:2"});
  const flow_message message = consumer.next_message();
  consumer.accept(message);
  EXPECT_EQ(text_at(message.attribute, "/contentType"), "text/plain");
  EXPECT_EQ(text_at(message.attribute, "/responseTopic"), "answers");
  EXPECT_EQ(text_at(message.attribute, "/correlationData"), "AQI=");
  EXPECT_EQ(number_at(message.attribute, "/payloadFormatIndicator"), 1);
  EXPECT_GT(number_at(message.attribute, "/messageExpiryInterval"), 3000);
  EXPECT_THAT(message.attribute, HasSubstr(R"("userProperties":[["a","1"],["a","2"]])"));
  EXPECT_THAT(message.attribute, HasSubstr(R"("subscriptionIdentifiers":[)"));
}

// What a flow needs to answer requests: the attribute of the request is the attribute of the
// answer.
TEST(properties, let_a_flow_answer_a_request) {
  mosquitto_broker broker;
  const auto connection = open(broker);
  flow consumer(connection, consumer_request("requests", 1));
  consumer.wait_until_up();
  flow producer(
      connection,
      operation_request("producer", json_object()
                                        .text("topic", "${attribute.responseTopic}")
                                        .number("qos", 1)
                                        .text("correlationData", "${attribute.correlationData}")));
  test_client asker({.port = broker.port(), .version = MQTT_PROTOCOL_V5});
  asker.subscribe("answers/me", 1);
  asker.publish("requests", "2+2", 1, false,
                {"response-topic=answers/me", "correlation-data=\x7F\x01"});
  const flow_message request = consumer.next_message();
  EXPECT_EQ(producer.publish_and_wait("4", request.attribute).code, IPAAS_SUCCEEDED);
  consumer.accept(request);
  const received_message answer = asker.next_message();
  EXPECT_EQ(answer.topic, "answers/me");
  EXPECT_EQ(answer.payload, "4");
  EXPECT_THAT(answer.properties, ElementsAre("correlation-data=\x7F\x01"));
}

TEST(properties, are_refused_when_an_operation_is_opened_before_version_5) {
  mosquitto_broker broker;
  const auto connection = open(broker, "3.1.1");
  try {
    connection.open_operation(
        operation_request("producer", json_object().text("topic", "a").text("contentType", "b")));
    FAIL() << "it was opened";
  } catch (const host::failure& refused) {
    EXPECT_EQ(refused.status(), IPAAS_BAD_CONFIGURATION);
    EXPECT_EQ(text_at(refused.details(), "/Field"), "/parameters/contentType");
    EXPECT_THAT(refused.details(), HasSubstr("needs a connection with mqttVersion 5"));
  }
}

// mosquitto takes ten topic aliases of a client, unless it is told otherwise.
TEST(properties, and_topics_are_right_behind_aliases) {
  constexpr std::uint64_t count = 120;
  mosquitto_broker broker;
  test_client witness({.port = broker.port(), .version = MQTT_PROTOCOL_V5});
  witness.subscribe("machines/#", 1);
  const auto connection = open(broker);
  flow producer(connection,
                operation_request("producer",
                                  json_object()
                                      .text("topic", "machines/no/${attribute.n}")
                                      .number("qos", 1)
                                      .json("userProperties", R"({"machine":"${attribute.n}"})")));
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::string machine = std::to_string(i % 20);
    producer.publish(i, machine, R"({"n":)" + machine + "}");
  }
  for (std::uint64_t i = 0; i < count; ++i) {
    EXPECT_EQ(producer.next_outcome().code, IPAAS_SUCCEEDED);
    const std::string machine = std::to_string(i % 20);
    const received_message seen = witness.next_message();
    EXPECT_EQ(seen.topic, "machines/no/" + machine);
    EXPECT_EQ(seen.payload, machine);
    EXPECT_THAT(seen.properties, ElementsAre("user-property=machine:" + machine));
  }
}

// --- a message that says how it is to be published ---

class message_override : public testing::TestWithParam<protocol_version> {};

TEST_P(message_override, goes_before_the_parameters) {
  mosquitto_broker broker;
  const auto connection = open(broker, GetParam().setting);
  flow producer(connection, producer_request("by/parameters", 0));
  test_client witness({.port = broker.port(), .version = GetParam().of_client});
  witness.subscribe("by/#", 2);
  const flow_outcome outcome =
      producer.publish_and_wait("x", R"({"mqtt":{"topic":"by/message","qos":1,"retain":true}})");
  EXPECT_EQ(outcome.code, IPAAS_SUCCEEDED) << outcome.error;
  EXPECT_EQ(producer.publish_and_wait("y").code, IPAAS_SUCCEEDED);
  const received_message own = witness.next_message();
  EXPECT_EQ(own.topic, "by/message");
  EXPECT_EQ(own.qos, 1);
  const received_message other = witness.next_message();
  EXPECT_EQ(other.topic, "by/parameters");
  EXPECT_EQ(other.qos, 0);
  test_client later({.port = broker.port(), .version = GetParam().of_client});
  later.subscribe("by/#", 2);
  EXPECT_EQ(later.next_message().payload, "x");
}

TEST_P(message_override, fails_its_message_when_it_is_wrong) {
  mosquitto_broker broker;
  const auto connection = open(broker, GetParam().setting);
  flow producer(connection, producer_request("a", 1));
  const flow_outcome topic = producer.publish_and_wait("x", R"({"mqtt":{"topic":"a/#"}})");
  EXPECT_EQ(topic.code, IPAAS_FAILED);
  EXPECT_EQ(topic.error_code(), "MQTT:TOPIC_INVALID");
  EXPECT_EQ(text_at(topic.error, "/Field"), "/attribute/mqtt/topic");
  const flow_outcome qos = producer.publish_and_wait("x", R"({"mqtt":{"qos":"twice"}})");
  EXPECT_EQ(qos.code, IPAAS_FAILED);
  EXPECT_EQ(qos.error_code(), "MQTT:PUBLISH_REJECTED");
  EXPECT_EQ(text_at(qos.error, "/Field"), "/attribute/mqtt/qos");
  EXPECT_EQ(producer.publish_and_wait("x").code, IPAAS_SUCCEEDED);
}

INSTANTIATE_TEST_SUITE_P(broker, message_override, testing::ValuesIn(all_versions),
                         [](const auto& chosen) { return chosen.param.name(); });

TEST(message_properties, go_before_the_parameters_in_version_5) {
  mosquitto_broker broker;
  const auto connection = open(broker);
  flow producer(connection, operation_request("producer", json_object()
                                                              .text("topic", "a")
                                                              .number("qos", 1)
                                                              .text("contentType", "text/plain")
                                                              .text("messageExpiry", "1h")));
  test_client witness({.port = broker.port(), .version = MQTT_PROTOCOL_V5});
  witness.subscribe("a", 1);
  EXPECT_EQ(producer
                .publish_and_wait("x", R"({"mqtt":{"properties":{"contentType":"image/png",
                                           "messageExpiry":"","userProperties":{"n":"v"}}}})")
                .code,
            IPAAS_SUCCEEDED);
  EXPECT_THAT(witness.next_message().properties,
              ElementsAre("content-type=image/png", "user-property=n:v"));
}

TEST(message_properties, fail_their_message_before_version_5) {
  mosquitto_broker broker;
  const auto connection = open(broker, "3.1.1");
  flow producer(connection, producer_request("a", 1));
  const flow_outcome outcome =
      producer.publish_and_wait("x", R"({"mqtt":{"properties":{"contentType":"c"}}})");
  EXPECT_EQ(outcome.error_code(), "MQTT:PUBLISH_REJECTED");
  EXPECT_EQ(text_at(outcome.error, "/Field"), "/attribute/mqtt/properties");
}

}  // namespace
}  // namespace ipaas::harness
