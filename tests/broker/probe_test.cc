// A probe against the real mosquitto: what it finds, what it says when something is wrong, and that
// it disturbs nobody.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "broker/versions.h"
#include "harness/flow.h"
#include "harness/mosquitto_broker.h"
#include "harness/plugin_under_test.h"
#include "harness/probing.h"
#include "harness/reserved_port.h"
#include "harness/test_client.h"
#include "ipaas/host_probe.hpp"

namespace ipaas::harness {
namespace {

using testing::HasSubstr;

json_object both_ways(std::string_view topic) {
  return json_object().text("topic", topic).boolean("subscribe", true).boolean("publish", true);
}

class probing : public testing::TestWithParam<protocol_version> {
 protected:
  json_object settings(const mosquitto_broker& broker) const {
    return connection_settings(broker.url(), "press-7").text("mqttVersion", GetParam().setting);
  }
};

TEST_P(probing, finds_every_step_in_order) {
  const mosquitto_broker broker;
  const probe_result result = probe(settings(broker));
  EXPECT_TRUE(result.ok()) << result.report();
  EXPECT_EQ(result.steps(), "parse ok, name ok, tcp ok, connack ok");
  EXPECT_EQ(result.text("/broker"), broker.url());
  EXPECT_EQ(result.text("/clientId"), "press-7-probe");
  EXPECT_EQ(result.text("/configuredClientId"), "press-7");
  EXPECT_EQ(result.text("/protocol"), "TCP");
  EXPECT_EQ(result.text("/mqttVersion"), GetParam().setting);
  EXPECT_EQ(result.text(result.at("name", "/found/addresses/0").c_str()), "127.0.0.1");
  EXPECT_EQ(number_at(result.report(), result.at("connack", "/found/keepAlive").c_str()), 30);
  EXPECT_EQ(boolean_at(result.report(), result.at("connack", "/found/sessionPresent").c_str()),
            false);
}

TEST_P(probing, publishes_and_reads_it_back) {
  const mosquitto_broker broker;
  for (const char* qos : {"AT_MOST_ONCE", "AT_LEAST_ONCE", "EXACTLY_ONCE"}) {
    const probe_result result = probe(settings(broker), both_ways("probes/here").text("qos", qos));
    EXPECT_TRUE(result.ok()) << result.report();
    EXPECT_EQ(result.steps(),
              "parse ok, name ok, tcp ok, connack ok, subscribe ok, publish ok, receive ok");
    EXPECT_EQ(result.text(result.at("subscribe", "/found/granted/0/filter").c_str()),
              "probes/here");
  }
  // Not retained: it leaves nothing behind.
  test_client later(broker.port());
  later.subscribe("probes/#", 1);
  later.publish("probes/end", "end", 1);
  EXPECT_EQ(later.next_message().payload, "end");
}

TEST_P(probing, does_not_kick_the_live_session) {
  const mosquitto_broker broker;
  const auto connection = plugin_under_test().open_connection(settings(broker).str());
  flow consumer(connection, consumer_request("t", 1));
  consumer.wait_until_up();
  EXPECT_TRUE(probe(settings(broker)).ok());
  test_client(broker.port()).publish("t", "still here", 1);
  EXPECT_EQ(consumer.next_message().payload, "still here");
  EXPECT_TRUE(consumer.events().empty()) << consumer.summary();
}

// mosquitto answers 5 ("not authorised") in 3.x, and 0x87 in MQTT 5, to a wrong password.
TEST_P(probing, names_a_bad_password_and_does_not_repeat_it) {
  const mosquitto_broker broker({.users = {{"anna", "right"}}});
  const probe_result result = probe(
      settings(broker).text("username", "anna").text("password", "canary-4711"), both_ways("t"));
  EXPECT_FALSE(result.ok());
  EXPECT_EQ(result.steps(),
            "parse ok, name ok, tcp ok, connack failed, subscribe skipped, "
            "publish skipped, receive skipped");
  EXPECT_THAT(result.code("connack"),
              testing::AnyOf("MQTT:NOT_AUTHORIZED", "MQTT:BAD_CREDENTIALS"));
  EXPECT_EQ(result.text("/error/Code"), result.code("connack"));
  EXPECT_EQ(result.text(result.at("connack", "/error/Stage").c_str()), "connack");
  EXPECT_EQ(result.text(result.at("connack", "/error/Endpoint").c_str()), broker.url());
  EXPECT_EQ(number_at(result.report(), result.at("connack", "/found/reasonCode").c_str()),
            number_at(result.report(), result.at("connack", "/error/ReasonCode").c_str()));
  EXPECT_THAT(result.text(result.at("connack", "/note").c_str()),
              HasSubstr("\"press-7-probe\" in the place of \"press-7\""));
  EXPECT_EQ(result.report().find("canary"), std::string::npos) << result.report();
  EXPECT_TRUE(
      probe(settings(broker).text("username", "anna").text("password", "right"), both_ways("t"))
          .ok());
}

INSTANTIATE_TEST_SUITE_P(broker, probing, testing::ValuesIn(all_versions),
                         [](const auto& chosen) { return chosen.param.name(); });

TEST(probe, subscribes_to_a_filter_alone) {
  const mosquitto_broker broker;
  const auto result = probe(connection_settings(broker.url(), "p"),
                            json_object().text("topic", "a/#").boolean("subscribe", true));
  EXPECT_EQ(result.steps(), "parse ok, name ok, tcp ok, connack ok, subscribe ok");
}

TEST(probe, publishes_alone) {
  const mosquitto_broker broker;
  test_client watching(broker.port());
  watching.subscribe("a", 1);
  const auto result = probe(connection_settings(broker.url(), "p"),
                            json_object().text("topic", "a").boolean("publish", true));
  EXPECT_EQ(result.steps(), "parse ok, name ok, tcp ok, connack ok, publish ok");
  EXPECT_THAT(watching.next_message().payload, testing::StartsWith("ipaas-probe "));
}

TEST(probe, finds_its_message_among_others) {
  const mosquitto_broker broker;
  test_client noise(broker.port());
  noise.publish("busy", "retained", 1, true);
  const auto result =
      probe(connection_settings(broker.url(), "p").number("maxInFlight", 1), both_ways("busy"));
  EXPECT_TRUE(result.ok()) << result.report();
}

TEST(probe, keeps_no_session_and_sends_no_will) {
  const mosquitto_broker broker;
  test_client watching(broker.port());
  watching.subscribe("#", 1);
  const auto settings = connection_settings(broker.url(), "p")
                            .boolean("cleanSession", false)
                            .boolean("willEnabled", true)
                            .text("willTopic", "wills")
                            .text("willPayload", "gone");
  for (int round = 0; round < 2; ++round) {
    const auto result =
        probe(settings, json_object().text("topic", "a").boolean("subscribe", true));
    EXPECT_TRUE(result.ok()) << result.report();
    EXPECT_EQ(boolean_at(result.report(), result.at("connack", "/found/sessionPresent").c_str()),
              false);
  }
  watching.publish("end", "end", 1);
  EXPECT_EQ(watching.next_message().topic, "end");
}

TEST(probe, of_the_same_connection_many_at_once) {
  const mosquitto_broker broker;
  const auto settings = connection_settings(broker.url(), "p").text("mqttVersion", "5");
  std::vector<std::string> client_ids(8);
  std::vector<std::thread> threads;
  for (std::string& id : client_ids) {
    threads.emplace_back([&] {
      const auto result = probe(settings, both_ways("together"));
      if (result.ok()) id = result.text("/clientId");
    });
  }
  for (std::thread& each : threads) each.join();
  EXPECT_THAT(client_ids, testing::Each(testing::StartsWith("p-probe")));
}

TEST(probe, of_a_refused_port) {
  const reserved_port nobody;
  const std::string url = nobody.address();
  const auto result = probe(connection_settings(url, "p"));
  EXPECT_EQ(result.steps(), "parse ok, name ok, tcp failed, connack skipped");
  EXPECT_EQ(result.code("tcp"), "MQTT:CONNECT_REFUSED");
  EXPECT_EQ(result.text(result.at("tcp", "/error/Endpoint").c_str()), url);
}

// The domain "invalid" never resolves (RFC 6761), with or without a name server.
TEST(probe, of_a_name_that_is_unknown) {
  const auto result = probe(connection_settings("broker.invalid:1883", "p"));
  EXPECT_EQ(result.steps(), "parse ok, name failed, tcp skipped, connack skipped");
  EXPECT_THAT(result.code("name"), testing::AnyOf("MQTT:DNS", "MQTT:CONNECT_TIMEOUT"));
}

TEST(probe, of_a_list_with_a_dead_broker) {
  const mosquitto_broker alive;
  const reserved_port nobody;
  const std::string dead = nobody.address();
  const auto result = probe(connection_settings(dead + "," + alive.url(), "p"), both_ways("t"));
  EXPECT_FALSE(result.ok());
  EXPECT_EQ(result.passed(), 1);
  EXPECT_EQ(result.text("/broker"), alive.url());
  EXPECT_EQ(result.text("/error/Endpoint"), dead);
  EXPECT_EQ(result.code("tcp", 0), "MQTT:CONNECT_REFUSED");
  EXPECT_EQ(result.steps(1),
            "parse ok, name ok, tcp ok, connack ok, subscribe ok, publish ok, receive ok");
}

// An access file denies no subscription in mosquitto 2.0; its dynamic security plugin does.
TEST(probe, of_a_broker_that_refuses_the_subscription) {
  const temporary_folder folder;
  const auto rules = folder.write(
      "rules.json",
      R"({"defaultACLAccess": {"publishClientSend": true, "publishClientReceive": true,)"
      R"( "subscribe": false, "unsubscribe": true}, "clients": [], "groups": [], "roles": []})");
  const mosquitto_broker broker(
      {.extra_lines = {"plugin /usr/lib/" IPAAS_MACHINE "/mosquitto_dynamic_security.so",
                       "plugin_opt_config_file " + rules.string()}});
  for (const char* version : {"3.1.1", "5"}) {
    const auto result = probe(connection_settings(broker.url(), "p").text("mqttVersion", version),
                              both_ways("forbidden"));
    EXPECT_EQ(result.steps(),
              "parse ok, name ok, tcp ok, connack ok, subscribe failed, publish skipped, "
              "receive skipped");
    EXPECT_EQ(result.code("subscribe"), "MQTT:SUBSCRIBE_REJECTED");
    EXPECT_THAT(result.text("/error/Description"), HasSubstr("forbidden"));
  }
}

TEST(probe, of_a_topic_that_may_not_be_written_to) {
  const mosquitto_broker broker({.access_rules = "topic read #\n"});
  const auto settings = connection_settings(broker.url(), "p");
  const auto said = probe(json_object(settings).text("mqttVersion", "5"), both_ways("forbidden"));
  EXPECT_EQ(said.code("publish"), "MQTT:NOT_AUTHORIZED") << said.report();
  EXPECT_EQ(number_at(said.report(), said.at("publish", "/error/ReasonCode").c_str()), 0x87);
  // Version 3.1.1 has no words for that: mosquitto ends the connection.
  const auto unsaid = probe(settings, both_ways("forbidden"));
  // Its PUBACK comes first; the reset that follows overtakes it, or does not.
  if (unsaid.code("publish").empty()) {
    EXPECT_EQ(unsaid.code("receive"), "MQTT:CONNECTION_LOST") << unsaid.report();
    return;
  }
  EXPECT_EQ(unsaid.code("publish"), "MQTT:CONNECTION_LOST") << unsaid.report();
  EXPECT_THAT(unsaid.text(unsaid.at("publish", "/note").c_str()), HasSubstr("\"forbidden\""));
}

TEST(probe, speaks_the_language_of_the_settings) {
  const reserved_port nobody;
  const auto result = probe(
      connection_settings(nobody.address(), "p").text("language", "zh").text("errorCodes", "core"));
  EXPECT_EQ(result.code("tcp"), "CORE:RUNTIME");
  EXPECT_THAT(result.text("/error/Description"), HasSubstr("防火墙"));
}

TEST(probe, refuses_settings_that_are_wrong_at_their_field) {
  const host::connection_probe probe(plugin_under_test());
  try {
    static_cast<void>(probe.run(R"({"connection": {"brokerUrl": "h:0"}})", patience));
    FAIL();
  } catch (const host::failure& refused) {
    EXPECT_EQ(refused.status(), IPAAS_BAD_CONFIGURATION);
    EXPECT_EQ(text_at(refused.details(), "/Field"), "/connection/brokerUrl") << refused.details();
  }
}

}  // namespace
}  // namespace ipaas::harness
