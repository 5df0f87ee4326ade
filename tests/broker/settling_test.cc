// What the flow's verdicts do, seen with a real broker.
#include <gtest/gtest.h>

#include "harness/flow.h"
#include "harness/mosquitto_broker.h"
#include "harness/plugin_under_test.h"
#include "harness/test_client.h"

namespace ipaas::harness {
namespace {

// A message on a second topic shows that everything sent before it on the connection has arrived.
class sentinel {
 public:
  explicit sentinel(const host::connection& connection)
      : flow_(connection, consumer_request("sentinel", 0)) {
    flow_.wait_until_up();
  }
  void pass(test_client& sender) {
    sender.publish("sentinel", "", 0);
    flow_.accept(flow_.next_message());
  }

 private:
  flow flow_;
};

TEST(settling, order_hands_over_one_at_a_time) {
  mosquitto_broker broker;
  const auto connection = plugin_under_test().open_connection(
      connection_settings(broker.url(), "ordered").boolean("order", true).str());
  flow consumer(connection, consumer_request("t", 1));
  consumer.wait_until_up();
  sentinel border(connection);
  test_client sender(broker.port());
  sender.publish_numbers("t", 3, 1);
  border.pass(sender);
  for (int i = 0; i < 3; ++i) {
    const flow_message message = consumer.next_message();
    EXPECT_EQ(message.payload, std::to_string(i));
    consumer.take();
    EXPECT_TRUE(consumer.messages().empty()) << "message " << i << " is still unsettled";
    consumer.accept(message);
  }
}

class each_qos : public testing::TestWithParam<int> {};

TEST_P(each_qos, retry_hands_the_same_message_over_again) {
  mosquitto_broker broker;
  const auto connection =
      plugin_under_test().open_connection(connection_settings(broker.url(), "retry").str());
  flow consumer(
      connection,
      operation_request("consumer",
                        consumer_parameters({"t"}, GetParam()).text("redeliveryDelay", "20ms")));
  consumer.wait_until_up();
  test_client sender(broker.port());
  sender.publish("t", "again", 2);
  const flow_message first = consumer.next_message();
  consumer.settle(first, IPAAS_RETRY);
  const flow_message second = consumer.next_message();
  EXPECT_EQ(second.token, first.token);
  EXPECT_EQ(second.payload, "again");
  EXPECT_EQ(second.deliveries, 2u);
  EXPECT_EQ(number_at(second.attribute, "/deliveries"), 2);
  EXPECT_EQ(second.id(), first.id());
  consumer.settle(second, IPAAS_RETRY);
  const flow_message third = consumer.next_message();
  EXPECT_EQ(third.deliveries, 3u);
  consumer.accept(third);
}

TEST_P(each_qos, reject_acknowledges) {
  mosquitto_broker broker({.max_inflight_messages = 1});
  const auto connection =
      plugin_under_test().open_connection(connection_settings(broker.url(), "reject").str());
  flow consumer(connection, consumer_request("t", GetParam()));
  consumer.wait_until_up();
  test_client sender({.port = broker.port(), .max_in_flight = 1});
  sender.publish_numbers("t", 5, 2);
  for (int i = 0; i < 5; ++i) {
    const flow_message message = consumer.next_message();
    EXPECT_EQ(message.payload, std::to_string(i));
    EXPECT_EQ(message.deliveries, 1u);
    consumer.settle(message, IPAAS_REJECT);
  }
}

// Beyond maxDeliveries a retry acknowledges: the broker goes on with the next message.
TEST_P(each_qos, retry_is_reject_after_the_last_delivery) {
  mosquitto_broker broker({.max_inflight_messages = 1});
  const auto connection =
      plugin_under_test().open_connection(connection_settings(broker.url(), "poison").str());
  flow consumer(connection, operation_request("consumer", consumer_parameters({"t"}, GetParam())
                                                              .text("redeliveryDelay", "20ms")
                                                              .number("maxDeliveries", 2)));
  consumer.wait_until_up();
  test_client sender({.port = broker.port(), .max_in_flight = 1});
  sender.publish_numbers("t", 2, 2);
  for (const char* payload : {"0", "1"}) {
    for (std::uint32_t delivery = 1; delivery <= 2; ++delivery) {
      flow_message message = consumer.next_message();
      while (GetParam() == 0 && message.payload != payload) {  // comes while the first one waits
        consumer.accept(message);
        message = consumer.next_message();
      }
      EXPECT_EQ(message.payload, payload);
      EXPECT_EQ(message.deliveries, delivery);
      consumer.settle(message, IPAAS_RETRY);
    }
    EXPECT_NE(consumer.wait_for_event(IPAAS_EVENT_WARNING).token, 0u);
    if (GetParam() == 0) break;
  }
}

TEST_P(each_qos, verdicts_in_any_order) {
  mosquitto_broker broker({.max_inflight_messages = 10});
  const auto connection =
      plugin_under_test().open_connection(connection_settings(broker.url(), "mixed").str());
  flow consumer(connection, consumer_request("t", GetParam()));
  consumer.wait_until_up();
  test_client sender({.port = broker.port(), .max_in_flight = 1});
  sender.publish_numbers("t", 100, 2);
  int next = 0;
  for (int round = 0; round < 10; ++round) {
    auto messages = consumer.next_messages(10);
    for (const flow_message& message : messages) EXPECT_EQ(message.payload, std::to_string(next++));
    for (std::size_t i = messages.size(); i-- > 0;) consumer.accept(messages[i]);
  }
}

INSTANTIATE_TEST_SUITE_P(settling, each_qos, testing::Values(0, 1, 2),
                         [](const auto& chosen) { return "qos" + std::to_string(chosen.param); });

TEST(settling, unknown_token_is_a_warning_with_that_token) {
  mosquitto_broker broker;
  const auto connection =
      plugin_under_test().open_connection(connection_settings(broker.url(), "token").str());
  flow consumer(connection, consumer_request("t", 1));
  consumer.wait_until_up();
  consumer.accept({.token = 12345});
  EXPECT_EQ(consumer.wait_for_event(IPAAS_EVENT_WARNING).token, 12345u);
}

// Overlapping filters of several Consumers on one connection: each is handed the message, and the
// broker, which has one message on its way at most, goes on only when both have settled it.
TEST(settling, several_consumers_settle_together) {
  mosquitto_broker broker(
      {.max_inflight_messages = 1, .extra_lines = {"allow_duplicate_messages false"}});
  const auto connection =
      plugin_under_test().open_connection(connection_settings(broker.url(), "several").str());
  flow wide(connection, consumer_request("a/#", 1));
  flow narrow(connection, consumer_request("a/b", 1));
  wide.wait_until_up();
  narrow.wait_until_up();
  sentinel border(connection);
  test_client sender(broker.port());
  sender.publish_numbers("a/b", 2, 1);
  for (int i = 0; i < 2; ++i) {
    const flow_message first = wide.next_message();
    const flow_message second = narrow.next_message();
    EXPECT_EQ(first.payload, std::to_string(i));
    EXPECT_EQ(second.payload, std::to_string(i));
    wide.accept(first);
    border.pass(sender);
    wide.take();
    EXPECT_TRUE(wide.messages().empty()) << "acknowledged before both had settled";
    narrow.accept(second);
  }
}

// A broker with two messages on their way goes on while the first is held for long.
TEST(settling, a_slow_flow_holds_nobody_back_when_acknowledged_as_settled) {
  for (const int qos : {1, 2}) {
    mosquitto_broker broker({.max_inflight_messages = 2});
    const auto connection =
        plugin_under_test().open_connection(connection_settings(broker.url(), "hasty").str());
    flow consumer(connection,
                  operation_request(
                      "consumer", consumer_parameters({"t"}, qos).text("ackOrder", "AS_SETTLED")));
    consumer.wait_until_up();
    test_client sender({.port = broker.port(), .max_in_flight = 1});
    sender.publish_numbers("t", 20, 2);
    const flow_message slow = consumer.next_message();
    for (int i = 1; i < 20; ++i) {
      const flow_message message = consumer.next_message();
      EXPECT_EQ(message.payload, std::to_string(i));
      consumer.accept(message);
    }
    consumer.accept(slow);
    sender.publish("t", "last", 2);
    EXPECT_EQ(consumer.next_message().payload, "last");
  }
}

TEST(settling, each_consumer_is_handed_what_its_filters_match) {
  for (const char* version : {"3.1.1", "5"}) {
    mosquitto_broker broker;
    const auto connection = plugin_under_test().open_connection(
        connection_settings(broker.url(), "filters").text("mqttVersion", version).str());
    flow left(connection, consumer_request("left/+", 1));
    flow right(connection, operation_request("consumer", consumer_parameters({"right/#", "x"}, 2)));
    left.wait_until_up();
    right.wait_until_up();
    test_client sender(broker.port());
    sender.publish("left/1", "l", 1);
    sender.publish("right/1/2", "r", 2);
    sender.publish("x", "x", 0);
    EXPECT_EQ(left.next_message().payload, "l");
    const auto messages = right.next_messages(2);
    EXPECT_EQ(messages[0].payload, "r");
    EXPECT_EQ(messages[1].payload, "x");
    EXPECT_TRUE(left.messages().empty());
  }
}

// A rejected or accepted message does not come back to a kept session; an unsettled one does.
class unsettled : public testing::TestWithParam<std::tuple<int, const char*>> {};

TEST_P(unsettled, comes_again_to_the_next_connection) {
  const auto [qos, version] = GetParam();
  mosquitto_broker broker;
  const auto settings = kept_session(broker.url(), "unsettled")
                            .text("mqttVersion", version)
                            .text("sessionExpiry", "1h");
  test_client sender(broker.port());
  {
    auto connection = plugin_under_test().open_connection(settings.str());
    flow consumer(connection, consumer_request("t", qos));
    consumer.wait_until_up();
    sender.publish_numbers("t", 4, 2);
    const auto messages = consumer.next_messages(4);
    consumer.accept(messages[0]);
    consumer.settle(messages[1], IPAAS_REJECT);
    connection.close(milliseconds(2000));
  }
  const auto connection = plugin_under_test().open_connection(settings.str());
  flow consumer(connection, consumer_request("t", qos));
  for (const char* expected : {"2", "3"}) {
    const flow_message message = consumer.next_message();
    EXPECT_EQ(message.payload, expected);
    EXPECT_TRUE(message.duplicate()) << message.attribute;
    EXPECT_EQ(message.deliveries, 1u);
    consumer.accept(message);
  }
  sender.publish("t", "last", 2);
  EXPECT_EQ(consumer.next_message().payload, "last");
}

INSTANTIATE_TEST_SUITE_P(settling, unsettled,
                         testing::Combine(testing::Values(1, 2), testing::Values("3.1.1", "5")),
                         [](const auto& chosen) {
                           return "qos" + std::to_string(std::get<0>(chosen.param)) +
                                  (std::get<1>(chosen.param)[0] == '5' ? "_v5" : "_v311");
                         });

}  // namespace
}  // namespace ipaas::harness
