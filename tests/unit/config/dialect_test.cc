// Documents of other systems: what they become, what is said of them, and where.
#include "config/dialects/dialect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "config/connection_update.h"
#include "config/dialects/conversion_report.h"
#include "config/dialects/native_form.h"
#include "config/dialects/renaming.h"
#include "config/probe_request.h"
#include "expect.h"
#include "harness/paths.h"
#include "message/base64.h"
#include "transport/tls/certificate_check.h"

namespace ipaas::mqtt::config {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

json_value value_of(std::string_view text) { return std::get<json_value>(parse_json(text)); }

dialect dialect_of_text(std::string_view text) {
  return translate_part(value_of(text), document_part::connection, "").from;
}

connection_settings connection_of(std::string_view document) {
  const auto result = parse_connection(document);
  return result.errors.empty()
             ? result.settings
             : throw std::logic_error(result.errors[0].field + ": " + result.errors[0].description);
}

// A document of eKuiper with these members behind a server.
std::string sink(std::string_view members) {
  return R"({"mqtt": {"server": "tcp://h", "protocolVersion": "3.1.1", "topic": "t")" +
         std::string(members) + "}}";
}

std::string thingpark(std::string_view members) {
  return R"({"connectorId": "actility-mqtt-iot", "name": "n",
             "configuration": {"hostName": "h:8883", "protocol": "SSL", "username": "u")" +
         std::string(members) + "}}";
}

// A working directory with the key and the certificate of the sample for AWS.
class in_folder_with_keys {
 public:
  in_folder_with_keys() {
    const fs::path corpus = harness::source_path("schema/examples/valid");
    std::ifstream in(corpus / "ekuiper-aws-iot-inline.json");
    const json_value file = value_of(std::string{std::istreambuf_iterator<char>(in), {}});
    const json_value* sink = file.member("request")->member("connection")->member("mqtt");
    std::string name = fs::temp_directory_path() / "ipaas-keys-XXXXXX";
    folder_ = ::mkdtemp(name.data());
    fs::create_directory(folder_ / "keys");
    write("keys/d3807d9fa5-certificate.pem", *sink->member("certificationRaw"));
    write("keys/d3807d9fa5-private.pem.key", *sink->member("privateKeyRaw"));
    fs::current_path(folder_);
  }
  ~in_folder_with_keys() {
    fs::current_path(before_);
    fs::remove_all(folder_);
  }
  in_folder_with_keys(const in_folder_with_keys&) = delete;
  in_folder_with_keys& operator=(const in_folder_with_keys&) = delete;

 private:
  void write(const char* file, const json_value& base64) const {
    std::ofstream(folder_ / file) << from_base64(base64.text).value();
  }
  fs::path before_ = fs::current_path();
  fs::path folder_;
};

// --- which one it is ---

TEST(dialect, follows_from_the_shape) {
  EXPECT_EQ(dialect_of_text(R"({"mqtt": {}})"), dialect::ekuiper);
  EXPECT_EQ(dialect_of_text(R"({"default": {"qos": 1}})"), dialect::ekuiper);
  EXPECT_EQ(dialect_of_text(R"({"SERVER": "h"})"), dialect::ekuiper);
  EXPECT_EQ(dialect_of_text(R"({"configuration": {}})"), dialect::thingpark);
  EXPECT_EQ(dialect_of_text(R"({"Broker URL": "h"})"), dialect::tencent);
  EXPECT_EQ(dialect_of_text(R"({"用户名": "h"})"), dialect::tencent);
  EXPECT_EQ(dialect_of_text(R"({"device_key": "h"})"), dialect::actorcloud);
}

// Names that others use too must not take a document of our own away.
TEST(dialect, is_native_otherwise) {
  for (const char* document :
       {R"({"brokerUrl": "h", "clientId": "c"})", R"({"brokerUrl": "h", "server": "h"})",
        R"({"topics": ["a"], "qos": 1})", R"({"topic": "a", "userProperties": {"server": "x"}})",
        R"({"clientId": "c", "username": "u"})", R"({"mqtt": 5})", R"({"qos": 1})", "{}", "[]",
        "5"}) {
    EXPECT_EQ(dialect_of_text(document), dialect::native) << document;
  }
}

TEST(dialect, may_be_named) {
  EXPECT_EQ(dialect_of_text(R"({"dialect": "tencent"})"), dialect::tencent);
  const auto native = connection_of(R"({"dialect": "native", "brokerUrl": "h"})");
  EXPECT_EQ(native.brokers[0].host, "h");
  EXPECT_THAT(only_error(parse_connection(R"({"dialect": "x", "brokerUrl": "h"})")),
              StartsWith("/dialect: dialect is \"x\", but must be one of native, ekuiper"));
}

// --- eKuiper ---

TEST(ekuiper, behaves_as_there_where_nothing_is_said) {
  const auto settings = connection_of(sink(""));
  EXPECT_TRUE(settings.auto_reconnect);
  EXPECT_TRUE(settings.connect_retry);
  EXPECT_EQ(settings.max_reconnect_interval, std::chrono::seconds(10));
  EXPECT_EQ(settings.connect_timeout, std::chrono::seconds(5));
  EXPECT_EQ(settings.write_timeout, std::chrono::seconds(5));
  const auto mqtt_5 = connection_of(
      R"({"mqtt": {"server": "h", "protocolVersion": 5, "clientId": "a",
                   "enableClientSession": "true"}})");
  EXPECT_EQ(mqtt_5.keep_alive, std::chrono::seconds(20));
  EXPECT_EQ(mqtt_5.session_expiry, std::chrono::seconds(60));
  EXPECT_EQ(mqtt_5.max_reconnect_interval, std::chrono::seconds(1));
  EXPECT_FALSE(mqtt_5.clean_session);
}

TEST(ekuiper, takes_3_1_1_for_a_version_that_is_not_given) {
  const auto parsed = parse_connection(R"({"mqtt": {"server": "h"}})");
  EXPECT_EQ(parsed.settings.mqtt_version, protocol::version::v3_1_1);
  EXPECT_THAT(fields_of(parsed.warnings), ElementsAre("/mqtt/protocolVersion"));
}

TEST(ekuiper, keeps_the_messages_of_its_cache) {
  const auto settings = connection_of(
      sink(R"(, "enableCache": true, "memoryCacheThreshold": 10, "maxDiskCache": 90)"));
  EXPECT_EQ(settings.outbox_max_messages, 100U);
  EXPECT_EQ(settings.write_timeout.count(), 0);
  EXPECT_EQ(connection_of(sink(R"(, "enableCache": true)")).outbox_max_messages, 1'025'024U);
  EXPECT_EQ(connection_of(sink(R"(, "enableCache": false)")).outbox_max_messages,
            connection_settings{}.outbox_max_messages);
}

TEST(ekuiper, lays_a_section_over_the_default_one) {
  const auto settings = connection_of(
      R"({"default": {"server": "h", "username": "u", "protocolVersion": "5"},
          "one": {"UserName": "v"}, "two": {"username": "w"}, "confKey": "one"})");
  EXPECT_EQ(settings.username, "v");
  EXPECT_EQ(settings.mqtt_version, protocol::version::v5);
}

TEST(ekuiper, consumes_as_its_source_does) {
  const auto parsed = parse_consumer(R"({"default": {"server": "h"}, "datasource": "a, b/+"})");
  ASSERT_THAT(parsed.errors, IsEmpty());
  ASSERT_EQ(parsed.settings.subscriptions.size(), 2U);
  EXPECT_EQ(parsed.settings.subscriptions[1].filter, "b/+");
  EXPECT_EQ(parsed.settings.subscriptions[1].qos, protocol::qos::at_least_once);
  EXPECT_EQ(parsed.settings.ack_mode, ack_mode::immediate);
}

TEST(ekuiper, publishes_to_a_topic_of_the_message) {
  const auto parsed = parse_producer(
      sink(R"(, "properties": {"line": "{{.line}}"}, "dataTemplate": "{{.t}}", "retained": true)"));
  ASSERT_THAT(parsed.errors, IsEmpty());
  EXPECT_TRUE(parsed.settings.retain);
  EXPECT_EQ(parsed.settings.payload, "${payload.t}");
  EXPECT_FALSE(parsed.settings.properties.user_properties);  // not MQTT 5
  EXPECT_EQ(parse_producer(R"({"mqtt": {"topic": "a/{{ .device.id }}"}})").settings.topic,
            "a/${payload.device.id}");
}

TEST(ekuiper, reads_a_key_from_base64) {
  const std::string pem = "-----BEGIN X-----\nabc\n-----END X-----\n";
  const auto settings =
      connection_of(R"({"mqtt": {"server": "ssl://h", "certficationRaw": ")" + to_base64(pem) +
                    R"(", "privateKeyPath": "p", "privateKeyRaw": ")" + to_base64(pem) + "\"}}");
  EXPECT_EQ(settings.tls.client_certificate.view(), pem);
  EXPECT_EQ(settings.tls.client_key.view(), "p");
}

// The sample of its documentation, unchanged, where there are its files.
TEST(ekuiper, loads_the_sample_for_aws) {
  constexpr std::string_view sample = R"({
      "mqtt": {
        "server": "ssl://xyz-ats.iot.us-east-1.amazonaws.com:8883",
        "topic": "devices/result",
        "qos": 1,
        "clientId": "demo_001",
        "certificationPath": "keys/d3807d9fa5-certificate.pem",
        "privateKeyPath": "keys/d3807d9fa5-private.pem.key",
        "insecureSkipVerify": false,
        "retained": false
      }
    })";
  const in_folder_with_keys here;
  const auto connection = parse_connection(sample, "", transport::check_certificates);
  EXPECT_THAT(connection.errors, IsEmpty());
  EXPECT_EQ(connection.settings.transport, transport_kind::tls);
  EXPECT_THAT(fields_of(connection.warnings), ElementsAre("/mqtt/protocolVersion"));
  EXPECT_THAT(parse_producer(sample).errors, IsEmpty());
}

// --- ThingPark ---

TEST(thingpark, has_its_own_defaults) {
  const auto settings = connection_of(thingpark(""));
  EXPECT_EQ(settings.connect_timeout, std::chrono::seconds(5));
  EXPECT_EQ(settings.write_timeout, std::chrono::seconds(1));
  EXPECT_EQ(settings.strategy, reconnect_strategy::normal);
  EXPECT_EQ(settings.transport, transport_kind::tls);
  const auto given =
      connection_of(thingpark(R"(, "connectionTimeout": 30000, "actionTimeout": "250",
                   "reconnectStrategy": "CALM", "uplinkTimeValidity": "10m")"));
  EXPECT_EQ(given.connect_timeout, std::chrono::seconds(30));
  EXPECT_EQ(given.write_timeout, std::chrono::milliseconds(250));
  EXPECT_EQ(given.strategy, reconnect_strategy::calm);
  EXPECT_EQ(given.outbox_max_age, std::chrono::minutes(10));
}

TEST(thingpark, reads_the_trusted_certificate_in_both_spellings) {
  for (const std::string key : {"trustedCaCertficate", "trustedCaCertificate"}) {
    const auto settings =
        connection_of(thingpark(", \"" + key + R"(": "-----BEGIN CERTIFICATE-----")"));
    EXPECT_EQ(settings.tls.server_certificate, "-----BEGIN CERTIFICATE-----") << key;
  }
}

// --- Tencent ---

TEST(tencent, reads_its_labels_however_they_are_spaced) {
  for (const std::string label :
       {"connec t超时时间", "connect 超时时间", "connect超时时间", "Connect 超时时间"}) {
    const auto settings =
        connection_of(R"({"Broker URL": "h", "Client ID": "c", ")" + label + R"(": "PT1M30S"})");
    EXPECT_EQ(settings.connect_timeout, std::chrono::seconds(90)) << label;
  }
}

TEST(tencent, has_both_modes_of_acknowledging) {
  const auto mode = [](const std::string& word) {
    return parse_consumer(R"({"订阅主题": ["a"], "确认模式": ")" + word + "\"}").settings.ack_mode;
  };
  EXPECT_EQ(mode("消费后立即确认offset，不等待流的触发及运行结果"), ack_mode::immediate);
  EXPECT_EQ(mode("消费后直到触发的流成功结束后才确认 offset"), ack_mode::after_flow_success);
}

// --- ActorCloud ---

TEST(actorcloud, tells_by_its_authentication_how_to_connect) {
  const auto settings = [](const std::string& members) {
    return connection_of(R"({"host": "h", "deviceNumber": "d", "deviceKey": "k", )" + members +
                         "}");
  };
  const auto token = settings(R"("authentication": "Token")");
  EXPECT_EQ(token.brokers[0].text(), "h:1883");
  EXPECT_EQ(token.client_id, "d");
  EXPECT_EQ(token.username, "d");
  EXPECT_EQ(token.password, secret_text("k"));
  EXPECT_EQ(settings(R"("authentication": "one-way authentication")").brokers[0].text(), "h:8883");
  const auto two = settings(R"("port": 8884, "certificate": "c", "certificateKey": "x")");
  EXPECT_EQ(two.transport, transport_kind::tls);
  EXPECT_FALSE(two.password);
}

// --- what is said ---

TEST(foreign_document, is_blamed_by_its_own_keys) {
  EXPECT_THAT(only_error(parse_connection(sink(R"(, "certificationPath": 5, "server2": 1)"))),
              StartsWith("/mqtt/server2: There is no setting \"server2\" here; the nearest is "
                         "\"server\""));
  EXPECT_THAT(only_error(parse_producer(R"({"主题": "a", "QoS": "x"})")),
              StartsWith("/QoS: QoS is \"x\", but must be one of"));
  EXPECT_THAT(only_error(parse_connection(R"({"configuration": {"protocol": "TCP"}})")),
              StartsWith("/configuration/hostName: hostName is missing"));
}

TEST(foreign_document, is_blamed_in_both_languages) {
  const auto parsed = parse_connection(R"({"configuration": {"protocol": "TCP"}})");
  ASSERT_EQ(parsed.errors.size(), 1U);
  EXPECT_THAT(description_in(language::zh, parsed.errors[0]), HasSubstr("hostName"));
  EXPECT_THAT(description_in(language::zh, parsed.errors[0]), Not(HasSubstr("brokerUrl")));
}

TEST(foreign_document, is_pointed_into_below_a_prefix) {
  const auto parsed = parse_connection(sink(R"(, "clientId": 5)"), "/connection");
  EXPECT_THAT(fields_of(parsed.errors), ElementsAre("/connection/mqtt/clientId"));
}

// What the files of the settings are found to be comes last, and by our own names.
void find_fault_with_key(const connection_settings&, std::string_view pointer, problems& found) {
  found.fail(join_pointer(pointer, "clientKey"), {"clientKey does not fit", "clientKey 不匹配"});
}

TEST(foreign_document, is_blamed_for_its_files) {
  const auto parsed = parse_connection(sink(R"(, "privateKeyPath": "p")"), "", find_fault_with_key);
  EXPECT_THAT(only_error(parsed), StartsWith("/mqtt/privateKeyPath: privateKeyPath does not fit"));
  const auto probe = parse_probe_request(
      R"({"connection": )" + sink(R"(, "privateKeyPath": "p")") + "}", find_fault_with_key);
  EXPECT_THAT(fields_of(probe.errors), ElementsAre("/connection/mqtt/privateKeyPath"));
}

TEST(foreign_document, tells_its_notes_as_warnings_when_it_is_opened) {
  const std::string document = sink(R"(, "compression": "gzip", "clientStatePath": "/x")");
  EXPECT_THAT(fields_of(parse_connection(document).warnings), ElementsAre("/mqtt/clientStatePath"));
  const auto request =
      parse_request(R"({"operation": "producer", "parameters": )" + document + "}");
  EXPECT_THAT(request.errors, IsEmpty());
  EXPECT_THAT(fields_of(request.warnings), ElementsAre("/parameters/mqtt/compression"));
}

TEST(foreign_document, takes_settings_of_our_own) {
  const auto settings = connection_of(
      R"({"mqtt": {"server": "tcp://h", "protocolVersion": "4"},
          "native": {"connection": {"brokerUrl": "other:1", "keepAlive": "7s"},
                     "producer": {"retain": true}}})");
  EXPECT_EQ(settings.brokers[0].text(), "other:1");
  EXPECT_EQ(settings.keep_alive, std::chrono::seconds(7));
  EXPECT_THAT(only_error(parse_connection(
                  R"({"用户名": "u", "native": {"connection": {"brokerUrl": 1}}})")),
              StartsWith("/native/connection/brokerUrl: brokerUrl is a number"));
}

TEST(foreign_document, never_has_a_secret_in_what_is_said) {
  constexpr std::string_view canary = "c4n4ry";
  for (const char* document :
       {R"({"mqtt": {"server": "h", "password": ["c4n4ry"], "privateKeyRaw": "c4n4ry",
                     "decrypt": {"key": "c4n4ry"}, "x": "c4n4ry"}})",
        R"({"configuration": {"hostName": "h", "protocol": "SSL", "password": {"c4n4ry": "c4n4ry"},
                              "privateKey": "c4n4ry", "downlinkAsKey": "c4n4ry"}})",
        R"({"Broker URL": "h", "密码": 5, "TLS 客户端 Key": ["c4n4ry"], "连接协议": "TLS"})",
        R"({"host": "h", "deviceNumber": "d", "deviceKey": ["c4n4ry"]})"}) {
    const std::string report = validation_report("{\"connection\": " + std::string(document) + "}");
    EXPECT_THAT(report, Not(HasSubstr(std::string(canary)))) << report;
    const std::string in_chinese =
        validation_report("{\"language\": \"zh\", \"connection\": " + std::string(document) + "}");
    EXPECT_THAT(in_chinese, Not(HasSubstr(std::string(canary)))) << in_chinese;
  }
}

TEST(renamed, replaces_names_and_no_words) {
  EXPECT_EQ(renamed("clientKey and clientKeyPassword", "clientKey", "k"),
            "k and clientKeyPassword");
  EXPECT_EQ(renamed("topic is \"topic\": the topic", "topic", "主题"),
            "主题 is \"topic\": the topic");
  EXPECT_EQ(renamed("the clientKey \"clientKey\"", "clientKey", "k"), "the k \"clientKey\"");
  EXPECT_EQ(renamed("", "a", "b"), "");
}

// --- changing it ---

const secret_text opened_secret(
    thingpark(R"(, "password": "old", "privateKey": "-----BEGIN K-----")"));

TEST(foreign_update, is_the_whole_document_with_masked_secrets_as_they_were) {
  const auto updated = update_connection(
      opened_secret, thingpark(R"(, "password": "*****", "certificate": "-----BEGIN C-----",
                           "privateKey": "*****")"));
  ASSERT_THAT(updated.result.errors, IsEmpty());
  EXPECT_EQ(updated.result.settings.password, secret_text("old"));
  EXPECT_EQ(updated.result.settings.tls.client_key.view(), "-----BEGIN K-----");
  EXPECT_EQ(updated.result.settings.tls.client_certificate.view(), "-----BEGIN C-----");
  const auto again = update_connection(updated.document, R"({"password": "new"})");
  ASSERT_THAT(again.result.errors, IsEmpty());
  EXPECT_EQ(again.result.settings.password, secret_text("new"));
  EXPECT_EQ(again.result.settings.tls.client_certificate.view(), "-----BEGIN C-----");
}

TEST(foreign_update, takes_back_what_is_left_out) {
  const auto updated = update_connection(opened_secret, thingpark(R"(, "password": "new")"));
  ASSERT_THAT(updated.result.errors, IsEmpty());
  EXPECT_EQ(updated.result.settings.password, secret_text("new"));
  EXPECT_TRUE(updated.result.settings.tls.client_key.empty());
}

TEST(foreign_update, refuses_what_cannot_change_at_its_own_field) {
  const auto updated = update_connection(
      opened_secret, thingpark(R"(, "password": "*****", "connectionTimeout": 9000)"));
  EXPECT_THAT(only_error(updated.result),
              StartsWith("/configuration/connectionTimeout: connectionTimeout cannot change"));
}

TEST(foreign_update, has_nothing_to_keep_where_there_was_nothing) {
  const auto updated =
      update_connection(secret_text(thingpark("")), thingpark(R"(, "password": "*****")"));
  EXPECT_THAT(only_error(updated.result),
              StartsWith("/configuration/password: password is masked"));
}

TEST(foreign_update, may_be_in_our_words_and_tells_no_note_again) {
  const auto updated = update_connection(opened_secret, R"({"password": "new"})");
  ASSERT_THAT(updated.result.errors, IsEmpty());
  EXPECT_THAT(updated.result.warnings, IsEmpty());
  EXPECT_EQ(updated.result.settings.password, secret_text("new"));
  EXPECT_EQ(updated.result.settings.strategy, reconnect_strategy::normal);
}

// --- showing it ---

TEST(conversion_report, has_the_parts_that_the_document_holds) {
  const auto keys = [](const std::string& document) {
    const secret_text report = conversion_report(document);
    std::vector<std::string> names;
    for (const json_value& each : value_of(report.view()).items) names.push_back(each.name);
    return names;
  };
  EXPECT_THAT(keys(sink("")),
              ElementsAre("dialect", "connection", "producer", "secrets", "notes", "errors"));
  EXPECT_THAT(keys(thingpark(R"(, "downlinkTopicPattern": "a")")),
              ElementsAre("dialect", "connection", "consumer", "secrets", "notes", "errors"));
  EXPECT_THAT(keys(R"({"topics": ["a"]})"),
              ElementsAre("dialect", "consumer", "secrets", "notes", "errors"));
  EXPECT_THAT(keys("{"), ElementsAre("dialect", "secrets", "notes", "errors"));
}

TEST(conversion_report, names_secrets_notes_and_errors) {
  const secret_text report = conversion_report(
      sink(R"(, "username": "u", "password": "p", "compression": "gzip", "foo": 1, "qos": 7)"));
  EXPECT_THAT(std::string(report.view()),
              AllOf(HasSubstr(R"("secrets":["/connection/password"])"),
                    HasSubstr(R"({"Field":"/mqtt/compression","Text":{"en":")"),
                    HasSubstr(R"("Field":"/mqtt/foo")"), HasSubstr(R"("Field":"/mqtt/qos")")));
  const json_value read = value_of(report.view());
  EXPECT_EQ(read.member("errors")->items.size(), 2U);
  EXPECT_EQ(read.member("notes")->items.size(), 1U);
}

TEST(conversion_report, is_read_as_what_it_came_from) {
  for (const std::string& document :
       {sink(R"(, "username": "u", "password": "p", "enableCache": true)"), thingpark(""),
        std::string(R"({"Broker URL": "h", "Client ID": "c", "是否清除会话": false})")}) {
    const secret_text report = conversion_report(document);
    std::string converted;
    append_json(converted, *value_of(report.view()).member("connection"));
    const auto before = connection_of(document);
    const auto after = connection_of(converted);
    EXPECT_EQ(before.brokers[0].text(), after.brokers[0].text());
    EXPECT_EQ(before.password, after.password);
    EXPECT_EQ(before.outbox_max_messages, after.outbox_max_messages);
    EXPECT_EQ(before.write_timeout, after.write_timeout);
    EXPECT_EQ(before.clean_session, after.clean_session);
  }
}

}  // namespace
}  // namespace ipaas::mqtt::config
