// What a form tells people about settings that are allowed.
#include "config/advice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include "expect.h"

namespace ipaas::mqtt::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// The fields with a warning, for a connection to a broker far away, with these members, and an
// operation on it.
std::vector<std::string> warnings_of(const std::string& members, const std::string& more = "") {
  const std::string brokers =
      members.find("brokerUrl") == members.npos ? R"("brokerUrl": "broker.example", )" : "";
  rapidjson::Document report;
  report.Parse(validation_report(R"({"connection": {)" + brokers + R"("clientId": "c")" + members +
                                 "}" + more + "}")
                   .c_str());
  std::vector<std::string> fields;
  for (const auto& each : report["warnings"].GetArray()) {
    fields.emplace_back(each["Field"].GetString());
  }
  return fields;
}

std::string consumer_request(const std::string& members) {
  return R"(, "operation": "consumer", "parameters": {"topics": ["a"])" + members + "}";
}
std::string producer_request(const std::string& members) {
  return R"(, "operation": "producer", "parameters": {)" + members + "}";
}

TEST(advice, has_nothing_to_say_of_usual_settings) {
  EXPECT_THAT(warnings_of(""), IsEmpty());
  EXPECT_THAT(warnings_of(R"(, "username": "u", "password": "p", "protocol": "TLS")"), IsEmpty());
  EXPECT_THAT(warnings_of(R"(, "cleanSession": false, "autoReconnect": true, "keepAlive": "5s")"),
              IsEmpty());
  EXPECT_THAT(warnings_of(R"(, "brokerUrl": "wss://a/mqtt", "webSocketHeaders":
                             {"Authorization": "x"}, "connectTimeout": "5s")"),
              IsEmpty());
  EXPECT_THAT(warnings_of(R"(, "writeTimeout": "30s", "willEnabled": true, "willTopic": "w")",
                          producer_request(R"("topic": "$aws/rules/x", "qos": 1)")),
              IsEmpty());
}

TEST(advice, warns_of_a_password_that_can_be_read_on_the_way) {
  const auto with = [](const std::string& broker) {
    return warnings_of(R"(, "username": "u", "password": "p", "brokerUrl": ")" + broker + '"');
  };
  EXPECT_THAT(with("broker.example"), ElementsAre("/connection/password"));
  EXPECT_THAT(with("ws://10.0.0.1/mqtt"), ElementsAre("/connection/password"));
  EXPECT_THAT(with("localhost, [2001:db8::1]"), ElementsAre("/connection/password"));
  for (const char* local : {"localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:5", "wss://a/mqtt"}) {
    EXPECT_THAT(with(local), IsEmpty()) << local;
  }
}

TEST(advice, warns_of_a_header_that_can_be_read_on_the_way) {
  const auto with = [](const std::string& url, const std::string& header) {
    return warnings_of(R"(, "webSocketHeaders": {")" + header + R"(": "x"}, "brokerUrl": ")" + url +
                       '"');
  };
  EXPECT_THAT(with("ws://a/mqtt", "authorization"), ElementsAre("/connection/webSocketHeaders"));
  EXPECT_THAT(with("ws://a/mqtt", "Cookie"), ElementsAre("/connection/webSocketHeaders"));
  EXPECT_THAT(with("ws://a/mqtt", "X-Flow"), IsEmpty());
  EXPECT_THAT(with("ws://localhost/mqtt", "Cookie"), IsEmpty());
}

TEST(advice, knows_the_usual_ports_and_what_has_no_path) {
  const auto at = [](const std::string& url) {
    return warnings_of(R"(, "brokerUrl": ")" + url + '"');
  };
  EXPECT_THAT(at("a:8883"), ElementsAre("/connection/brokerUrl"));
  EXPECT_THAT(at("mqtts://a:1883"), ElementsAre("/connection/brokerUrl"));
  EXPECT_THAT(at("tcp://a/mqtt"), ElementsAre("/connection/brokerUrl"));
  for (const char* usual : {"a:1883", "mqtts://a:8883", "a:1884", "a/", "ws://a:8883/mqtt"}) {
    EXPECT_THAT(at(usual), IsEmpty()) << usual;
  }
}

TEST(advice, warns_of_a_dead_connection_that_nobody_notices) {
  EXPECT_THAT(warnings_of(R"(, "keepAlive": 0)"), ElementsAre("/connection/keepAlive"));
  EXPECT_THAT(warnings_of(R"(, "keepAlive": "20s", "pingTimeout": "1m")"),
              ElementsAre("/connection/pingTimeout"));
  EXPECT_THAT(warnings_of(R"(, "keepAlive": "60s", "pingTimeout": "1m")"), IsEmpty());
}

TEST(advice, warns_of_too_little_time_over_a_network) {
  EXPECT_THAT(warnings_of(R"(, "connectTimeout": "999ms")"),
              ElementsAre("/connection/connectTimeout"));
  EXPECT_THAT(warnings_of(R"(, "connectTimeout": "1s")"), IsEmpty());
  EXPECT_THAT(warnings_of(R"(, "connectTimeout": "30ms", "brokerUrl": "127.0.0.1")"), IsEmpty());
}

TEST(advice, warns_of_a_kept_session_that_nobody_comes_back_to) {
  const std::string kept = R"(, "cleanSession": false)";
  EXPECT_THAT(warnings_of(kept), ElementsAre("/connection/autoReconnect"));
  EXPECT_THAT(warnings_of(kept + R"(, "autoReconnect": true)"), IsEmpty());
  EXPECT_THAT(warnings_of(kept + R"(, "reconnectStrategy": "CALM")"), IsEmpty());
  const std::string expiring = kept + R"(, "mqttVersion": 5, "autoReconnect": true)";
  EXPECT_THAT(warnings_of(expiring + R"(, "sessionExpiry": "9m")"),
              ElementsAre("/connection/sessionExpiry"));
  EXPECT_THAT(warnings_of(expiring + R"(, "sessionExpiry": "10m")"), IsEmpty());
  EXPECT_THAT(warnings_of(expiring + R"(, "sessionExpiry": "9m", "maxReconnectInterval": "1m")"),
              IsEmpty());
}

TEST(advice, warns_of_times_that_exclude_each_other) {
  EXPECT_THAT(warnings_of(R"(, "writeTimeout": "10s", "outboxMaxAge": "10s")"),
              ElementsAre("/connection/outboxMaxAge"));
  EXPECT_THAT(warnings_of(R"(, "writeTimeout": "10s", "outboxMaxAge": "9s")"), IsEmpty());
  EXPECT_THAT(warnings_of(R"(, "outboxMaxAge": "9s")"), IsEmpty());
  EXPECT_THAT(warnings_of(R"(, "writeTimeout": "500ms", "autoReconnect": true)"),
              ElementsAre("/connection/writeTimeout"));
  EXPECT_THAT(warnings_of(R"(, "writeTimeout": "500ms")"), IsEmpty());
}

TEST(advice, warns_of_topics_that_belong_to_the_broker) {
  EXPECT_THAT(warnings_of(R"(, "willEnabled": true, "willTopic": "$SYS/x")"),
              ElementsAre("/connection/willTopic"));
  EXPECT_THAT(warnings_of("", producer_request(R"("topic": "$share/g/x")")),
              ElementsAre("/parameters/topic"));
  EXPECT_THAT(warnings_of("", consumer_request(R"(, "deadLetterTopic": "$SYS/x")")),
              ElementsAre("/parameters/deadLetterTopic"));
}

TEST(advice, warns_of_a_consumer_that_gets_less_than_it_asks_for) {
  const std::string kept = R"(, "cleanSession": false, "autoReconnect": true)";
  EXPECT_THAT(warnings_of(kept, consumer_request("")), ElementsAre("/parameters/qos"));
  EXPECT_THAT(warnings_of(kept, consumer_request(R"(, "qos": 1)")), IsEmpty());
  EXPECT_THAT(warnings_of(R"(, "order": true)", consumer_request(R"(, "ackOrder": "AS_SETTLED")")),
              ElementsAre("/parameters/ackOrder"));
  EXPECT_THAT(warnings_of("", consumer_request(R"(, "ackOrder": "AS_SETTLED")")), IsEmpty());
}

TEST(advice, warns_of_what_an_early_acknowledgement_leaves_without_effect) {
  const std::string all = R"(, "maxDeliveries": 3, "settleTimeout": "1m", "deadLetterTopic": "d")";
  EXPECT_THAT(warnings_of("", consumer_request(R"(, "ackMode": "IMMEDIATE")" + all)),
              ElementsAre("/parameters/maxDeliveries", "/parameters/settleTimeout",
                          "/parameters/deadLetterTopic"));
  EXPECT_THAT(warnings_of("", consumer_request(all)), IsEmpty());
}

TEST(advice, warns_of_a_producer_that_the_disk_does_not_help) {
  const std::string kept =
      R"(, "cleanSession": false, "autoReconnect": true, "stateDirectory": "d")";
  EXPECT_THAT(warnings_of(kept, producer_request(R"("topic": "a")")),
              ElementsAre("/parameters/qos"));
  EXPECT_THAT(warnings_of(kept, producer_request(R"("topic": "a", "qos": 1)")), IsEmpty());
}

TEST(advice, says_nothing_of_what_is_wrong) {
  EXPECT_THAT(warnings_of(R"(, "cleanSession": false, "autoReconnect": "?")"), IsEmpty());
  EXPECT_THAT(warnings_of(R"(, "username": "u", "password": "p", "protocol": "?")"), IsEmpty());
  EXPECT_THAT(warnings_of(R"(, "cleanSession": "?")", consumer_request(R"(, "qos": 1)")),
              IsEmpty());
}

TEST(advice, is_for_forms_and_not_for_connections_that_are_opened) {
  EXPECT_THAT(parse_connection(R"({"brokerUrl": "a", "clientId": "c", "keepAlive": 0})").warnings,
              IsEmpty());
}

// One mistake, one error: what follows from it is not told as well.
TEST(checks, do_not_blame_a_second_field_for_the_mistake_in_a_first) {
  const auto fields = [](const std::string& members) {
    return fields_of(parse_connection(R"({"brokerUrl": "a")" + members + "}").errors);
  };
  EXPECT_THAT(fields(R"(, "username": 5, "password": "p")"), ElementsAre("/username"));
  EXPECT_THAT(fields(R"(, "mqttVersion": 6, "password": "p")"), ElementsAre("/mqttVersion"));
  EXPECT_THAT(fields(R"(, "clientId": 5, "cleanSession": false, "stateDirectory": "d")"),
              ElementsAre("/clientId"));
  EXPECT_THAT(fields(R"(, "clientId": 5, "sharedAccessKey": "Zg==")"), ElementsAre("/clientId"));
}

TEST(checks, look_at_files_unless_their_fields_are_wrong) {
  const auto errors = [](const std::string& members) {
    const auto check = [](const connection_settings&, std::string_view pointer, problems& found) {
      found.fail(std::string(pointer) + "/clientKey", problem::missing, "clientKey");
    };
    return fields_of(parse_connection(connection_with(members), "", check).errors);
  };
  EXPECT_THAT(errors(R"("order": 1)"), ElementsAre("/order", "/clientKey"));
  EXPECT_THAT(errors(R"("protocol": "TLS", "clientCertificate": 1)"),
              ElementsAre("/clientCertificate"));
}

}  // namespace
}  // namespace ipaas::mqtt::config
