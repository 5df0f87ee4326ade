#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "config/fields.h"
#include "expect.h"

namespace ipaas::mqtt::config {
namespace {

using namespace std::chrono_literals;
using protocol::qos;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

// Every setting as text, to compare two connections.
std::string dump(const connection_settings& s) {
  std::string out;
  const auto add = [&out](auto number) { out += std::to_string(number) + ' '; };
  for (const auto& broker : s.brokers) out += broker.text() + broker.path + ' ';
  out += s.client_id + '/' + s.username.value_or("-") + '/' +
         std::string(s.password ? s.password->view() : "-") + ' ';
  add(static_cast<int>(s.mqtt_version));
  add(static_cast<int>(s.transport));
  add(static_cast<int>(s.tls.minimum));
  add(int{s.tls.skip_verify});
  add(s.sas.lifetime.count());
  if (s.will) {
    out += s.will->topic + '=' + s.will->payload + ' ';
    add(static_cast<int>(s.will->qos));
    add(int{s.will->retain});
  }
  add(s.strategy ? static_cast<int>(*s.strategy) : -1);
  add(static_cast<int>(s.errors.codes));
  add(static_cast<int>(s.errors.words));
  for (const bool flag : {s.clean_session, s.order, s.auto_reconnect, s.connect_retry}) {
    add(int{flag});
  }
  add(s.session_expiry.count());
  add(s.keep_alive.count());
  for (const auto time : {s.ping_timeout, s.connect_timeout, s.max_reconnect_interval,
                          s.connect_retry_interval, s.write_timeout}) {
    add(time.count());
  }
  for (const auto size : {std::size_t{s.max_in_flight}, s.max_in_flight_bytes, s.max_packet_size,
                          s.outbox_max_messages, s.outbox_max_bytes}) {
    add(size);
  }
  return out;
}

TEST(connection, has_its_defaults) {
  connection_settings expected;
  expected.brokers = {{"127.0.0.1", 1883, ""}};
  expected.client_id = "me";
  EXPECT_EQ(dump(settings_with("")), dump(expected));
}

// The default that users are shown is the one that holds: giving it changes nothing.
TEST(connection, shows_users_the_defaults_that_hold) {
  const std::string switches =
      R"("willEnabled": true, "willTopic": "w", "autoReconnect": true, "connectRetry": true,
         "mqttVersion": "5", "protocol": "WSS")";
  const std::string switches_off = dump(settings_with(""));
  const std::string switches_on = dump(settings_with(switches));
  for (const field_info* info : connection_field_infos()) {
    if (info->default_text.empty()) continue;
    const std::string member =
        '"' + std::string(info->key) + "\": " + std::string(info->default_text);
    const bool dependent = !info->applies.key.empty();
    const std::string document = dependent ? switches + ", " + member : member;
    EXPECT_EQ(dump(settings_with(document)), dependent ? switches_on : switches_off) << member;
  }
}

TEST(connection, reads_a_strategy) {
  for (const auto& [text, strategy] : {std::pair("CALM", reconnect_strategy::calm),
                                       std::pair("normal", reconnect_strategy::normal),
                                       std::pair("AGGRESSIVE", reconnect_strategy::aggressive)}) {
    const auto settings = settings_with(R"("reconnectStrategy": ")" + std::string(text) + '"');
    EXPECT_EQ(settings.strategy, strategy);
  }
}

std::vector<std::string> strategy_warnings(std::string_view members) {
  const auto result =
      parse_connection(R"({"brokerUrl": "a", "clientId": "c", "reconnectStrategy": "CALM", )" +
                       std::string(members) + '}');
  EXPECT_THAT(result.errors, IsEmpty());
  std::vector<std::string> texts;
  for (const error& each : result.warnings) {
    EXPECT_EQ(each.field, "/reconnectStrategy");
    texts.push_back(each.description);
  }
  return texts;
}

TEST(connection, warns_of_a_strategy_that_contradicts_what_else_is_said) {
  EXPECT_THAT(strategy_warnings(R"("keepAlive": 30)"), IsEmpty());
  EXPECT_THAT(strategy_warnings(R"("autoReconnect": true, "connectRetry": "true")"), IsEmpty());
  EXPECT_THAT(strategy_warnings(R"("autoReconnect": false, "connectRetry": "False")"),
              ElementsAre(StartsWith("autoReconnect is off"), StartsWith("connectRetry is off")));
  EXPECT_THAT(strategy_warnings(R"("autoReconnect": true, "maxReconnectInterval": 5)"),
              ElementsAre(StartsWith("maxReconnectInterval is given")));
  EXPECT_THAT(strategy_warnings(R"("autoReconnect": false, "maxReconnectInterval": 5)"),
              ElementsAre(StartsWith("autoReconnect is off")))
      << "a hidden interval is none";
}

TEST(connection, reads_every_setting) {
  const auto result = parse_connection(R"({
    "brokerUrl": "tcp://a:1,b:2/x", "protocol": "TCP", "clientId": "c", "username": "u",
    "password": "p", "mqttVersion": "5", "willEnabled": true, "willTopic": "w", "willPayload": "bye",
    "willQos": "EXACTLY_ONCE", "willRetain": true, "cleanSession": false, "sessionExpiry": "1h",
    "order": true, "keepAlive": "1m", "pingTimeout": "5s", "connectTimeout": 10,
    "autoReconnect": true, "maxReconnectInterval": "1h", "connectRetry": true,
    "connectRetryInterval": "1.5", "writeTimeout": "250ms", "maxInFlight": 65535,
    "maxInFlightBytes": "1MiB", "maxPacketSize": 268435460, "outboxMaxMessages": "7",
    "outboxMaxBytes": "2 KiB", "errorCodes": "core", "language": "zh"})");
  ASSERT_THAT(result.errors, IsEmpty());
  EXPECT_THAT(result.warnings, IsEmpty());
  connection_settings expected;
  expected.brokers = {{"a", 1, ""}, {"b", 2, "/x"}};
  expected.client_id = "c";
  expected.username = "u";
  expected.password = secret_text("p");
  expected.mqtt_version = protocol::version::v5;
  expected.will = will_settings{"w", "bye", qos::exactly_once, true};
  expected.clean_session = false;
  expected.session_expiry = 1h;
  expected.order = true;
  expected.keep_alive = 60s;
  expected.ping_timeout = 5s;
  expected.connect_timeout = 10s;
  expected.auto_reconnect = true;
  expected.max_reconnect_interval = 1h;
  expected.connect_retry = true;
  expected.connect_retry_interval = 1500ms;
  expected.write_timeout = 250ms;
  expected.max_in_flight = 65535;
  expected.max_in_flight_bytes = 1 << 20;
  expected.max_packet_size = 268'435'460;
  expected.outbox_max_messages = 7;
  expected.outbox_max_bytes = 2048;
  expected.errors = {code_style::core, language::zh};
  EXPECT_EQ(dump(result.settings), dump(expected));
}

struct bad_member {
  const char* member;
  const char* begins;
};

class broken_connection_member : public testing::TestWithParam<bad_member> {};

TEST_P(broken_connection_member, is_an_error_at_its_field) {
  EXPECT_THAT(only_error(parse_with(GetParam().member)), StartsWith(GetParam().begins));
}

INSTANTIATE_TEST_SUITE_P(
    wrong_type, broken_connection_member,
    testing::Values(
        bad_member{R"("username": 5)", "/username: username is a number, but must be a string. "},
        bad_member{R"("cleanSession": 1)",
                   "/cleanSession: cleanSession is 1, but must be true or false"},
        bad_member{R"("cleanSession": "yes")",
                   "/cleanSession: cleanSession is \"yes\", but must be true"},
        bad_member{R"("order": [])", "/order: order is an array, but"},
        bad_member{R"("order": {})", "/order: order is an object, but"},
        bad_member{R"("mqttVersion": true)",
                   "/mqttVersion: mqttVersion is true, but must be one of"},
        bad_member{R"("mqttVersion": "4")",
                   "/mqttVersion: mqttVersion is \"4\", but must be one of 3.1, 3.1.1 or 5."},
        bad_member{R"("keepAlive": true)", "/keepAlive: keepAlive is true, but must be a duration"},
        bad_member{
            R"("maxInFlight": "many")",
            "/maxInFlight: maxInFlight is \"many\", but must be a whole number from 1 to 65535"}));

INSTANTIATE_TEST_SUITE_P(
    out_of_range, broken_connection_member,
    testing::Values(
        bad_member{R"("keepAlive": "4s")",
                   "/keepAlive: keepAlive is 4s, but must be 0 (off) or from 5s to 65535s: the "
                   "session library"},
        bad_member{R"("keepAlive": "5500ms")",
                   "/keepAlive: keepAlive is 5s500ms, but MQTT counts it in whole seconds"},
        bad_member{R"("keepAlive": 65536)",
                   "/keepAlive: keepAlive is 65536, but must be a duration such as \"1m30s\" or a "
                   "number of seconds, from 0s to 18h12m15s."},
        bad_member{R"("keepAlive": -1)", "/keepAlive: keepAlive is -1, but"},
        bad_member{R"("pingTimeout": "0s")", "/pingTimeout: pingTimeout is \"0s\", but"},
        bad_member{R"("pingTimeout": "25h")", "/pingTimeout: "},
        bad_member{R"("connectTimeout": 0)", "/connectTimeout: "},
        bad_member{R"("writeTimeout": "1 day")", "/writeTimeout: "},
        bad_member{R"("maxInFlight": 0)", "/maxInFlight: maxInFlight is 0, but"},
        bad_member{R"("maxInFlight": 65536)", "/maxInFlight: "},
        bad_member{R"("maxInFlight": 1.5)", "/maxInFlight: maxInFlight is 1.5, but"},
        bad_member{R"("maxInFlightBytes": 1023)", "/maxInFlightBytes: "},
        bad_member{R"("maxPacketSize": 268435461)",
                   "/maxPacketSize: maxPacketSize is 268435461, but must be a number of bytes or a "
                   "size such as \"64MiB\", from 128 to 268435460."},
        bad_member{R"("maxPacketSize": "16 MB")",
                   "/maxPacketSize: maxPacketSize is \"16 MB\", but"},
        bad_member{R"("outboxMaxMessages": 0)", "/outboxMaxMessages: "},
        bad_member{R"("outboxMaxBytes": "1")", "/outboxMaxBytes: "},
        bad_member{R"("autoReconnect": true, "maxReconnectInterval": "99ms")",
                   "/maxReconnectInterval: "},
        bad_member{R"("connectRetry": true, "connectRetryInterval": 0)", "/connectRetryInterval: "},
        bad_member{R"("mqttVersion": 5, "sessionExpiry": 4294967296)", "/sessionExpiry: "}));

INSTANTIATE_TEST_SUITE_P(
    will, broken_connection_member,
    testing::Values(bad_member{R"("willEnabled": true)", "/willTopic: willTopic is missing"},
                    bad_member{R"("willEnabled": "true", "willTopic": "a/#")",
                               "/willTopic: willTopic \"a/#\" cannot be published to: "},
                    bad_member{R"("willEnabled": true, "willTopic": "")", "/willTopic: "},
                    bad_member{R"("willEnabled": true, "willTopic": "a", "willQos": 3)",
                               "/willQos: willQos is 3, but must be one of AT_MOST_ONCE, "
                               "AT_LEAST_ONCE or EXACTLY_ONCE"},
                    bad_member{R"("willEnabled": true, "willTopic": "a", "willQos": -1)",
                               "/willQos: willQos is -1, but must be one of "},
                    bad_member{R"("willEnabled": true, "willTopic": "a", "willPayload": 1)",
                               "/willPayload: willPayload is a number, but"},
                    bad_member{R"("willEnabled": "perhaps")", "/willEnabled: "}));

TEST(connection, takes_numbers_and_flags_as_text) {
  const auto read = settings_with(R"("maxInFlight": "1000.0", "keepAlive": "30",
                                     "cleanSession": "False", "order": "true")");
  EXPECT_EQ(read.max_in_flight, 1000);
  EXPECT_EQ(read.keep_alive, 30s);
  EXPECT_FALSE(read.clean_session);
  EXPECT_TRUE(read.order);
}

TEST(connection, takes_a_keep_alive_at_its_limits) {
  EXPECT_EQ(settings_with(R"("keepAlive": 0)").keep_alive, 0s);
  EXPECT_EQ(settings_with(R"("keepAlive": "5s")").keep_alive, 5s);
  EXPECT_EQ(settings_with(R"("keepAlive": 65535)").keep_alive, 65535s);
}

TEST(connection, knows_the_versions_in_every_spelling) {
  using protocol::version;
  EXPECT_EQ(settings_with(R"("mqttVersion": "3.1")").mqtt_version, version::v3_1);
  EXPECT_EQ(settings_with(R"("mqttVersion": 3.1)").mqtt_version, version::v3_1);
  EXPECT_EQ(settings_with(R"("mqttVersion": "3.1.1")").mqtt_version, version::v3_1_1);
  EXPECT_EQ(settings_with(R"("mqttVersion": 5)").mqtt_version, version::v5);
  EXPECT_EQ(settings_with(R"("mqttVersion": "5.0")").mqtt_version, version::v5);
}

TEST(connection, names_the_nearest_key_for_an_unknown_one) {
  EXPECT_THAT(
      only_error(parse_with(R"("keepalive": 5)")),
      StartsWith(
          R"(/keepalive: There is no setting "keepalive" here; the nearest is "keepAlive")"));
  EXPECT_THAT(
      only_error(parse_with(R"("pasword": "geheim")")),
      AllOf(StartsWith("/pasword: "), HasSubstr(R"(is "password")"), Not(HasSubstr("geheim"))));
  EXPECT_THAT(only_error(parse_with(R"("a/b~c": 5)")), StartsWith("/a~1b~0c: "));
}

TEST(connection, keeps_nothing_on_disk_unless_asked) {
  EXPECT_EQ(settings_with("").state_directory, "");
  EXPECT_EQ(settings_with("").outbox_max_age, 0s);
  const auto read = settings_with(R"("stateDirectory": "/x", "outboxMaxAge": "1h")");
  EXPECT_EQ(read.state_directory, "/x");
  EXPECT_EQ(read.outbox_max_age, 1h);
}

TEST(connection, finds_what_is_kept_by_its_client_id) {
  const auto read =
      parse_connection(R"({"brokerUrl": "h", "clientId": "", "stateDirectory": "/x"})");
  EXPECT_THAT(only_error(read), StartsWith("/stateDirectory: stateDirectory needs a clientId"));
}

TEST(connection, warns_of_a_state_that_the_broker_does_not_share) {
  const auto warned = parse_with(R"("stateDirectory": "/x")").warnings;
  ASSERT_EQ(warned.size(), 1U);
  EXPECT_EQ(warned[0].field, "/stateDirectory");
  EXPECT_THAT(warned[0].description, HasSubstr("Turn cleanSession off"));
  EXPECT_TRUE(parse_with(R"("stateDirectory": "/x", "cleanSession": false)").warnings.empty());
}

TEST(connection, ignores_what_does_not_apply_whatever_it_holds) {
  const auto read = settings_with(R"("willEnabled": false, "willTopic": 5, "willPayload": [],
    "willQos": "x", "willRetain": 7, "maxReconnectInterval": "x", "connectRetryInterval": {},
    "sessionExpiry": "x")");
  EXPECT_EQ(dump(read), dump(settings_with("")));
  EXPECT_EQ(settings_with(R"("willTopic": 5)").will, std::nullopt);
  EXPECT_EQ(settings_with(R"("sessionExpiry": 60)").session_expiry, 0s);
}

TEST(connection, takes_null_for_not_given) {
  EXPECT_EQ(dump(settings_with(R"("keepAlive": null, "password": null, "willEnabled": null)")),
            dump(settings_with("")));
  EXPECT_THAT(only_error(parse_connection(R"({"brokerUrl": null, "clientId": "me"})")),
              StartsWith("/brokerUrl: brokerUrl is missing"));
}

TEST(connection, takes_empty_credentials_for_none) {
  const auto read = settings_with(R"("username": "", "password": "")");
  EXPECT_EQ(read.username, std::nullopt);
  EXPECT_EQ(read.password, std::nullopt);
}

TEST(connection, reports_every_mistake_at_once) {
  const auto result = parse_connection(
      R"({"brokerUrl": "a:0", "keepAlive": 1, "x": 1, "maxInFlight": 0, "cleanSession": false})");
  EXPECT_THAT(fields_of(result.errors),
              ElementsAre("/x", "/brokerUrl", "/keepAlive", "/maxInFlight", "/clientId"));
}

TEST(connection, puts_the_prefix_before_its_fields) {
  const auto result = parse_connection(R"({"x": 1, "x": 2})", "/connection");
  EXPECT_THAT(fields_of(result.errors), ElementsAre("/connection/x", "/connection/x",
                                                    "/connection/x", "/connection/brokerUrl"));
}

TEST(connection, reports_at_most_a_hundred_mistakes) {
  std::string members = R"("k0": 0)";
  for (int i = 1; i < 1000; ++i) members += ", \"k" + std::to_string(i) + "\": 0";
  EXPECT_EQ(parse_with(members).errors.size(), 100U);
}

TEST(connection, never_repeats_a_password) {
  EXPECT_THAT(only_error(parse_with(R"("username": "u", "password": 4711)")),
              AllOf(StartsWith("/password: password is a number, but must be a string"),
                    Not(HasSubstr("4711"))));
  EXPECT_THAT(only_error(parse_with(R"("username": "u", "password": ["geheim"])")),
              Not(HasSubstr("geheim")));
  EXPECT_THAT(only_error(parse_with(R"("username": "u", "password": "geheim" "x")")),
              Not(HasSubstr("geheim")));
}

TEST(connection, wants_a_username_with_a_password_below_mqtt_5) {
  EXPECT_THAT(only_error(parse_with(R"("password": "p")")),
              StartsWith("/password: password is given"));
  EXPECT_EQ(settings_with(R"("password": "p", "mqttVersion": "5")").password, secret_text("p"));
}

TEST(client_id, is_empty_only_with_clean_session) {
  EXPECT_THAT(parse_connection(R"({"brokerUrl": "a", "clientId": ""})").errors, IsEmpty());
  EXPECT_THAT(parse_connection(R"({"brokerUrl": "a"})").errors, IsEmpty());
  EXPECT_THAT(only_error(parse_connection(R"({"brokerUrl": "a", "cleanSession": false})")),
              StartsWith("/clientId: clientId is empty"));
}

TEST(client_id, of_more_than_23_bytes_is_a_warning_in_mqtt_3_1) {
  const std::string id(24, 'c');
  const std::string document = R"({"brokerUrl": "a", "clientId": ")" + id + "\"";
  const auto result = parse_connection(document + R"(, "mqttVersion": "3.1"})");
  EXPECT_THAT(result.errors, IsEmpty());
  EXPECT_THAT(fields_of(result.warnings), ElementsAre("/clientId"));
  EXPECT_THAT(result.warnings[0].description, HasSubstr("24 bytes"));
  EXPECT_THAT(parse_connection(document + "}").warnings, IsEmpty());
}

TEST(mqtt_text, is_utf8_without_nul_of_at_most_65535_bytes) {
  EXPECT_THAT(only_error(parse_with(R"("username": "a\u0000b")")),
              StartsWith("/username: username holds U+0000"));
  EXPECT_THAT(only_error(parse_with(R"("username": "\udc00")")), StartsWith("/username: "));
  EXPECT_THAT(only_error(parse_with("\"username\": \"" + std::string(65'536, 'u') + '"')),
              StartsWith("/username: username has 65536 bytes"));
  EXPECT_EQ(settings_with("\"username\": \"" + std::string(65'535, 'u') + '"').username->size(),
            65'535U);
}

TEST(will, carries_at_most_65535_bytes) {
  const auto will_of = [](std::size_t size) {
    return parse_with(R"("willEnabled": true, "willTopic": "w", "willPayload": ")" +
                      std::string(size, 'x') + '"');
  };
  EXPECT_THAT(will_of(65'535).errors, IsEmpty());
  EXPECT_THAT(only_error(will_of(65'536)), StartsWith("/willPayload: willPayload has 65536 bytes"));
}

TEST(session_expiry, of_zero_with_a_kept_mqtt_5_session_is_a_warning) {
  EXPECT_THAT(fields_of(parse_with(R"("mqttVersion": 5, "cleanSession": false)").warnings),
              ElementsAre("/sessionExpiry"));
  EXPECT_THAT(parse_with(R"("cleanSession": false)").warnings, IsEmpty());
  EXPECT_EQ(settings_with(R"("mqttVersion": 5, "sessionExpiry": 4294967295)").session_expiry,
            4294967295s);
}

}  // namespace
}  // namespace ipaas::mqtt::config
