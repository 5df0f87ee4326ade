// Flows that take too long, and messages that fail for good, seen with a real broker.
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/flow.h"
#include "harness/mosquitto_broker.h"
#include "harness/plugin_under_test.h"
#include "harness/test_client.h"

namespace ipaas::harness {
namespace {

class slow_flow : public testing::TestWithParam<int> {};

TEST_P(slow_flow, is_reported_and_may_settle_all_the_same) {
  mosquitto_broker broker({.max_inflight_messages = 1});
  const auto connection =
      plugin_under_test().open_connection(connection_settings(broker.url(), "slow").str());
  flow consumer(
      connection,
      operation_request("consumer",
                        consumer_parameters({"t/#"}, GetParam()).text("settleTimeout", "100ms")));
  consumer.wait_until_up();
  test_client sender({.port = broker.port(), .max_in_flight = 1});
  sender.publish_numbers("t/slow", 2, 2);
  const flow_message held = consumer.next_message();
  const flow_event event = consumer.wait_for_event(IPAAS_EVENT_WARNING);
  EXPECT_EQ(event.token, held.token);
  EXPECT_NE(event.attribute.find("t/slow"), std::string::npos) << event.attribute;
  EXPECT_NE(event.attribute.find("unsettled since 20"), std::string::npos) << event.attribute;
  consumer.accept(held);
  EXPECT_EQ(consumer.next_message().payload, "1");
}

TEST_P(slow_flow, loses_its_message_to_the_next_and_cannot_settle_that) {
  mosquitto_broker broker({.max_inflight_messages = 1});
  const auto connection =
      plugin_under_test().open_connection(connection_settings(broker.url(), "slow").str());
  flow consumer(connection, operation_request("consumer", consumer_parameters({"t"}, GetParam())
                                                              .text("settleTimeout", "1s")
                                                              .text("settleTimeoutAction", "RETRY")
                                                              .text("redeliveryDelay", "10ms")));
  consumer.wait_until_up();
  test_client(broker.port()).publish("t", "x", 2);
  const flow_message first = consumer.next_message();
  const flow_message second = consumer.next_message();
  EXPECT_EQ(second.payload, "x");
  EXPECT_EQ(second.deliveries, 2u);
  EXPECT_NE(second.token, first.token);
  consumer.accept(first);
  flow_event event = consumer.wait_for_event(IPAAS_EVENT_WARNING);
  while (event.error_code().empty()) event = consumer.wait_for_event(IPAAS_EVENT_WARNING);
  EXPECT_EQ(event.error_code(), "CORE:STATE") << event.error;
  EXPECT_EQ(event.token, first.token);
  consumer.accept(second);
  test_client(broker.port()).publish("t", "y", 2);
  EXPECT_EQ(consumer.next_message().payload, "y");
}

INSTANTIATE_TEST_SUITE_P(redelivery, slow_flow, testing::Values(0, 1, 2),
                         [](const auto& chosen) { return "qos" + std::to_string(chosen.param); });

// --- dead letters ---

json_object dead_letter_parameters(int qos) {
  return consumer_parameters({"t"}, qos).text("deadLetterTopic", "dead");
}

class dead_letter : public testing::TestWithParam<int> {};

TEST_P(dead_letter, is_published_before_the_message_is_acknowledged) {
  mosquitto_broker broker({.max_inflight_messages = 1});
  test_client witness(broker.port());
  witness.subscribe("dead", 2);
  const auto connection =
      plugin_under_test().open_connection(connection_settings(broker.url(), "dead").str());
  flow consumer(connection, operation_request("consumer", dead_letter_parameters(GetParam())));
  consumer.wait_until_up();
  test_client sender({.port = broker.port(), .max_in_flight = 1});
  sender.publish_numbers("t", 5, 2);
  for (int i = 0; i < 5; ++i) {
    const flow_message message = consumer.next_message();
    EXPECT_EQ(message.payload, std::to_string(i));
    consumer.settle(message, IPAAS_REJECT, R"({"Code":"FLOW:BROKEN"})");
    const received_message letter = witness.next_message();
    EXPECT_EQ(letter.payload, std::to_string(i));
    EXPECT_EQ(letter.qos, std::max(GetParam(), 1));
  }
}

TEST_P(dead_letter, says_in_5_where_it_comes_from) {
  mosquitto_broker broker;
  const auto connection = plugin_under_test().open_connection(
      connection_settings(broker.url(), "dead").text("mqttVersion", "5").str());
  flow letters(connection, consumer_request("dead", 2));
  letters.wait_until_up();
  flow consumer(connection, operation_request("consumer", dead_letter_parameters(GetParam())
                                                              .number("maxDeliveries", 2)
                                                              .text("redeliveryDelay", "10ms")));
  consumer.wait_until_up();
  test_client(broker.port()).publish("t", "poison", 2);
  const flow_message first = consumer.next_message();
  consumer.settle(first, IPAAS_RETRY);
  consumer.settle(consumer.next_message(), IPAAS_RETRY, R"( {"Code": "FLOW:BROKEN"} )");
  const flow_message letter = letters.next_message();
  EXPECT_EQ(letter.payload, "poison");
  EXPECT_EQ(text_at(letter.attribute, "/userProperties/0/1"), "t") << letter.attribute;
  EXPECT_EQ(text_at(letter.attribute, "/userProperties/1/1"), std::to_string(first.id()));
  EXPECT_EQ(text_at(letter.attribute, "/userProperties/2/1"), "2");
  EXPECT_EQ(text_at(letter.attribute, "/userProperties/3/0"), "error");
  EXPECT_EQ(text_at(letter.attribute, "/userProperties/3/1"), R"({"Code":"FLOW:BROKEN"})");
  letters.accept(letter);
}

TEST_P(dead_letter, has_an_envelope_when_asked_for) {
  mosquitto_broker broker;
  test_client witness(broker.port());
  witness.subscribe("dead", 2);
  const auto connection =
      plugin_under_test().open_connection(connection_settings(broker.url(), "dead").str());
  flow consumer(
      connection,
      operation_request("consumer",
                        dead_letter_parameters(GetParam()).boolean("deadLetterEnvelope", true)));
  consumer.wait_until_up();
  test_client(broker.port()).publish("t", "poison", 2);
  consumer.settle(consumer.next_message(), IPAAS_REJECT, "no JSON");
  const std::string letter = witness.next_message().payload;
  EXPECT_EQ(text_at(letter, "/payload"), "poison") << letter;
  EXPECT_EQ(text_at(letter, "/topic"), "t");
  EXPECT_EQ(text_at(letter, "/error"), "no JSON");
}

TEST_P(dead_letter, is_not_lost_with_the_broker) {
  mosquitto_broker broker({.persistence = true});
  test_client(client_options{.port = broker.port(), .id = "witness", .clean_session = false})
      .subscribe("dead", 2);
  const auto connection =
      plugin_under_test().open_connection(connection_settings(broker.url(), "dead")
                                              .boolean("cleanSession", false)
                                              .boolean("autoReconnect", true)
                                              .text("maxReconnectInterval", "100ms")
                                              .str());
  flow consumer(connection, operation_request("consumer", dead_letter_parameters(GetParam())));
  consumer.wait_until_up();
  test_client(broker.port()).publish("t", "poison", 2);
  const flow_message message = consumer.next_message();
  broker.stop();
  consumer.wait_for_event(IPAAS_EVENT_DOWN);
  consumer.settle(message, IPAAS_REJECT);
  broker.start();
  test_client witness({.port = broker.port(), .id = "witness", .clean_session = false});
  EXPECT_EQ(witness.next_message().payload, "poison");
  consumer.stop();
  EXPECT_TRUE(consumer.messages().empty()) << "handed over again";
}

// What the broker does not let through is kept, told, and does not hold back what comes behind it.
TEST_P(dead_letter, that_is_refused_is_kept_and_told) {
  mosquitto_broker broker(
      {.access_rules = "topic readwrite t\ntopic read dead\n", .max_inflight_messages = 10});
  const auto settings = connection_settings(broker.url(), "dead")
                            .boolean("cleanSession", false)
                            .text("mqttVersion", "5")
                            .text("sessionExpiry", "1h");
  {
    auto connection = plugin_under_test().open_connection(settings.str());
    flow consumer(connection, operation_request("consumer", dead_letter_parameters(GetParam())));
    consumer.wait_until_up();
    test_client(broker.port()).publish("t", "poison", 2);
    test_client(broker.port()).publish("t", "good", 2);
    const flow_message poison = consumer.next_message();
    consumer.settle(poison, IPAAS_REJECT);
    const flow_event event = consumer.wait_for_event(IPAAS_EVENT_WARNING);
    EXPECT_EQ(event.token, poison.token);
    EXPECT_EQ(event.error_code(), "MQTT:NOT_AUTHORIZED") << event.error;
    const flow_message good = consumer.next_message();
    EXPECT_EQ(good.payload, "good");
    connection.close(milliseconds(2000));
  }
  if (GetParam() == 0) return;
  const auto connection = plugin_under_test().open_connection(settings.str());
  flow consumer(connection, consumer_request("t", GetParam()));
  EXPECT_EQ(consumer.next_message().payload, "poison");
}

INSTANTIATE_TEST_SUITE_P(redelivery, dead_letter, testing::Values(0, 1, 2),
                         [](const auto& chosen) { return "qos" + std::to_string(chosen.param); });

}  // namespace
}  // namespace ipaas::harness
