// A configuration of Kafka Connect, judged by the plugin and answered in Connect's words.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/kafka_connect_report.h"
#include "harness/paths.h"
#include "json.h"
#include "manifest.h"

namespace ipaas::documents_test {
namespace {

using namespace command_line;
using formats::kafka_connect_report;
using json = rapidjson::Value;

rapidjson::Document answer(std::string_view text, std::string_view operation) {
  const auto configuration = parse_json(text, "the configuration");
  const kafka_connect_report connect(settings(), configuration, operation, formats::language::en);
  const auto report =
      parse_json(host::plugin(harness::mqtt_plugin()).validate(connect.request()), "report");
  return parse_json(connect.answer(report).compact_text(), "the answer");
}

const json& value_of(const json& answer, std::string_view name) {
  for (const auto& each : answer["configs"].GetArray()) {
    if (text_member(each["value"], "name") == name) return each["value"];
  }
  throw std::out_of_range(std::string(name));
}

TEST(kafka_connect_answer, reads_texts_for_all_types) {
  const auto said = answer(
      R"({"name": "c", "connector.class": "x.Source", "tasks.max": "1", "brokerUrl": "127.0.0.1",
          "clientId": "me", "cleanSession": "true", "maxInFlight": "20", "topics": "a/#,b",
          "qos": "1"})",
      "consumer");
  EXPECT_EQ(text_member(said, "name"), "x.Source");
  EXPECT_EQ(said["error_count"].GetInt(), 0) << to_text(said);
  EXPECT_EQ(text_member(value_of(said, "topics"), "value"), "a/#,b");
}

TEST(kafka_connect_answer, puts_each_error_at_its_setting) {
  const auto said = answer(
      R"({"clientId": "me", "keepAlive": "soon", "wrong": "1", "topic": "a/#"})", "producer");
  EXPECT_EQ(said["error_count"].GetInt(), 4) << to_text(said);
  for (const char* name : {"brokerUrl", "keepAlive", "topic", "wrong"}) {
    EXPECT_EQ(value_of(said, name)["errors"].Size(), 1U) << name;
  }
  EXPECT_EQ(value_of(said, "clientId")["errors"].Size(), 0U);
}

TEST(kafka_connect_answer, hides_what_does_not_apply_and_never_shows_a_secret) {
  const auto said = answer(
      R"({"brokerUrl": "127.0.0.1", "clientId": "me", "username": "u", "password": "canary"})", "");
  EXPECT_FALSE(value_of(said, "willTopic")["visible"].GetBool());
  EXPECT_FALSE(value_of(said, "clientKey")["visible"].GetBool());
  EXPECT_TRUE(value_of(said, "protocol")["visible"].GetBool());
  EXPECT_EQ(text_member(value_of(said, "protocol"), "value"), "TCP");
  EXPECT_EQ(to_text(said).find("canary"), std::string::npos);
}

}  // namespace
}  // namespace ipaas::documents_test
