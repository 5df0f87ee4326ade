// Flows that take too long, and messages that fail for good, seen with a real broker.
#include <gtest/gtest.h>

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
  test_client(broker.port()).publish_numbers("t/slow", 2, 2);
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
                                                              .text("settleTimeout", "2s")
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

}  // namespace
}  // namespace ipaas::harness
