// What the events of a connection tell an operator.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "faults/settings.h"

namespace ipaas::harness {
namespace {

TEST(events, tell_the_life_of_a_connection) {
  scripted_broker server([](listener& door) {
    {
      peer client = door.accept();
      // Receive Maximum 5, Maximum Packet Size 4096, Server Keep Alive 60
      client.accept_session(v5, 0, wire::from_hex("21 00 05 27 00 00 10 00 13 00 3C"));
      client.grant_subscription(v5);
    }
    peer client = door.accept();
    client.accept_session(v5, session_present);
    client.grant_subscription(v5);
    client.wait_for_close();
  });
  const auto connection = plugin_under_test().open_connection(
      resuming_settings(server, v5).text("sessionExpiry", "1h").str());
  flow consumer(connection, consumer_request("a/#", 1));

  const auto first = consumer.wait_for_event(IPAAS_EVENT_UP).attribute;
  EXPECT_EQ(text_at(first, "/code"), "MQTT:UP") << first;
  EXPECT_EQ(text_at(first, "/broker"), server.url()) << first;
  EXPECT_EQ(text_at(first, "/version"), "5") << first;
  EXPECT_EQ(text_at(first, "/session"), "new") << first;
  EXPECT_EQ(number_at(first, "/receiveMaximum"), 5) << first;
  EXPECT_EQ(number_at(first, "/maximumPacketSize"), 4096) << first;
  EXPECT_EQ(number_at(first, "/keepAlive"), 60) << first;
  EXPECT_EQ(text_at(first, "/granted/0/filter"), "a/#") << first;
  EXPECT_EQ(number_at(first, "/granted/0/qos"), 1) << first;

  const auto down = consumer.wait_for_event(IPAAS_EVENT_DOWN).attribute;
  EXPECT_EQ(text_at(down, "/level"), "warning") << down;
  EXPECT_EQ(text_at(down, "/code"), "MQTT:CONNECTION_LOST") << down;
  EXPECT_EQ(text_at(down, "/endedBy"), "broker") << down;
  EXPECT_EQ(number_at(down, "/retryInMs").value_or(1'000'000) <= 100, true) << down;
  EXPECT_EQ(text_at(down, "/retryAt").value_or("").size(), 24U) << down;

  const auto again = consumer.wait_for_event(IPAAS_EVENT_CONNECTING).attribute;
  EXPECT_EQ(number_at(again, "/attempt"), 2) << again;
  EXPECT_GT(number_at(again, "/waitedMs").value_or(0), 0) << again;
  const auto second = consumer.wait_for_event(IPAAS_EVENT_UP).attribute;
  EXPECT_EQ(text_at(second, "/session"), "resumed") << second;
  EXPECT_EQ(number_at(second, "/receiveMaximum"), 1000) << second;
}

TEST(events, name_the_loop_of_two_clients_with_one_id) {
  scripted_broker server([](listener& door) {
    for (int i = 0; i < 3; ++i) {
      peer client = door.accept();
      client.accept_session(v4);
      client.grant_subscription(v4);
    }
  });
  const auto connection = plugin_under_test().open_connection(resuming_settings(server).str());
  flow consumer(connection, consumer_request("#", 1));
  std::string codes;
  for (int i = 0; i < 3; ++i) {
    codes += consumer.wait_for_event(IPAAS_EVENT_DOWN).error_code() + ' ';
  }
  EXPECT_EQ(codes, "MQTT:CONNECTION_LOST MQTT:CONNECTION_LOST MQTT:CLIENT_ID_TAKEN ");
}

TEST(events, say_why_a_broker_of_the_list_was_passed_over) {
  std::promise<void> is_open;  // an event before the first operation has nobody to go to
  scripted_broker first([&](listener& door) {
    peer client = door.accept();
    client.take(wire::type::connect);
    is_open.get_future().wait_for(patience);
    client.send(wire::connack(v4, 3));  // server unavailable
    client.wait_for_close();
  });
  scripted_broker second([](listener& door) {
    peer client = door.accept();
    client.accept_session(v4);
    client.grant_subscription(v4);
    client.wait_for_close();
  });
  const auto connection = plugin_under_test().open_connection(
      connection_settings(first.url() + ',' + second.url(), "list")
          .boolean("cleanSession", false)
          .str());
  flow consumer(connection, consumer_request("#", 1));
  is_open.set_value();
  const flow_event passed = consumer.wait_for_event(IPAAS_EVENT_WARNING);
  EXPECT_EQ(passed.error_code(), "MQTT:SERVER_UNAVAILABLE");
  EXPECT_EQ(text_at(passed.attribute, "/broker"), first.url()) << passed.attribute;
  const auto up = consumer.wait_for_event(IPAAS_EVENT_UP).attribute;
  EXPECT_EQ(text_at(up, "/broker"), second.url()) << up;
}

// Until the client's CONNECT has come, its operation is not open; all was told before that.
TEST(events, of_an_attempt_are_told_to_an_operation_that_comes_after_it) {
  scripted_broker first([](listener& door) {
    peer client = door.accept();
    client.take(wire::type::connect);
    client.send(wire::connack(v4, 3));  // server unavailable
    client.wait_for_close();
  });
  std::promise<void> is_reached;
  scripted_broker second([&](listener& door) {
    peer client = door.accept();
    client.accept_session(v4);
    is_reached.set_value();
    client.wait_for_close();
  });
  const auto connection = plugin_under_test().open_connection(
      connection_settings(first.url() + ',' + second.url(), "late").str());
  is_reached.get_future().wait();
  flow producer(connection, producer_request("t", 1));
  const flow_event passed = producer.wait_for_event(IPAAS_EVENT_WARNING);
  EXPECT_EQ(passed.error_code(), "MQTT:SERVER_UNAVAILABLE");
  EXPECT_EQ(text_at(passed.attribute, "/broker"), first.url()) << passed.attribute;
  producer.wait_until_up();
}

TEST(events, say_of_every_operation_that_its_broker_is_not_verified) {
  std::promise<void> is_reached;
  scripted_broker server([&](listener& door) {
    const tls_server speaks;
    peer client = door.accept(speaks);
    client.accept_session(v4);
    is_reached.set_value();
    client.wait_for_close();
  });
  const auto connection =
      plugin_under_test().open_connection(connection_settings(server.url(entrance::tls), "late")
                                              .boolean("insecureSkipVerify", true)
                                              .str());
  is_reached.get_future().wait();
  for (int i = 0; i < 2; ++i) {
    flow producer(connection, producer_request("t", 1));
    producer.wait_until_up();
    EXPECT_THAT(producer.summary(), testing::HasSubstr("MQTT:TLS_UNVERIFIED"));
  }
}

TEST(events, say_who_ended_a_connection_for_good) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.take(wire::type::connect);
    client.send("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n");
    client.wait_for_close();
  });
  const flow_event failed = failure_of(settings_for(server));
  EXPECT_EQ(failed.code, IPAAS_EVENT_FAILED);
  EXPECT_EQ(text_at(failed.attribute, "/endedBy"), "us") << failed.attribute;
}

}  // namespace
}  // namespace ipaas::harness
