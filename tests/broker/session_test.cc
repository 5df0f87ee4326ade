// Kept sessions, wills, and a broker that goes away and comes back.
#include <gtest/gtest.h>

#include <map>

#include "harness/child_process.h"
#include "harness/flow.h"
#include "harness/mosquitto_broker.h"
#include "harness/paths.h"
#include "harness/plugin_under_test.h"
#include "harness/test_client.h"

namespace ipaas::harness {
namespace {

json_object reconnecting(const mosquitto_broker& broker, std::string_view id) {
  return kept_session(broker.url(), id)
      .boolean("autoReconnect", true)
      .text("maxReconnectInterval", "100ms");
}

void subscribe_and_leave(const json_object& settings, const std::string& request) {
  auto connection = plugin_under_test().open_connection(settings.str());
  flow consumer(connection, request);
  consumer.wait_until_up();
  connection.close(milliseconds(2000));
}

TEST(kept_session, brings_what_was_sent_while_away) {
  mosquitto_broker broker;
  const json_object settings = kept_session(broker.url(), "away");
  subscribe_and_leave(settings, consumer_request("t", 1));
  test_client sender(broker.port());
  sender.publish_numbers("t", 50, 1);
  const auto connection = plugin_under_test().open_connection(settings.str());
  flow consumer(connection, consumer_request("t", 1));
  for (int i = 0; i < 50; ++i) {
    const flow_message message = consumer.next_message();
    EXPECT_EQ(message.payload, std::to_string(i));
    consumer.accept(message);
  }
}

// Its unsettled messages hold all the places in the broker's in-flight window: they go to the flow
// that takes its place, and those of other flows come.
TEST(closed_consumer, starves_nobody) {
  for (const int qos : {1, 2}) {
    mosquitto_broker broker({.max_inflight_messages = 20});
    const auto connection =
        plugin_under_test().open_connection(kept_session(broker.url(), "all").str());
    flow other(connection, consumer_request("other", qos));
    other.wait_until_up();
    test_client sender({.port = broker.port(), .max_in_flight = 1});
    {
      flow closing(connection, consumer_request("t", qos));
      closing.wait_until_up();
      sender.publish_numbers("t", 20, qos);
      closing.next_messages(20);
    }
    sender.publish("other", "x", qos);
    flow next(connection, consumer_request("t", qos));
    for (const flow_message& message : next.next_messages(20)) {
      EXPECT_EQ(message.deliveries, 1u);
      next.accept(message);
    }
    EXPECT_EQ(other.next_message().payload, "x");
  }
}

// Also when nobody takes its place. Takes over 10 s: so long a closed Consumer keeps its place.
TEST(closed_consumer, starves_nobody_for_long) {
  mosquitto_broker broker({.max_inflight_messages = 20});
  const auto connection =
      plugin_under_test().open_connection(kept_session(broker.url(), "all").str());
  flow other(connection, consumer_request("other", 1));
  other.wait_until_up();
  test_client sender({.port = broker.port(), .max_in_flight = 1});
  {
    flow closing(connection, consumer_request("t", 1));
    closing.wait_until_up();
    sender.publish_numbers("t", 20, 1);
    closing.next_messages(20);
  }
  sender.publish("other", "x", 1);
  EXPECT_EQ(other.next_message(deadline(milliseconds(60'000))).payload, "x");
}

// What a kept session brings while its last Consumer is closed already is for the next process.
TEST(closed_consumer, leaves_its_messages_to_the_next_connection) {
  for (const int qos : {1, 2}) {
    mosquitto_broker broker({.max_inflight_messages = 5});
    const json_object settings = kept_session(broker.url(), "closing");
    test_client sender({.port = broker.port(), .max_in_flight = 1});
    {
      auto connection = plugin_under_test().open_connection(settings.str());
      {
        flow consumer(connection, consumer_request("t", qos));
        consumer.wait_until_up();
        sender.publish_numbers("t", 20, qos);
        for (const flow_message& message : consumer.next_messages(5)) consumer.accept(message);
      }
      flow producer(connection, producer_request("elsewhere", 1));
      EXPECT_EQ(producer.publish_and_wait("x").code, IPAAS_SUCCEEDED);
      connection.close(milliseconds(2000));
    }
    const auto connection = plugin_under_test().open_connection(settings.str());
    flow consumer(connection, consumer_request("t", qos));
    for (int i = 5; i < 20; ++i) {
      const flow_message message = consumer.next_message();
      EXPECT_EQ(message.payload, std::to_string(i));
      consumer.accept(message);
    }
  }
}

// They stand behind CONNACK, so they have come when a message of this connection has gone around.
TEST(kept_session, brings_messages_before_their_consumer_opens) {
  mosquitto_broker broker;
  const json_object settings = kept_session(broker.url(), "early");
  subscribe_and_leave(settings, consumer_request("t", 2));
  test_client sender(broker.port());
  sender.publish_numbers("t", 5, 2);
  const auto connection = plugin_under_test().open_connection(settings.str());
  flow producer(connection, producer_request("elsewhere", 1));
  EXPECT_EQ(producer.publish_and_wait("x").code, IPAAS_SUCCEEDED);
  flow consumer(connection, consumer_request("t", 2));
  for (int i = 0; i < 5; ++i) {
    const flow_message message = consumer.next_message();
    EXPECT_EQ(message.payload, std::to_string(i));
    consumer.accept(message);
  }
}

TEST(will, is_published_when_the_process_is_killed) {
  mosquitto_broker broker;
  test_client witness(broker.port());
  witness.subscribe("will/#", 1);
  const std::string settings = connection_settings(broker.url(), "dying")
                                   .boolean("willEnabled", true)
                                   .text("willTopic", "will/dying")
                                   .text("willPayload", "gone")
                                   .number("willQos", 1)
                                   .str();
  child_process process(
      {harness::program_path("ipaas-flow-process"), "hold", settings, consumer_request("t", 0)});
  EXPECT_EQ(process.read_line(), "up");
  process.kill();
  const received_message will = witness.next_message();
  EXPECT_EQ(will.topic, "will/dying");
  EXPECT_EQ(will.payload, "gone");
  EXPECT_EQ(will.qos, 1);
}

TEST(will, is_not_published_after_a_clean_close) {
  mosquitto_broker broker;
  test_client witness(broker.port());
  witness.subscribe("will/#", 1);
  auto connection = plugin_under_test().open_connection(connection_settings(broker.url(), "polite")
                                                            .boolean("willEnabled", true)
                                                            .text("willTopic", "will/polite")
                                                            .str());
  flow consumer(connection, consumer_request("t", 0));
  consumer.wait_until_up();
  connection.close(milliseconds(2000));
  test_client(broker.port()).publish("will/none", "sentinel", 1);
  EXPECT_EQ(witness.next_message().topic, "will/none");
}

// How often each payload was handed over.
using tally = std::map<std::string, int>;

void consume(flow& consumer, tally& seen, std::size_t different) {
  while (seen.size() < different) {
    const flow_message message = consumer.next_message();
    ++seen[message.payload];
    consumer.accept(message);
  }
}

class broker_restart : public testing::TestWithParam<int> {};

TEST_P(broker_restart, loses_nothing_that_is_consumed) {
  const int qos = GetParam();
  mosquitto_broker broker({.persistence = true});
  const auto connection =
      plugin_under_test().open_connection(reconnecting(broker, "restart").str());
  flow consumer(connection, consumer_request("t", qos));
  consumer.wait_until_up();
  test_client(broker.port()).publish_numbers("t", 200, 2);
  tally seen;
  consume(consumer, seen, 10);
  const flow_message held = consumer.next_message();
  broker.stop();
  consumer.wait_for_event(IPAAS_EVENT_DOWN);
  broker.start();
  consumer.wait_for_event(IPAAS_EVENT_UP);
  // What the flow still holds is not handed over a second time.
  ++seen[held.payload];
  consumer.accept(held);
  consume(consumer, seen, 200);
  if (qos == 2) {
    for (const auto& [payload, times] : seen) EXPECT_EQ(times, 1) << payload;
  }
}

TEST_P(broker_restart, loses_nothing_that_is_produced) {
  const int qos = GetParam();
  mosquitto_broker broker({.persistence = true});
  const client_options witness_options{
      .port = broker.port(), .id = "witness", .clean_session = false};
  { test_client(witness_options).subscribe("t", 2); }
  const auto connection =
      plugin_under_test().open_connection(reconnecting(broker, "producing").str());
  flow producer(connection, producer_request("t", qos));
  producer.wait_until_up();
  for (std::uint64_t i = 0; i < 100; ++i) producer.publish(i, std::to_string(i));
  producer.next_outcome();
  broker.stop();
  for (std::uint64_t i = 100; i < 200; ++i) producer.publish(i, std::to_string(i));
  broker.start();
  for (int i = 1; i < 200; ++i) {
    const flow_outcome outcome = producer.next_outcome();
    EXPECT_EQ(outcome.code, IPAAS_SUCCEEDED) << outcome.token << " " << outcome.error;
  }
  test_client witness(witness_options);
  tally seen;
  while (seen.size() < 200) ++seen[witness.next_message().payload];
  if (qos == 2) {
    for (const auto& [payload, times] : seen) EXPECT_EQ(times, 1) << payload;
  }
}

INSTANTIATE_TEST_SUITE_P(session, broker_restart, testing::Values(1, 2),
                         [](const auto& chosen) { return "qos" + std::to_string(chosen.param); });

TEST(connection, fails_for_good_when_it_is_lost_without_auto_reconnect) {
  mosquitto_broker broker;
  const auto connection =
      plugin_under_test().open_connection(connection_settings(broker.url(), "once").str());
  flow consumer(connection, consumer_request("t", 0));
  consumer.wait_until_up();
  broker.kill();
  const flow_event event = consumer.wait_for_event(IPAAS_EVENT_FAILED);
  EXPECT_EQ(event.error_code(), "MQTT:CONNECTION_LOST") << event.error;
}

TEST(connection, two_with_one_client_id_are_refused) {
  mosquitto_broker broker;
  const std::string settings = connection_settings(broker.url(), "same").str();
  const auto first = plugin_under_test().open_connection(settings);
  try {
    plugin_under_test().open_connection(settings);
    FAIL() << "a second connection with the same client identifier was opened";
  } catch (const host::failure& refusal) {
    EXPECT_EQ(refusal.status(), IPAAS_BAD_STATE);
    EXPECT_EQ(text_at(refusal.details(), "/Code"), "MQTT:CLIENT_ID_TAKEN") << refusal.details();
  }
}

TEST(stopping, ends_with_the_stopped_event_and_every_outcome) {
  mosquitto_broker broker;
  const auto connection =
      plugin_under_test().open_connection(connection_settings(broker.url(), "stop").str());
  flow producer(connection, producer_request("t", 1));
  for (std::uint64_t i = 0; i < 100; ++i) producer.publish(i, "x");
  producer.stop();
  EXPECT_EQ(producer.outcomes().size(), 100u);
}

}  // namespace
}  // namespace ipaas::harness
