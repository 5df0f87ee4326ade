// Topic aliases, which mosquitto 2.0 takes and does not give.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "faults/settings.h"

namespace ipaas::harness {
namespace {

using wire::type;

std::string alias(std::uint8_t number) {
  return wire::from_hex("23 00") + static_cast<char>(number);
}

std::string publish(std::string_view topic, std::uint8_t number, std::string_view payload,
                    std::uint16_t id) {
  return wire::publish(v5, {.topic = std::string(topic),
                            .payload = std::string(payload),
                            .qos = 1,
                            .id = id,
                            .properties = alias(number)});
}

TEST(topic_alias, stands_for_its_topic_until_the_connection_ends) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    EXPECT_THAT(wire::to_hex(client.take(type::connect)), testing::HasSubstr(" 22 00 40"));
    client.send(wire::connack(v5, 0));
    client.grant_subscription(v5);
    client.send(publish("a/b", 1, "one", 1) + publish("", 1, "two", 2) +
                publish("c", 1, "three", 3) + publish("", 1, "four", 4));
    for (int i = 0; i < 4; ++i) client.take(type::puback);
    client.reset();
    client = door.accept();
    client.accept_session(v5, session_present);
    client.grant_subscription(v5);
    client.send(publish("", 1, "five", 5));
    client.wait_for_close();
  });
  auto connection = plugin_under_test().open_connection(resuming_settings(server, v5).str());
  flow consumer(connection, consumer_request("#", 1));
  const auto expect = [&](std::string_view topic, std::string_view payload) {
    const flow_message message = consumer.next_message();
    EXPECT_EQ(message.topic(), topic);
    EXPECT_EQ(message.payload, payload);
    consumer.accept(message);
  };
  expect("a/b", "one");
  expect("a/b", "two");
  expect("c", "three");
  expect("c", "four");
  EXPECT_EQ(consumer.wait_for_failure().error_code(), "MQTT:CONNECTION_LOST");
  const flow_event event = consumer.wait_for_failure();
  EXPECT_EQ(event.error_code(), "MQTT:PROTOCOL_ERROR") << event.error;
  EXPECT_THAT(event.error, testing::HasSubstr("a topic alias that stands for no topic"));
  connection.close(milliseconds(1000));
}

TEST(topic_alias, is_used_towards_a_server_that_takes_some) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.accept_session(v5, 0, wire::from_hex("22 00 01"));
    const auto first = wire::read_publish(v5, client.take(type::publish));
    EXPECT_EQ(first.topic, "machines/press");
    EXPECT_EQ(first.properties, alias(1));
    const auto second = wire::read_publish(v5, client.take(type::publish));
    EXPECT_EQ(second.topic, "");
    EXPECT_EQ(second.properties, alias(1));
    EXPECT_EQ(second.payload, "two");
    client.reset();
    client = door.accept();
    client.accept_session(v5, session_present, wire::from_hex("22 00 01"));
    for (const auto& before : {first, second}) {
      const auto again = wire::read_publish(v5, client.take(type::publish));
      EXPECT_TRUE(again.duplicate);
      EXPECT_EQ(again.id, before.id);
      EXPECT_EQ(again.topic, "machines/press");
      EXPECT_EQ(again.properties, "");
      EXPECT_EQ(again.payload, before.payload);
      client.send(wire::acknowledgement(type::puback, again.id));
    }
    client.wait_for_close();
  });
  auto connection = plugin_under_test().open_connection(resuming_settings(server, v5).str());
  flow producer(connection, producer_request("machines/press", 1));
  producer.publish(1, "one");
  producer.publish(2, "two");
  for (int i = 0; i < 2; ++i) EXPECT_EQ(producer.next_outcome().code, IPAAS_SUCCEEDED);
  connection.close(milliseconds(1000));
  server.finish();
}

TEST(topic_alias, that_is_unknown_or_too_high_ends_the_connection) {
  for (const std::uint8_t number : {std::uint8_t{1}, std::uint8_t{65}}) {
    scripted_broker server([number](listener& door) {
      peer client = door.accept();
      client.accept_session(v5);
      client.grant_subscription(v5);
      client.send(publish(number == 1 ? "" : "a", number, "x", 1));
      client.wait_for_close();
    });
    const flow_event event = failure_of(settings_for(server, v5));
    EXPECT_EQ(event.error_code(), "MQTT:PROTOCOL_ERROR") << event.error;
    EXPECT_THAT(event.error, testing::HasSubstr("topic alias"));
    server.finish();
  }
}

}  // namespace
}  // namespace ipaas::harness
