#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include "config/fields.h"
#include "expect.h"

namespace ipaas::mqtt::config {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

TEST(operation_request, holds_the_parameters_of_its_operation) {
  const auto consumer =
      parse_request(R"({"operation": "consumer", "parameters": {"topics": ["a"]}})");
  EXPECT_THAT(consumer.errors, IsEmpty());
  EXPECT_EQ(std::get<consumer_settings>(consumer.parameters).subscriptions[0].filter, "a");
  const auto producer = parse_request(R"({"operation": "Producer", "parameters": {"topic": "a"}})");
  EXPECT_THAT(producer.errors, IsEmpty());
  EXPECT_EQ(std::get<producer_settings>(producer.parameters).topic, "a");
}

TEST(operation_request, carries_the_variable_as_compact_json) {
  const auto with = [](const std::string& variable) {
    return parse_request(R"({"operation": "producer", "parameters": {"topic": "a"}, "variable": )" +
                         variable + "}");
  };
  EXPECT_EQ(with(R"({ "a" : [ 1.50 , "ü" ] })").variable, R"({"a":[1.50,"ü"]})");
  EXPECT_EQ(with("null").variable, "");
  EXPECT_THAT(only_error(with("[]")), StartsWith("/variable: variable is an array, but must be"));
  EXPECT_THAT(only_error(with(R"({"a": {"b": 1, "b": 2}})")),
              StartsWith("/variable/a/b: \"b\" stands"));
}

TEST(operation_request, names_the_operations_there_are) {
  EXPECT_THAT(only_error(parse_request(R"({"operation": "consume"})")),
              StartsWith("/operation: operation is \"consume\"; it must be consumer or producer"));
  EXPECT_THAT(only_error(parse_request(R"({"operation": 5})")),
              StartsWith("/operation: operation is a number; it must be consumer or producer"));
  EXPECT_THAT(only_error(parse_request("{}")),
              StartsWith("/operation: operation is missing; it is consumer or producer"));
}

TEST(operation_request, has_its_fields_below_parameters) {
  const auto result = parse_request(
      R"({"operation": "consumer", "parameters": {"topics": ["a+"], "Qos": 1}, "variables": {}})");
  EXPECT_THAT(fields_of(result.errors),
              ElementsAre("/variables", "/parameters/Qos", "/parameters/topics/0"));
  EXPECT_THAT(only_error(parse_request(R"({"operation": "consumer"})")),
              StartsWith("/parameters/topics: topics is missing"));
  EXPECT_THAT(only_error(parse_request(R"({"operation": "producer", "parameters": 1})")),
              StartsWith("/parameters: Found a number where an object is expected"));
}

TEST(operation_request, is_an_object) {
  EXPECT_THAT(only_error(parse_request("[]")),
              StartsWith(": Found an array where an object is expected"));
  EXPECT_THAT(only_error(parse_request("x")), StartsWith(": The text is not JSON: line 1"));
}

// The report as a document, and its entries' fields.
struct report {
  explicit report(std::string_view request) { document.Parse(validation_report(request).c_str()); }
  bool valid() const { return document["valid"].GetBool(); }
  std::vector<std::string> fields(const char* list) const {
    std::vector<std::string> found;
    for (const auto& each : document[list].GetArray()) {
      EXPECT_STREQ(each["Code"].GetString(), "CORE:CONFIG");
      EXPECT_GT(each["Description"].GetStringLength(), 0U);
      found.emplace_back(each["Field"].GetString());
    }
    return found;
  }
  rapidjson::Document document;
};

TEST(validation, of_a_good_request_finds_nothing) {
  EXPECT_EQ(validation_report(R"({"connection": {"brokerUrl": "a", "clientId": "c"},
                                  "operation": "producer", "parameters": {"topic": "t"}})"),
            R"({"valid":true,"errors":[],"warnings":[]})");
}

TEST(validation, speaks_as_the_connection_asks_it_to) {
  const error_entry& entry = entry_of(error_code::core_config);
  EXPECT_THAT(validation_report(R"({"connection": {"language": "zh", "errorCodes": "core"}})"),
              AllOf(HasSubstr(std::string(entry.cause_zh)), HasSubstr(R"("Code":"CORE:RUNTIME")"),
                    Not(HasSubstr("CORE:CONFIG"))));
}

TEST(validation, speaks_the_language_of_the_request_before_that_of_the_connection) {
  const auto answer = [](const std::string& request, const std::string& connection) {
    const report result(R"({"language": ")" + request + R"(", "connection": {"language": ")" +
                        connection + R"(", "brokerUrl": "a", "order": 5}})");
    return std::string(result.document["errors"][0]["Description"].GetString());
  };
  EXPECT_THAT(answer("zh", "en"), StartsWith("order 的值（5）不可用，应为：true 或 false。"));
  EXPECT_THAT(answer("en", "zh"), StartsWith("order is 5, but must be true or false."));
}

TEST(validation, knows_the_languages_there_are) {
  EXPECT_THAT(report(R"({"language": "fr", "fields": 1})").fields("errors"),
              ElementsAre("/language", "/fields"));
}

// Three words in a row of which none names a setting: a sentence that nobody has translated.
const char* const english = "[ (][a-z]{2,} [a-z]{2,} [a-z]{2,}";

TEST(validation, leaves_no_english_in_chinese) {
  const report result(R"({"language": "zh", "connection": {"brokerUrl": "http://a,b:x,[::1,a b",
      "clientID": "", "protocol": "UDP", "keepAlive": "1s", "maxInFlight": 0, "alpn": [1],
      "maxPacketSize": "1", "proxy": "ftp://a", "sharedAccessKey": "?", "webSocketHeaders": 1,
      "cleanSession": "maybe", "serverName": "a:1:b", "willEnabled": true, "password": "p",
      "willTopic": "a/+", "pingTimeout": "x", "stateDirectory": "d", "username": 5},
      "operation": "consumer", "parameters": {"topics": [1, "a+", "$share//a", "a", "a", {}],
      "deadLetterTopic": "#", "sharedGroup": "a/b", "noLocal": true, "settleTimeout": "1ms"}})");
  EXPECT_GT(result.fields("errors").size(), 20U);
  for (const char* list : {"errors", "warnings"}) {
    for (const auto& each : result.document[list].GetArray()) {
      EXPECT_THAT(each["Description"].GetString(), Not(testing::ContainsRegex(english)));
      if (each.HasMember("Allowed")) {
        EXPECT_THAT(each["Allowed"].GetString(), Not(testing::ContainsRegex(english)));
      }
    }
  }
}

TEST(validation, leaves_no_english_in_chinese_about_a_producer_and_about_json) {
  for (const char* request :
       {R"({"language": "zh", "operation": "producer", "parameters": {"topic": "a/${x.y}",
            "payload": "${payload.a", "responseTopic": "#", "correlationData": "?", "qos": 7,
            "messageExpiry": "1ms", "userProperties": {"a": 1}, "x": 1}, "operation": 1})",
        R"({"language": "zh", "operation": "both"})", R"({"language": "zh", "parameters": {}})"}) {
    const report result(request);
    EXPECT_FALSE(result.valid());
    for (const auto& each : result.document["errors"].GetArray()) {
      EXPECT_THAT(each["Description"].GetString(), Not(testing::ContainsRegex(english)));
    }
  }
  problems found;
  found.fail("", problem::json_invalid, std::get<json_mistake>(parse_json("{\"a\":}")).text());
  EXPECT_THAT(found.errors[0].chinese, Not(testing::ContainsRegex(english)));
}

// The members of an entry that machines read.
std::string facts_of(std::string_view connection) {
  const report result(R"({"connection": )" + std::string(connection) + "}");
  const auto& entry = result.document["errors"][0];
  std::string out;
  for (const char* name : {"Found", "Allowed", "Nearest"}) {
    if (entry.HasMember(name)) out += std::string(name) + "=" + entry[name].GetString() + ";";
  }
  return out;
}

TEST(validation, tells_what_was_found_and_what_is_allowed) {
  EXPECT_EQ(facts_of(R"({"brokerUrl": "a", "order": "so"})"),
            "Found=\"so\";Allowed=true or false;");
  EXPECT_EQ(facts_of(R"({"brokerUrl": "a", "maxInFlight": 0})"),
            "Found=0;Allowed=a whole number from 1 to 65535;");
  EXPECT_EQ(facts_of(R"({"brokerUrl": "a", "keepalive": 0})"), "Nearest=keepAlive;");
  EXPECT_EQ(facts_of("[]"), "Found=an array;Allowed=an object;");
  EXPECT_EQ(facts_of(R"({"brokerUrl": "a", "keepAlive": 1})"),
            "Found=1s;Allowed=0 (off) or from 5s to 65535s;");
}

TEST(validation, never_tells_what_is_secret_or_free_text) {
  EXPECT_EQ(facts_of(R"({"brokerUrl": "a", "password": 12345})"),
            "Found=a number;Allowed=a string;");
  EXPECT_EQ(facts_of(R"({"brokerUrl": "a", "username": 12345})"),
            "Found=a number;Allowed=a string;");
  EXPECT_EQ(
      facts_of(R"({"brokerUrl": "a", "protocol": "WSS", "webSocketHeaders": "k"})"),
      "Found=a string;Allowed=an object of names and strings, or an array of [name, string] or of "
      "objects with name and value;");
}

// The state of a field in the report of a request.
std::string state_of(const std::string& request, const char* pointer) {
  const report result(request);
  const auto& fields = result.document["fields"];
  return fields.HasMember(pointer) ? fields[pointer].GetString() : "not listed";
}
std::string state_in(const std::string& connection, const std::string& key) {
  return state_of(R"({"fields": true, "connection": )" + connection + "}",
                  ("/connection/" + key).c_str());
}

TEST(states_of_fields, say_what_is_shown) {
  const std::string connection =
      R"({"brokerUrl": "a", "willEnabled": true, "serverName": "b", "order": null})";
  EXPECT_EQ(state_in(connection, "brokerUrl"), "set");
  EXPECT_EQ(state_in(connection, "order"), "default");
  EXPECT_EQ(state_in(connection, "willTopic"), "missing");
  EXPECT_EQ(state_in(connection, "alpn"), "hidden");
  EXPECT_EQ(state_in(connection, "serverName"), "ignored");
}

TEST(states_of_fields, follow_what_brings_them_up) {
  EXPECT_EQ(state_in(R"({"brokerUrl": "wss://a"})", "alpn"), "default");
  EXPECT_EQ(state_in(R"({"brokerUrl": "wss://a", "protocol": "TCP"})", "alpn"), "hidden");
  EXPECT_EQ(state_in(R"({"protocol": "ssl"})", "alpn"), "default");
  EXPECT_EQ(state_in(R"({"willEnabled": "TRUE"})", "willQos"), "default");
  EXPECT_EQ(state_in(R"({"willEnabled": "perhaps"})", "willQos"), "hidden");
  EXPECT_EQ(state_in(R"({"mqttVersion": 5})", "sessionExpiry"), "default");
  EXPECT_EQ(state_in(R"({"mqttVersion": 3.1})", "sessionExpiry"), "hidden");
}

TEST(states_of_fields, are_there_for_the_halves_that_are_there) {
  const std::string consumer = R"({"fields": true, "operation": "Consumer"})";
  EXPECT_EQ(state_of(consumer, "/parameters/topics"), "missing");
  EXPECT_EQ(state_of(consumer, "/parameters/topic"), "not listed");
  EXPECT_EQ(state_of(consumer, "/connection/brokerUrl"), "not listed");
  const std::string producer =
      R"({"fields": true, "operation": "producer", "parameters": {"topic": "a"}})";
  EXPECT_EQ(state_of(producer, "/parameters/topic"), "set");
  EXPECT_EQ(report(R"({"fields": true, "connection": {}})").document["fields"].MemberCount(),
            connection_field_infos().size());
}

TEST(states_of_fields, hide_what_the_version_of_the_connection_does_not_have) {
  const auto state = [](const std::string& connection, const char* members) {
    return state_of(R"({"fields": true, )" + connection +
                        R"("operation": "consumer", "parameters": {)" + members + "}}",
                    "/parameters/noLocal");
  };
  EXPECT_EQ(state(R"("connection": {}, )", ""), "hidden");
  EXPECT_EQ(state(R"("connection": {"mqttVersion": 3.1}, )", ""), "hidden");
  EXPECT_EQ(state(R"("connection": {"mqttVersion": "5.0"}, )", ""), "default");
  EXPECT_EQ(state(R"("connection": {"mqttVersion": 6}, )", ""), "default");
  EXPECT_EQ(state("", ""), "default");
  EXPECT_EQ(state(R"("connection": {}, )", R"("noLocal": true)"), "set") << "with its error";
}

TEST(states_of_fields, are_told_only_to_who_asks) {
  EXPECT_FALSE(report(R"({"connection": {}})").document.HasMember("fields"));
  EXPECT_FALSE(report(R"({"connection": {}, "fields": false})").document.HasMember("fields"));
}

TEST(validation, checks_only_the_halves_that_are_there) {
  EXPECT_TRUE(report("{}").valid());
  EXPECT_TRUE(report(R"({"connection": {"brokerUrl": "a"}})").valid());
  EXPECT_TRUE(report(R"({"operation": "consumer", "parameters": {"topics": ["a"]}})").valid());
}

TEST(validation, has_pointers_into_the_request) {
  const report result(R"({"connection": {"keepAlive": 1, "brokerurl": "a"},
                          "operation": "consumer", "parameters": {"topics": [{}]}, "x": 1})");
  EXPECT_FALSE(result.valid());
  EXPECT_THAT(result.fields("errors"),
              ElementsAre("/x", "/connection/brokerurl", "/connection/brokerUrl",
                          "/connection/keepAlive", "/parameters/topics/0/topic"));
}

TEST(validation, wants_an_operation_for_parameters) {
  EXPECT_THAT(report(R"({"parameters": {}})").fields("errors"), ElementsAre("/operation"));
  EXPECT_THAT(report(R"({"operation": "consumer"})").fields("errors"),
              ElementsAre("/parameters/topics"));
}

TEST(validation, of_what_is_no_json_is_one_error) {
  const report result("{\"connection\": }");
  EXPECT_FALSE(result.valid());
  EXPECT_THAT(result.fields("errors"), ElementsAre(""));
  EXPECT_THAT(result.document["errors"][0]["Description"].GetString(),
              HasSubstr("line 1, column 16"));
}

std::vector<std::string> warnings_for(const std::string& connection,
                                      const std::string& parameters) {
  return report(R"({"connection": {"brokerUrl": "a", "clientId": "c")" + connection +
                R"(}, "operation": "consumer", "parameters": {"topics": ["a"])" + parameters + "}}")
      .fields("warnings");
}

TEST(validation, warns_of_messages_that_a_clean_session_loses) {
  EXPECT_THAT(warnings_for("", R"(, "qos": 1)"), ElementsAre("/parameters/ackMode"));
  EXPECT_THAT(warnings_for("", ""), IsEmpty());
  EXPECT_THAT(warnings_for("", R"(, "qos": 1, "ackMode": "IMMEDIATE")"), IsEmpty());
  EXPECT_THAT(warnings_for(R"(, "cleanSession": false, "autoReconnect": true)", R"(, "qos": 1)"),
              IsEmpty());
}

// The fields in error of a Producer that asks for everything of MQTT 5.
std::vector<std::string> errors_of_properties(const std::string& version) {
  return report(R"({"connection": {"brokerUrl": "a", "clientId": "c", "mqttVersion": ")" + version +
                R"("}, "operation": "producer", "parameters": {"topic": "a", "contentType": "x",
                   "responseTopic": "r", "correlationData": "Zg==", "messageExpiry": 1,
                   "payloadFormatIndicator": 1, "userProperties": {"a": "b"}}})")
      .fields("errors");
}

TEST(validation, knows_what_only_version_5_has) {
  EXPECT_THAT(errors_of_properties("5"), IsEmpty());
  for (const char* version : {"3.1", "3.1.1"}) {
    EXPECT_THAT(errors_of_properties(version),
                ElementsAre("/parameters/contentType", "/parameters/responseTopic",
                            "/parameters/correlationData", "/parameters/messageExpiry",
                            "/parameters/payloadFormatIndicator", "/parameters/userProperties"));
  }
}

TEST(validation, knows_what_a_consumer_may_ask_for_before_version_5) {
  const auto errors = [](const std::string& version, const std::string& parameters) {
    return report(R"({"connection": {"brokerUrl": "a", "clientId": "c", "mqttVersion": ")" +
                  version + R"("}, "operation": "consumer", "parameters": {"topics": ["a"], )" +
                  parameters + "}}")
        .fields("errors");
  };
  const std::string all =
      R"("noLocal": true, "retainHandling": "DO_NOT_SEND", "retainAsPublished": true)";
  const std::string none = R"("noLocal": false, "retainHandling": 0, "retainAsPublished": false)";
  EXPECT_THAT(errors("5", all), IsEmpty());
  EXPECT_THAT(errors("3.1.1", all), ElementsAre("/parameters/noLocal", "/parameters/retainHandling",
                                                "/parameters/retainAsPublished"));
  EXPECT_THAT(errors("3.1.1", none), IsEmpty()) << "forms send what was left as it is";
}

TEST(validation, warns_of_a_group_before_version_5) {
  EXPECT_THAT(warnings_for("", R"(, "sharedGroup": "g")"), ElementsAre("/parameters/sharedGroup"));
  EXPECT_THAT(warnings_for(R"(, "mqttVersion": "5")", R"(, "sharedGroup": "g")"), IsEmpty());
}

TEST(validation, takes_what_is_empty_for_not_given) {
  EXPECT_TRUE(report(R"({"connection": {"brokerUrl": "a", "clientId": "c"},
                         "operation": "producer", "parameters": {"topic": "a", "contentType": "",
                         "messageExpiry": "", "payloadFormatIndicator": 0,
                         "userProperties": {}}})")
                  .valid());
}

TEST(validation, does_not_judge_by_a_version_that_it_could_not_read) {
  EXPECT_THAT(errors_of_properties("6"), ElementsAre("/connection/mqttVersion"));
}

TEST(operation_request, is_refused_what_the_connection_cannot_do) {
  const char* request = R"({"operation": "producer",
                            "parameters": {"topic": "a", "contentType": "b"}})";
  EXPECT_THAT(only_error(parse_operation_request(request, protocol::version::v3_1_1)),
              StartsWith("/parameters/contentType: contentType needs a connection with "
                         "mqttVersion 5"));
  EXPECT_THAT(parse_operation_request(request, protocol::version::v5).errors, IsEmpty());
}

TEST(validation, stays_valid_with_warnings) {
  EXPECT_TRUE(report(R"({"connection": {"brokerUrl": "a", "clientId": "123456789012345678901234",
                         "mqttVersion": "3.1"}})")
                  .valid());
}

TEST(errors_as_json, are_the_first_and_the_list) {
  const error first{error_code::core_config, "One.", {}, "/a"};
  const error second{error_code::core_config, "Two.", {}, "/b"};
  EXPECT_EQ(errors_to_json({first}), to_json(first));
  const std::string one = to_json(first);
  EXPECT_EQ(errors_to_json({first, second}),
            one.substr(0, one.size() - 1) + ",\"Errors\":[" + one + "," + to_json(second) + "]}");
}

TEST(manifest, describes_every_setting) {
  rapidjson::Document document;
  document.Parse(manifest_json("1.2.3").c_str());
  ASSERT_FALSE(document.HasParseError());
  EXPECT_STREQ(document["version"].GetString(), "1.2.3");
  EXPECT_EQ(document["connection"].Size(), connection_field_infos().size());
  std::vector<std::string> secrets;
  for (const auto& setting : document["connection"].GetArray()) {
    EXPECT_THAT(setting["help"].GetString(), testing::EndsWith("."));
    EXPECT_TRUE(setting["required"].IsBool());
    if (setting["secret"].GetBool()) secrets.push_back(setting["key"].GetString());
  }
  EXPECT_THAT(secrets, testing::ElementsAre("password", "clientKey", "clientKeyPassword",
                                            "webSocketHeaders", "proxy", "sharedAccessKey"));
  const auto& operations = document["operations"];
  ASSERT_EQ(operations.Size(), 2U);
  EXPECT_STREQ(operations[0]["name"].GetString(), "consumer");
  EXPECT_EQ(operations[0]["parameters"].Size(), consumer_field_infos().size());
  EXPECT_STREQ(operations[1]["name"].GetString(), "producer");
  EXPECT_EQ(operations[1]["parameters"].Size(), 10U);
}

std::string manifest_line(std::string_view key) {
  const std::string text = manifest_json("1");
  const auto begin = text.find(fmt::format(R"({{"key":"{}")", key));
  return text.substr(begin, text.find(R"("zh":)", begin) - begin);
}

TEST(manifest, says_what_a_field_may_hold) {
  EXPECT_THAT(manifest_line("maxReconnectInterval"),
              AllOf(HasSubstr(R"("type":"duration","tab":"advanced","group":"reconnecting",)"),
                    HasSubstr(R"("default":"10m","required":false,"requiredOnForm":false,)"),
                    HasSubstr(R"("minimum":"100ms","maximum":"24h",)"),
                    HasSubstr(R"("appliesWhen":{"autoReconnect":"true"},"label":"Maximum)")));
  EXPECT_THAT(manifest_line("maxInFlight"), HasSubstr(R"("type":"integer",)"));
  EXPECT_THAT(manifest_line("mqttVersion"), HasSubstr(R"("allowed":["3.1","3.1.1","5"])"));
  EXPECT_THAT(manifest_line("alpn"), HasSubstr(R"("appliesWhen":{"protocol":["TLS","WSS"]})"));
  EXPECT_THAT(manifest_line("deadLetterEnvelope"),
              HasSubstr(R"("appliesWhen":{"deadLetterTopic":"*"})"));
  EXPECT_THAT(manifest_line("clientId"), HasSubstr(R"("required":false,"requiredOnForm":true,)"));
}

TEST(manifest, has_the_words_of_the_form_in_two_languages) {
  const std::string text = manifest_json("1");
  EXPECT_THAT(text, HasSubstr(R"("label":"Protocol","allowedLabels":["TCP","TLS","WebSocket",)"));
  EXPECT_THAT(text, HasSubstr(R"("zh":{"label":"连接协议","allowedLabels":["TCP","TLS",)"));
  EXPECT_THAT(text, HasSubstr(R"({"key":"general","label":"General","zh":{"label":"通用配置"}})"));
}

}  // namespace
}  // namespace ipaas::mqtt::config
