// Bounds: how much is under way at once, how large a message may be, and that neither costs the
// connection anything.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

#include "harness/flow.h"
#include "harness/memory.h"
#include "harness/mosquitto_broker.h"
#include "harness/plugin_under_test.h"
#include "harness/test_client.h"

namespace ipaas::harness {
namespace {

class window : public testing::TestWithParam<int> {};

TEST_P(window, holds_no_more_than_max_in_flight) {
  mosquitto_broker broker({.max_inflight_messages = 100});
  const auto connection = plugin_under_test().open_connection(
      connection_settings(broker.url(), "window").number("maxInFlight", 10).str());
  flow consumer(connection, consumer_request("t", GetParam()));
  consumer.wait_until_up();
  test_client(broker.port()).publish_numbers("t", 60, 2);
  std::deque<flow_message> held;
  for (int i = 0; i < 10; ++i) held.push_back(consumer.next_message());
  for (int i = 10; i < 60; ++i) {
    consumer.take();
    EXPECT_TRUE(consumer.messages().empty()) << "more than ten are unsettled";
    consumer.accept(held.front());
    held.pop_front();
    held.push_back(consumer.next_message());
    EXPECT_EQ(held.back().payload, std::to_string(i));
  }
}

INSTANTIATE_TEST_SUITE_P(bounds, window, testing::Values(0, 1, 2),
                         [](const auto& chosen) { return "qos" + std::to_string(chosen.param); });

// The broker gives up a client that is silent for one and a half times its keep-alive of 5 s.
TEST(window, full_for_longer_than_the_broker_would_wait_costs_nothing) {
  mosquitto_broker broker({.max_inflight_messages = 100});
  const auto connection =
      plugin_under_test().open_connection(connection_settings(broker.url(), "full")
                                              .number("maxInFlight", 5)
                                              .text("keepAlive", "5s")
                                              .text("pingTimeout", "1s")
                                              .str());
  flow consumer(connection, consumer_request("t", 1));
  consumer.wait_until_up();
  test_client sender(broker.port());
  sender.publish_numbers("t", 50, 1);
  auto held = consumer.next_messages(5);
  EXPECT_THROW(consumer.wait_for_failure(deadline(milliseconds(9500))), timed_out);
  for (const flow_message& message : held) consumer.accept(message);
  for (int i = 5; i < 50; ++i) {
    const flow_message message = consumer.next_message();
    EXPECT_EQ(message.payload, std::to_string(i));
    consumer.accept(message);
  }
}

// Its answers stand behind messages for which the window has no room.
TEST(one_connection, that_consumes_and_publishes_under_flood_does_not_deadlock) {
  constexpr int count = 20'000;
  mosquitto_broker broker({.max_inflight_messages = 0});
  test_client witness(broker.port());
  witness.subscribe("out", 0);
  const json_object settings = connection_settings(broker.url(), "flood")
                                   .boolean("cleanSession", false)
                                   .number("maxInFlight", 10);
  {
    auto connection = plugin_under_test().open_connection(settings.str());
    flow consumer(connection, consumer_request("in", 1));
    consumer.wait_until_up();
    connection.close(milliseconds(2000));
  }
  test_client(broker.port()).publish_numbers("in", count, 1);

  const auto connection = plugin_under_test().open_connection(settings.str());
  flow consumer(connection, consumer_request("in", 1));
  flow producer(connection, producer_request("out", 1));
  const deadline end(std::chrono::seconds(100));
  std::vector<bool> seen(count);
  for (int done = 0; done < count; ++done) {
    const flow_message message = consumer.next_message(end);
    seen[std::stoul(message.payload)] = true;
    producer.publish(message.token, message.payload);
    const flow_outcome outcome = producer.next_outcome(end);
    ASSERT_EQ(outcome.code, IPAAS_SUCCEEDED) << outcome.error;
    consumer.accept(message);
  }
  EXPECT_EQ(std::count(seen.begin(), seen.end(), true), count);
}

TEST(large_message, of_200_mebibytes_passes_both_ways) {
  if (sanitized) GTEST_SKIP() << "takes too much memory with a sanitizer";
  mosquitto_broker broker;
  const auto connection =
      plugin_under_test().open_connection(connection_settings(broker.url(), "large")
                                              .text("maxPacketSize", "210MiB")
                                              .text("maxInFlightBytes", "300MiB")
                                              .text("outboxMaxBytes", "300MiB")
                                              .str());
  flow consumer(connection, consumer_request("t", 1));
  consumer.wait_until_up();
  flow producer(connection, producer_request("t", 1));
  std::string payload(std::size_t{200} << 20, 'x');
  payload.front() = 'a';
  payload.back() = 'z';
  EXPECT_EQ(producer.publish_and_wait(payload).code, IPAAS_SUCCEEDED);
  const flow_message message = consumer.next_message();
  EXPECT_TRUE(message.payload == payload) << message.payload.size();
  consumer.accept(message);
}

TEST(large_message, over_the_limit_is_refused_before_it_is_sent) {
  mosquitto_broker broker;
  const auto connection = plugin_under_test().open_connection(
      connection_settings(broker.url(), "limit").number("maxPacketSize", 1024).str());
  flow producer(connection, producer_request("t", 1));
  const flow_outcome outcome = producer.publish_and_wait(std::string(2000, 'x'));
  EXPECT_EQ(outcome.code, IPAAS_FAILED);
  EXPECT_EQ(outcome.error_code(), "MQTT:PACKET_TOO_LARGE") << outcome.error;
  EXPECT_EQ(producer.publish_and_wait("small").code, IPAAS_SUCCEEDED);
}

TEST(large_message, from_the_broker_over_the_limit_ends_the_connection) {
  mosquitto_broker broker;
  const auto connection = plugin_under_test().open_connection(
      connection_settings(broker.url(), "limit").number("maxPacketSize", 1024).str());
  flow consumer(connection, consumer_request("t", 1));
  consumer.wait_until_up();
  test_client(broker.port()).publish("t", std::string(2000, 'x'), 1);
  const flow_event event = consumer.wait_for_failure();
  EXPECT_EQ(event.error_code(), "MQTT:PACKET_TOO_LARGE") << event.error;
}

}  // namespace
}  // namespace ipaas::harness
