// The counters of a connection that has really passed messages.
#include <gtest/gtest.h>

#include "harness/flow.h"
#include "harness/mosquitto_broker.h"
#include "harness/plugin_under_test.h"
#include "ipaas/host_stats.hpp"

namespace ipaas::harness {
namespace {

TEST(statistics, of_a_connection_that_consumes_what_it_publishes) {
  mosquitto_broker broker;
  const auto connection =
      plugin_under_test().open_connection(connection_settings(broker.url(), "counted").str());
  const host::statistics counters(plugin_under_test(), connection);
  flow consumer(connection, consumer_request("t", 2));
  flow producer(connection, producer_request("t", 2));
  consumer.wait_until_up();
  producer.wait_until_up();
  for (int i = 0; i < 10; ++i) producer.publish_and_wait("x");
  for (const auto& message : consumer.next_messages(9)) consumer.accept(message);
  const auto last = consumer.next_message();
  // Settlements are on their way to the I/O thread before the question is.
  const auto json = counters.read();
  EXPECT_EQ(text_at(json, "/state"), "up") << json;
  EXPECT_EQ(number_at(json, "/reconnects"), 0) << json;
  EXPECT_EQ(number_at(json, "/in/messages/2"), 10) << json;
  EXPECT_EQ(number_at(json, "/out/messages/2"), 10) << json;
  EXPECT_EQ(number_at(json, "/in/bytes/2"), number_at(json, "/out/bytes/2")) << json;
  EXPECT_EQ(number_at(json, "/latency/publishToAcknowledgement/count"), 10) << json;
  EXPECT_EQ(number_at(json, "/latency/handOverToSettlement/count"), 9) << json;
  EXPECT_EQ(number_at(json, "/window/messages"), 1) << json;
  EXPECT_TRUE(number_at(json, "/window/oldestUnsettledMs").has_value()) << json;
  EXPECT_EQ(number_at(json, "/outbox/messages"), 0) << json;
}

}  // namespace
}  // namespace ipaas::harness
