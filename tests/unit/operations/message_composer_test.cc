// What becomes of a submitted message before it is a packet.
#include "operations/message_composer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ipaas::mqtt::operations {
namespace {

using protocol::version;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class message_composer_test : public testing::Test {
 protected:
  message_composer_test() {
    parameters.topic = "own/topic";
    message.payload = "content";
  }

  const protocol::publish& compose() {
    composer_.emplace(parameters, version);
    return compose_again();
  }
  const protocol::publish& compose_again() {
    result_ = {};
    const auto failure = composer_->compose(message, result_);
    EXPECT_FALSE(failure) << failure->field << " " << failure->description;
    return result_;
  }
  error failure() {
    composer_.emplace(parameters, version);
    protocol::publish unused;
    const auto failure = composer_->compose(message, unused);
    EXPECT_TRUE(failure);
    return failure.value_or(error{});
  }
  // "identifier=value" of each property, in their order.
  std::vector<std::string> properties() {
    std::vector<std::string> texts;
    const bytes run = composer_ ? compose_again().properties : compose().properties;
    EXPECT_FALSE(validate_properties(protocol::packet_type::publish, run));
    protocol::property_reader reader(run);
    while (const auto each = reader.next()) {
      std::string text = std::to_string(static_cast<int>(each->id)) + "=";
      if (!each->name.empty()) text += std::string(each->name) + ":";
      texts.push_back(each->text.empty() ? text + std::to_string(each->number)
                                         : text.append(each->text));
    }
    return texts;
  }
  using bytes = protocol::bytes;
  using pairs = std::vector<config::publish_properties::pair>;

  config::producer_settings parameters;
  record_view message;
  protocol::version version = version::v5;

 private:
  std::optional<message_composer> composer_;
  protocol::publish result_;
};

TEST_F(message_composer_test, goes_by_the_parameters) {
  parameters.qos = protocol::qos::exactly_once;
  parameters.retain = true;
  const auto& made = compose();
  EXPECT_EQ(made.topic, "own/topic");
  EXPECT_EQ(made.qos, protocol::qos::exactly_once);
  EXPECT_TRUE(made.retain);
  EXPECT_EQ(protocol::as_text(made.payload), "content");
  EXPECT_THAT(properties(), IsEmpty());
}

TEST_F(message_composer_test, sends_fixed_properties_with_every_message) {
  parameters.properties.content_type = "text/plain";
  parameters.properties.response_topic = "answers";
  parameters.properties.correlation_data = "AAE=";
  parameters.properties.message_expiry = "1m30s";
  parameters.properties.payload_format_indicator = 1;
  parameters.properties.user_properties = pairs{{"a", "1"}, {"a", "2"}};
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(properties(), ElementsAre("1=1", "3=text/plain", "8=answers",
                                          std::string("9=\0\1", 4), "2=90", "38=a:1", "38=a:2"));
  }
}

TEST_F(message_composer_test, fills_in_properties_from_each_message) {
  parameters.properties.content_type = "${attribute.contentType}";
  parameters.properties.correlation_data = "${attribute.id}";
  parameters.properties.message_expiry = "${variable.ttl}";
  parameters.properties.user_properties = pairs{{"t", "${payload.t}"}};
  message.payload = R"({"t":20})";
  message.attribute = R"({"contentType":"json","id":"Zg=="})";
  message.variable = R"({"ttl":5})";
  EXPECT_THAT(properties(), ElementsAre("3=json", "9=f", "2=5", "38=t:20"));
  message.payload = R"({"t":21})";
  message.attribute = R"({"contentType":"","id":""})";
  message.variable = R"({"ttl":"1m"})";
  EXPECT_THAT(properties(), ElementsAre("2=60", "38=t:21")) << "an empty one is left out";
}

TEST_F(message_composer_test, fails_where_a_property_has_no_value) {
  parameters.properties.content_type = "${attribute.contentType}";
  message.attribute = "{}";
  const error why = failure();
  EXPECT_EQ(why.code, error_code::publish_rejected);
  EXPECT_EQ(why.field, "/contentType");
  EXPECT_THAT(why.description, HasSubstr("there is no 'contentType' in attribute"));
}

TEST_F(message_composer_test, fails_where_a_property_gets_a_wrong_value) {
  message.attribute = R"({"x":"a/#"})";
  parameters.properties.response_topic = "${attribute.x}";
  const error topic = failure();
  EXPECT_EQ(topic.code, error_code::topic_invalid);
  EXPECT_EQ(topic.field, "/responseTopic");
  parameters.properties.response_topic.reset();
  parameters.properties.message_expiry = "${attribute.x}";
  const error expiry = failure();
  EXPECT_EQ(expiry.code, error_code::publish_rejected);
  EXPECT_EQ(expiry.field, "/messageExpiry");
  parameters.properties.message_expiry.reset();
  parameters.properties.user_properties = pairs{{"n", "${attribute.x}"}};
  message.attribute = R"({"x":"\u0000"})";
  EXPECT_EQ(failure().field, "/userProperties");
}

// --- what the message says itself ---

TEST_F(message_composer_test, goes_by_the_message_before_the_parameters) {
  parameters.topic = "${attribute.missing}";
  message.attribute = R"({"mqtt":{"topic":"its/${topic}","qos":1,"retain":true}})";
  for (const auto each : {version::v3_1, version::v3_1_1, version::v5}) {
    version = each;
    const auto& made = compose();
    EXPECT_EQ(made.topic, "its/${topic}") << "no placeholders in what comes with the data";
    EXPECT_EQ(made.qos, protocol::qos::at_least_once);
    EXPECT_TRUE(made.retain);
    EXPECT_EQ(protocol::as_text(made.payload), "content");
  }
}

TEST_F(message_composer_test, goes_by_the_message_for_that_message_only) {
  message.attribute = R"({"mqtt":{"topic":"b","qos":1,"retain":true,
                                  "properties":{"contentType":"x"}}})";
  compose();
  message.attribute = R"({"mqtt":{}})";
  const auto& made = compose_again();
  EXPECT_EQ(made.topic, "own/topic");
  EXPECT_EQ(made.qos, protocol::qos::at_most_once);
  EXPECT_FALSE(made.retain);
  EXPECT_TRUE(made.properties.empty());
}

TEST_F(message_composer_test, takes_properties_of_the_message_one_by_one) {
  parameters.properties.content_type = "text/plain";
  parameters.properties.response_topic = "${attribute.missing}";
  parameters.properties.message_expiry = "90";
  parameters.properties.user_properties = pairs{{"a", "1"}};
  message.attribute = R"({"mqtt":{"properties":{"responseTopic":"r","contentType":"",
                          "payloadFormatIndicator":1,"userProperties":{"b":"${c}"}}}})";
  EXPECT_THAT(properties(), ElementsAre("1=1", "8=r", "2=90", "38=b:${c}"));
}

TEST_F(message_composer_test, refuses_a_topic_of_the_message_that_is_none) {
  for (const char* topic : {"", "a/+", "#"}) {
    const std::string attribute = std::string(R"({"mqtt":{"topic":")") + topic + "\"}}";
    message.attribute = attribute;
    const error why = failure();
    EXPECT_EQ(why.code, error_code::topic_invalid);
    EXPECT_EQ(why.field, "/attribute/mqtt/topic");
  }
}

TEST_F(message_composer_test, refuses_properties_of_the_message_that_cannot_be_sent) {
  message.attribute = R"({"mqtt":{"properties":{"correlationData":"no"}}})";
  const error why = failure();
  EXPECT_EQ(why.code, error_code::publish_rejected);
  EXPECT_EQ(why.field, "/attribute/mqtt/properties/correlationData");
  message.attribute = R"({"mqtt":{"properties":{"responseTopic":"+"}}})";
  EXPECT_EQ(failure().code, error_code::topic_invalid);
  message.attribute = R"({"mqtt":{"properties":{"userProperties":{"\u0000":""}}}})";
  EXPECT_EQ(failure().field, "/attribute/mqtt/properties/userProperties");
}

TEST_F(message_composer_test, refuses_properties_of_the_message_before_version_5) {
  version = version::v3_1_1;
  message.attribute = R"({"mqtt":{"properties":{"contentType":"x"}}})";
  const error why = failure();
  EXPECT_EQ(why.code, error_code::publish_rejected);
  EXPECT_EQ(why.field, "/attribute/mqtt/properties");
  EXPECT_THAT(why.description, HasSubstr("mqttVersion 5"));
}

TEST_F(message_composer_test, refuses_an_override_that_is_none) {
  message.attribute = R"({"mqtt":7})";
  EXPECT_EQ(failure().field, "/attribute/mqtt");
}

}  // namespace
}  // namespace ipaas::mqtt::operations
