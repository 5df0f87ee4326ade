// What the broker or the plugin refuses, and the words for it.
#include <gtest/gtest.h>

#include "broker/versions.h"
#include "harness/flow.h"
#include "harness/mosquitto_broker.h"
#include "harness/plugin_under_test.h"
#include "harness/reserved_port.h"
#include "harness/test_client.h"

namespace ipaas::harness {
namespace {

class refusal : public testing::TestWithParam<protocol_version> {
 protected:
  json_object settings(const mosquitto_broker& broker) {
    return connection_settings(broker.url(), "refused").text("mqttVersion", GetParam().setting);
  }
};

TEST_P(refusal, wrong_password) {
  mosquitto_broker broker({.users = {{"anna", "right"}}});
  const auto connection = plugin_under_test().open_connection(
      settings(broker).text("username", "anna").text("password", "wr0ng-secret").str());
  flow consumer(connection, consumer_request("t", 1));
  const flow_event event = consumer.wait_for_failure();
  EXPECT_EQ(event.code, IPAAS_EVENT_FAILED);
  // mosquitto answers 5 ("not authorised") in 3.x, and 0x87 in MQTT 5, to a wrong password.
  EXPECT_TRUE(event.error_code() == "MQTT:NOT_AUTHORIZED" ||
              event.error_code() == "MQTT:BAD_CREDENTIALS")
      << event.error;
  EXPECT_EQ(event.error.find("wr0ng-secret"), std::string::npos) << "the error tells the password";
}

TEST_P(refusal, right_password) {
  mosquitto_broker broker({.users = {{"anna", "right"}}});
  const auto connection = plugin_under_test().open_connection(
      settings(broker).text("username", "anna").text("password", "right").str());
  flow consumer(connection, consumer_request("t", 1));
  consumer.wait_until_up();
}

INSTANTIATE_TEST_SUITE_P(broker, refusal, testing::ValuesIn(all_versions),
                         [](const auto& chosen) { return chosen.param.name(); });

// An access file denies no subscription in mosquitto 2.0; its dynamic security plugin does, with
// 0x80 in 3.1.1 and 0x87 in MQTT 5. In 3.1 there is no way to say so.
class refused_subscription : public testing::TestWithParam<protocol_version> {};

TEST_P(refused_subscription, names_the_filter) {
  temporary_folder folder;
  const auto rules = folder.write(
      "rules.json",
      R"({"defaultACLAccess": {"publishClientSend": true, "publishClientReceive": true,)"
      R"( "subscribe": false, "unsubscribe": true}, "clients": [], "groups": [], "roles": []})");
  mosquitto_broker broker(
      {.extra_lines = {"plugin /usr/lib/" IPAAS_MACHINE "/mosquitto_dynamic_security.so",
                       "plugin_opt_config_file " + rules.string()}});
  const auto connection = plugin_under_test().open_connection(
      connection_settings(broker.url(), "denied").text("mqttVersion", GetParam().setting).str());
  flow consumer(connection, consumer_request("forbidden/#", 1));
  const flow_event event = consumer.wait_for_failure();
  EXPECT_EQ(event.error_code(), "MQTT:SUBSCRIBE_REJECTED") << event.error;
  EXPECT_NE(event.error.find("forbidden/#"), std::string::npos) << event.error;
}

INSTANTIATE_TEST_SUITE_P(broker, refused_subscription,
                         testing::Values(all_versions[1], all_versions[2]),
                         [](const auto& chosen) { return chosen.param.name(); });

TEST(refused_publication, has_its_reason_in_version_5) {
  mosquitto_broker broker({.access_rules = "topic read #\ntopic write allowed/#\n"});
  const auto connection = plugin_under_test().open_connection(
      connection_settings(broker.url(), "writer").text("mqttVersion", "5").str());
  flow producer(connection, producer_request("${attribute.to}", 1));
  EXPECT_EQ(producer.publish_and_wait("x", R"({"to":"allowed/a"})").code, IPAAS_SUCCEEDED);
  const flow_outcome outcome = producer.publish_and_wait("x", R"({"to":"forbidden/a"})");
  EXPECT_NE(outcome.code, IPAAS_SUCCEEDED);
  EXPECT_EQ(number_at(outcome.error, "/ReasonCode"), 0x87) << outcome.error;
}

TEST(topic_to_publish, with_a_wildcard_is_invalid_for_that_message_alone) {
  mosquitto_broker broker;
  const auto connection =
      plugin_under_test().open_connection(connection_settings(broker.url(), "wild").str());
  flow producer(connection, producer_request("a/${attribute.to}", 1));
  for (const char* attribute : {R"({"to":"+"})", R"({"to":"x/#"})", R"({"to":"x\u0000"})", "{}"}) {
    const flow_outcome outcome = producer.publish_and_wait("x", attribute);
    EXPECT_EQ(outcome.code, IPAAS_FAILED) << attribute;
    EXPECT_EQ(outcome.error_code(), "MQTT:TOPIC_INVALID") << outcome.error;
  }
  EXPECT_EQ(producer.publish_and_wait("x", R"({"to":"b"})").code, IPAAS_SUCCEEDED);
}

TEST(refused_port, says_so_with_the_endpoint) {
  const reserved_port nobody;
  const std::string url = nobody.address();
  const auto connection =
      plugin_under_test().open_connection(connection_settings(url, "nobody").str());
  flow consumer(connection, consumer_request("t", 1));
  const flow_event event = consumer.wait_for_event(IPAAS_EVENT_FAILED);
  EXPECT_EQ(event.error_code(), "MQTT:CONNECT_REFUSED") << event.error;
  EXPECT_EQ(text_at(event.error, "/Endpoint"), url) << event.error;
}

TEST(refused_port, is_tried_again_when_the_settings_ask_for_it) {
  mosquitto_broker broker;
  broker.stop();
  const auto connection =
      plugin_under_test().open_connection(connection_settings(broker.url(), "patient")
                                              .boolean("connectRetry", true)
                                              .text("connectRetryInterval", "100ms")
                                              .str());
  flow consumer(connection, consumer_request("t", 1));
  consumer.wait_for_event(IPAAS_EVENT_DOWN);
  broker.start();
  consumer.wait_until_up();
}

}  // namespace
}  // namespace ipaas::harness
