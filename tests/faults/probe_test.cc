// A probe of servers that a real broker is not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "faults/settings.h"
#include "harness/probing.h"

namespace ipaas::harness {
namespace {

using testing::HasSubstr;

// As long as these probes wait for what does not come.
constexpr milliseconds short_time{1500};

json_object wishes(std::string_view topic) {
  return json_object().text("topic", topic).boolean("subscribe", true).boolean("publish", true);
}

void listen_only(listener& door) {
  peer client = door.accept();
  client.take(wire::type::connect);
  client.wait_for_close();
}

TEST(probe_timeout, names_the_step_that_ran) {
  const scripted_broker server(listen_only);
  const auto result = probe(settings_for(server), {}, short_time);
  EXPECT_EQ(result.steps(), "parse ok, name ok, tcp ok, connack failed");
  EXPECT_EQ(result.code("connack"), "MQTT:CONNECT_TIMEOUT");
  EXPECT_EQ(result.text("/error/Stage"), "connack");
}

TEST(probe_timeout, of_the_connection_holds_where_it_is_shorter) {
  const scripted_broker server(listen_only);
  const auto result = probe(settings_for(server).text("connectTimeout", "300ms"));
  EXPECT_EQ(result.code("connack"), "MQTT:CONNECT_TIMEOUT");
  EXPECT_THAT(result.text("/error/Description"), HasSubstr("within 300 ms"));
}

TEST(probe_timeout, of_nothing_is_over_at_once) {
  const scripted_broker server(listen_only);
  const auto result = probe(settings_for(server), {}, milliseconds(0));
  EXPECT_FALSE(result.ok()) << result.report();
  EXPECT_EQ(result.text("/error/Code"), "MQTT:CONNECT_TIMEOUT");
}

// The one that is silent must not take the time of the other.
TEST(probe_timeout, is_shared_by_the_brokers) {
  const scripted_broker silent(listen_only);
  scripted_broker good([](listener& door) {
    peer client = door.accept();
    client.accept_session(v4);
    client.take(wire::type::disconnect);
  });
  const auto result =
      probe(connection_settings(silent.url() + "," + good.url(), "p"), {}, milliseconds(4000));
  EXPECT_EQ(result.code("connack", 0), "MQTT:CONNECT_TIMEOUT");
  EXPECT_EQ(result.steps(1), "parse ok, name ok, tcp ok, connack ok");
  good.finish();
}

TEST(probe_timeout, while_subscribing) {
  const scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.accept_session(v4);
    client.wait_for_close();
  });
  const auto result = probe(settings_for(server), wishes("t"), short_time);
  EXPECT_EQ(result.code("subscribe"), "MQTT:CONNECT_TIMEOUT") << result.report();
  EXPECT_THAT(result.text("/error/Description"), HasSubstr("did not answer SUBSCRIBE"));
}

TEST(probe_timeout, while_publishing) {
  const scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.accept_session(v4);
    client.grant_subscription(v4);
    client.wait_for_close();
  });
  const auto result = probe(settings_for(server), wishes("t"), short_time);
  EXPECT_EQ(result.code("publish"), "MQTT:WRITE_TIMEOUT") << result.report();
}

// Other brokers than mosquitto answer, and drop what they may not pass on.
TEST(probe_timeout, while_the_message_does_not_come_back) {
  const scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.accept_session(v4);
    client.grant_subscription(v4);
    const auto own = wire::read_publish(v4, client.take(wire::type::publish));
    client.send(wire::acknowledgement(wire::type::puback, own.id));
    client.wait_for_close();
  });
  const auto result = probe(settings_for(server), wishes("t/1"), short_time);
  EXPECT_EQ(result.code("receive"), "MQTT:PUBLISH_REJECTED") << result.report();
  EXPECT_THAT(result.text("/error/Description"), HasSubstr("did not hand it back"));
  EXPECT_THAT(result.text(result.at("receive", "/note").c_str()), HasSubstr("\"t/1\""));
}

TEST(probe, says_goodbye) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.accept_session(v4);
    client.take(wire::type::disconnect);
  });
  EXPECT_TRUE(probe(settings_for(server)).ok());
  server.finish();
}

TEST(probe, tells_the_limits_of_the_server) {
  const scripted_broker server([](listener& door) {
    peer client = door.accept();
    // Receive maximum 5, maximum QoS 1, no retained messages, keep alive 17, another client ID.
    client.accept_session(v5, 0,
                          wire::from_hex("21 00 05 24 01 25 00 13 00 11 12") + wire::text("given"));
    client.wait_for_close();
  });
  const auto result = probe(settings_for(server, v5));
  const auto number = [&](const char* name) {
    return number_at(result.report(), result.at("connack", std::string("/found/") + name).c_str());
  };
  EXPECT_EQ(number("receiveMaximum"), 5) << result.report();
  EXPECT_EQ(number("maximumQos"), 1);
  EXPECT_EQ(number("serverKeepAlive"), 17);
  EXPECT_EQ(number("keepAlive"), 17);
  EXPECT_EQ(boolean_at(result.report(), result.at("connack", "/found/retainAvailable").c_str()),
            false);
  EXPECT_EQ(result.text(result.at("connack", "/found/assignedClientIdentifier").c_str()), "given");
}

// AWS IoT does so with client IDs that its policy does not name.
TEST(probe, of_a_broker_that_hangs_up_instead_of_refusing) {
  const scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.take(wire::type::connect);
  });
  const auto result = probe(settings_for(server));
  EXPECT_EQ(result.code("connack"), "MQTT:CONNECTION_LOST") << result.report();
  EXPECT_EQ(result.text("/error/Stage"), "connack");
  EXPECT_THAT(result.text(result.at("connack", "/note").c_str()), HasSubstr("\"faults-probe\""));
}

TEST(probe, of_a_broker_that_hangs_up_later) {
  const scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.accept_session(v4);
    client.grant_subscription(v4);
    client.take(wire::type::publish);
  });
  const auto result = probe(settings_for(server), wishes("t"));
  EXPECT_EQ(result.code("publish"), "MQTT:CONNECTION_LOST") << result.report();
  EXPECT_EQ(result.steps(),
            "parse ok, name ok, tcp ok, connack ok, subscribe ok, publish failed, "
            "receive skipped");
}

// More than the window holds, before the one message that counts: whatever comes is settled.
TEST(probe, reads_on_through_what_others_publish) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.accept_session(v4);
    client.grant_subscription(v4);
    const auto own = wire::read_publish(v4, client.take(wire::type::publish));
    client.send(wire::acknowledgement(wire::type::puback, own.id));
    for (std::uint16_t id = 1; id <= 20; ++id) {
      client.send(wire::publish(v4, {.topic = "t", .payload = "other", .qos = 1, .id = id}));
      client.take(wire::type::puback);
    }
    client.send(wire::publish(v4, {.topic = "t", .payload = own.payload, .qos = 0}));
    client.take(wire::type::disconnect);
  });
  const auto result = probe(settings_for(server).number("maxInFlight", 2), wishes("t"));
  EXPECT_TRUE(result.ok()) << result.report();
  server.finish();
}

}  // namespace
}  // namespace ipaas::harness
