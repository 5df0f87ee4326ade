#include "config/message_override.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expect.h"

namespace ipaas::mqtt::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

message_override read(std::string_view attribute) {
  message_override out;
  EXPECT_TRUE(may_hold_override(attribute));
  const auto failure = read_override(attribute, out);
  EXPECT_FALSE(failure) << failure->description;
  return out;
}

TEST(message_override, is_looked_for_only_where_its_name_stands) {
  EXPECT_FALSE(may_hold_override(""));
  EXPECT_FALSE(may_hold_override(R"({"QoS":1,"topic":"site/mqtt","messageID":4})"));
  EXPECT_TRUE(may_hold_override(R"({"mqtt":{}})"));
}

TEST(message_override, holds_what_the_message_says) {
  const auto own = read(R"({"QoS": 0, "mqtt": {"topic": "a/${b}", "qos": "AT_LEAST_ONCE",
      "retain": true, "properties": {"contentType": "c", "responseTopic": "", "messageExpiry": 5,
      "correlationData": "Zg==", "payloadFormatIndicator": 0, "userProperties": [["a", "b"]]}}})");
  EXPECT_EQ(own.topic, "a/${b}");
  EXPECT_EQ(own.qos, protocol::qos::at_least_once);
  EXPECT_EQ(own.retain, true);
  EXPECT_EQ(own.properties->content_type, "c");
  EXPECT_EQ(own.properties->response_topic, "");
  EXPECT_EQ(own.properties->correlation_data, "Zg==");
  EXPECT_EQ(own.properties->message_expiry, "5");
  EXPECT_EQ(own.properties->payload_format_indicator, 0);
  EXPECT_THAT(*own.properties->user_properties, ElementsAre(publish_properties::pair{"a", "b"}));
}

TEST(message_override, leaves_out_what_is_not_given) {
  for (const char* attribute :
       {R"({"mqtt": {}})", R"({"mqtt": null})", R"({"a": "mqtt", "b": {"mqtt": {"qos": 1}}})",
        R"({"mqtt": {"topic": null, "qos": null, "retain": null, "properties": null}})"}) {
    const auto own = read(attribute);
    EXPECT_FALSE(own.topic || own.qos || own.retain || own.properties) << attribute;
  }
}

struct bad_override {
  const char* attribute;
  const char* field;
  const char* says;
};

class broken_override : public testing::TestWithParam<bad_override> {};

TEST_P(broken_override, is_an_error_at_its_field) {
  message_override out;
  const auto failure = read_override(GetParam().attribute, out);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->code, error_code::publish_rejected);
  EXPECT_EQ(failure->field, GetParam().field);
  EXPECT_THAT(failure->description, HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    attributes, broken_override,
    testing::Values(
        bad_override{R"({"mqtt")", "/attribute", "The text is not JSON: line 1, column 8"},
        bad_override{R"({"mqtt": "a"})", "/attribute/mqtt", "Found a string where an object"},
        bad_override{R"({"mqtt": {"Topic": "a"}})", "/attribute/mqtt/Topic",
                     "the nearest is \"topic\""},
        bad_override{R"({"mqtt": {"topic": 1}})", "/attribute/mqtt/topic", "must be a string"},
        bad_override{R"({"mqtt": {"qos": 3}})", "/attribute/mqtt/qos", "qos is 3, but must be"},
        bad_override{R"({"mqtt": {"retain": 1}})", "/attribute/mqtt/retain", "true or false"},
        bad_override{R"({"mqtt": {"properties": []}})", "/attribute/mqtt/properties",
                     "Found an array where an object"},
        bad_override{R"({"mqtt": {"properties": {"messageExpiryInterval": 1}}})",
                     "/attribute/mqtt/properties/messageExpiryInterval",
                     "the nearest is \"messageExpiry\""},
        bad_override{R"({"mqtt": {"properties": {"contentType": {}}}})",
                     "/attribute/mqtt/properties/contentType", "must be a string"},
        bad_override{R"({"mqtt": {"properties": {"userProperties": [["a", 1]]}}})",
                     "/attribute/mqtt/properties/userProperties", "an array of [name, string]"}));

}  // namespace
}  // namespace ipaas::mqtt::config
