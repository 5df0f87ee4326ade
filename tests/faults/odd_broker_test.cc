// What a broker may do and a good one does not: refusals of filters for every reason, goodbyes,
// kicks, answers to nothing, and redelivery in an order of its own.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "faults/settings.h"

namespace ipaas::harness {
namespace {

using wire::acknowledgement;
using wire::type;

class suback_reason : public testing::TestWithParam<int> {};

TEST_P(suback_reason, is_named) {
  const char reason = static_cast<char>(GetParam());
  scripted_broker server([reason](listener& door) {
    peer client = door.accept();
    client.accept_session(v5);
    const auto request = wire::read_subscribe(v5, client.take(type::subscribe));
    client.send(wire::suback(v5, request.id, {&reason, 1}));
    client.wait_for_close();
  });
  const flow_event event = failure_of(settings_for(server, v5));
  EXPECT_EQ(event.error_code(), "MQTT:SUBSCRIBE_REJECTED") << event.error;
  EXPECT_EQ(number_at(event.error, "/ReasonCode"), GetParam()) << event.error;
}

INSTANTIATE_TEST_SUITE_P(faults, suback_reason,
                         testing::Values(0x80, 0x83, 0x87, 0x8F, 0x91, 0x97, 0x9E, 0xA1, 0xA2));

struct goodbye {
  int reason;
  const char* code;
};
std::ostream& operator<<(std::ostream& out, const goodbye& value) { return out << value.reason; }

class disconnect_reason : public testing::TestWithParam<goodbye> {};

TEST_P(disconnect_reason, is_named) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.accept_session(v5);
    client.grant_subscription(v5);
    client.send(wire::packet(0xE0, std::string(1, static_cast<char>(GetParam().reason))));
    client.wait_for_close();
  });
  const flow_event event = failure_of(settings_for(server, v5));
  EXPECT_EQ(event.error_code(), GetParam().code) << event.error;
  EXPECT_EQ(number_at(event.error, "/ReasonCode"), GetParam().reason) << event.error;
}

INSTANTIATE_TEST_SUITE_P(
    faults, disconnect_reason,
    testing::Values(goodbye{0x80, "MQTT:CONNECTION_LOST"}, goodbye{0x82, "MQTT:PROTOCOL_ERROR"},
                    goodbye{0x87, "MQTT:NOT_AUTHORIZED"}, goodbye{0x8B, "MQTT:SERVER_UNAVAILABLE"},
                    goodbye{0x8D, "MQTT:PING_TIMEOUT"}, goodbye{0x8E, "MQTT:CLIENT_ID_TAKEN"},
                    goodbye{0x93, "MQTT:PROTOCOL_ERROR"}, goodbye{0x95, "MQTT:PACKET_TOO_LARGE"},
                    goodbye{0x98, "MQTT:CONNECTION_LOST"},
                    goodbye{0x9C, "MQTT:SERVER_UNAVAILABLE"}));

// A 3.1.1 broker says nothing when it throws a client out; of three short lives the pattern tells.
TEST(kick, without_a_reason_is_named_after_three_short_lives) {
  scripted_broker server([](listener& door) {
    for (int life = 0; life < 3; ++life) {
      peer client = door.accept();
      client.accept_session(v4);
      client.grant_subscription(v4);
      client.reset();
    }
    door.wait_until_cut();
  });
  const auto connection = plugin_under_test().open_connection(resuming_settings(server).str());
  flow consumer(connection, consumer_request("#", 1));
  std::vector<std::string> codes;
  for (int life = 0; life < 3; ++life) {
    codes.push_back(consumer.wait_for_event(IPAAS_EVENT_DOWN).error_code());
  }
  EXPECT_EQ(codes, (std::vector<std::string>{"MQTT:CONNECTION_LOST", "MQTT:CONNECTION_LOST",
                                             "MQTT:CLIENT_ID_TAKEN"}));
}

// The same three messages come again in another order; each is answered, none handed over again.
TEST(redelivery, in_another_order_is_answered_once_each) {
  static constexpr std::array<std::uint16_t, 3> first_order{1, 2, 3};
  static constexpr std::array<std::uint16_t, 3> second_order{3, 1, 2};
  const auto packet_of = [](std::uint16_t id, bool again) {
    return wire::publish(v4, {.topic = "t",
                              .payload = std::to_string(id),
                              .qos = static_cast<std::uint8_t>(id == 3 ? 1 : 2),
                              .id = id,
                              .duplicate = again});
  };
  scripted_broker server([&packet_of](listener& door) {
    {
      peer client = door.accept();
      client.accept_session(v4);
      client.grant_subscription(v4);
      for (const std::uint16_t id : first_order) client.send(packet_of(id, false));
      client.take(type::publish);  // the flow holds them
      client.reset();
    }
    peer client = door.accept();
    client.accept_session(v4, session_present);
    for (const std::uint16_t id : second_order) client.send(packet_of(id, true));
    client.send(wire::publish(v4, {.topic = "t", .payload = "border", .qos = 0}));
    std::vector<std::uint16_t> answered;
    while (answered.size() < 3) {
      const std::string packet = client.read_packet();
      const type kind = wire::type_of(packet);
      if (kind == type::subscribe) {
        client.send(wire::suback(v4, wire::identifier_of(packet), "\2"));
      } else {
        EXPECT_EQ(kind, wire::identifier_of(packet) == 3 ? type::puback : type::pubrec);
        answered.push_back(wire::identifier_of(packet));
      }
    }
    std::sort(answered.begin(), answered.end());
    EXPECT_EQ(answered, (std::vector<std::uint16_t>{1, 2, 3}));
    client.send(wire::publish(v4, {.topic = "t", .payload = "answered", .qos = 0}));
    client.wait_for_close();
  });
  auto connection = plugin_under_test().open_connection(resuming_settings(server).str());
  flow consumer(connection, consumer_request("t", 2));
  flow signal(connection, producer_request("held", 0));
  const auto held = consumer.next_messages(3);
  signal.publish(1, "now");
  EXPECT_EQ(consumer.next_message().payload, "border") << "a repeated message came again";
  for (const flow_message& message : held) consumer.accept(message);
  EXPECT_EQ(consumer.next_message().payload, "answered") << "a settled message came again";
  connection.close(milliseconds(1000));
  server.finish();
}

TEST(receive_maximum, of_one_lets_one_exchange_after_the_other_pass) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.accept_session(v5, 0, wire::from_hex("21 00 01"));
    for (int i = 0; i < 5; ++i) {
      const auto message = wire::read_publish(v5, client.take(type::publish));
      EXPECT_EQ(message.payload, std::to_string(i));
      EXPECT_FALSE(client.has_input()) << "a second message is in flight";
      client.send(acknowledgement(type::pubrec, message.id));
      client.take(type::pubrel);
      EXPECT_FALSE(client.has_input()) << "the exchange is not over";
      client.send(acknowledgement(type::pubcomp, message.id));
    }
    client.wait_for_close();
  });
  auto connection = plugin_under_test().open_connection(settings_for(server, v5).str());
  flow producer(connection, producer_request("t", 2));
  for (std::uint64_t i = 0; i < 5; ++i) producer.publish(i, std::to_string(i));
  for (std::uint64_t i = 0; i < 5; ++i) EXPECT_EQ(producer.next_outcome().token, i);
  connection.close(milliseconds(1000));
  server.finish();
}

// Answers that come again are harmless where the protocol allows them.
TEST(answer, that_comes_twice) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.accept_session(v4);
    const auto id = wire::read_publish(v4, client.take(type::publish)).id;
    client.send(acknowledgement(type::pubrec, id) + acknowledgement(type::pubrec, id));
    EXPECT_EQ(wire::identifier_of(client.take(type::pubrel)), id);
    client.send(acknowledgement(type::pubcomp, id));
    client.wait_for_close();
  });
  auto connection = plugin_under_test().open_connection(settings_for(server).str());
  flow producer(connection, producer_request("t", 2));
  EXPECT_EQ(producer.publish_and_wait("x").code, IPAAS_SUCCEEDED);
  connection.close(milliseconds(1000));
  server.finish();
}

// The broker gives an identifier to another message while the flow holds the first: both are
// messages, but only the second can still be acknowledged.
TEST(reused_identifier, is_another_message) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.accept_session(v4);
    client.grant_subscription(v4);
    client.send(wire::publish(v4, {.topic = "t", .payload = "first", .qos = 1, .id = 5}));
    client.send(wire::publish(v4, {.topic = "t", .payload = "second", .qos = 1, .id = 5}));
    EXPECT_EQ(wire::identifier_of(client.take(type::puback)), 5);
    // Free again, and used again.
    client.send(wire::publish(v4, {.topic = "t", .payload = "third", .qos = 1, .id = 5}));
    EXPECT_EQ(wire::identifier_of(client.take(type::puback)), 5);
    client.take(type::disconnect);
  });
  auto connection = plugin_under_test().open_connection(settings_for(server).str());
  flow consumer(connection, consumer_request("t", 1));
  const auto two = consumer.next_messages(2);
  EXPECT_EQ(two[0].payload, "first");
  EXPECT_EQ(two[1].payload, "second");
  consumer.accept(two[0]);
  consumer.accept(two[1]);
  const flow_message third = consumer.next_message();
  EXPECT_EQ(third.payload, "third");
  consumer.accept(third);
  consumer.stop();
  connection.close(milliseconds(1000));
  server.finish();
}

TEST(suback, for_another_request_is_a_protocol_error) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.accept_session(v4);
    const auto request = wire::read_subscribe(v4, client.take(type::subscribe));
    client.send(wire::suback(v4, static_cast<std::uint16_t>(request.id + 1), "\1"));
    client.wait_for_close();
  });
  const flow_event event = failure_of(settings_for(server));
  EXPECT_EQ(event.error_code(), "MQTT:PROTOCOL_ERROR") << event.error;
}

}  // namespace
}  // namespace ipaas::harness
