#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/fields.h"
#include "expect.h"

namespace ipaas::mqtt::config {
namespace {

using namespace std::chrono_literals;
using protocol::qos;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

consumer_settings consumer(std::string_view document) {
  const auto result = parse_consumer(document);
  EXPECT_THAT(result.errors, IsEmpty()) << result.errors[0].description;
  return result.settings;
}

producer_settings producer(std::string_view document) {
  const auto result = parse_producer(document);
  EXPECT_THAT(result.errors, IsEmpty()) << result.errors[0].description;
  return result.settings;
}

TEST(consumer_parameters, have_their_defaults) {
  const auto read = consumer(R"({"topics": ["a/#"]})");
  ASSERT_EQ(read.subscriptions.size(), 1U);
  EXPECT_EQ(read.subscriptions[0].filter, "a/#");
  EXPECT_EQ(read.subscriptions[0].qos, qos::at_most_once);
  EXPECT_EQ(read.ack_mode, ack_mode::after_flow_success);
  EXPECT_EQ(read.redelivery_delay, 1s);
  EXPECT_EQ(read.retained, retained_messages::deliver);
  EXPECT_EQ(read.shared_group, "");
  EXPECT_EQ(read.options, subscribe_options{});
  EXPECT_EQ(read.ack_order, ack_order::as_received);
  EXPECT_EQ(read.max_deliveries, 0U);
  EXPECT_EQ(read.settle_timeout, 0s);
  EXPECT_EQ(read.settle_timeout_action, overdue_action::report);
}

TEST(consumer_parameters, say_how_long_a_flow_may_take) {
  const auto read =
      consumer(R"({"topics": ["a"], "settleTimeout": "1m", "settleTimeoutAction": "retry"})");
  EXPECT_EQ(read.settle_timeout, 60s);
  EXPECT_EQ(read.settle_timeout_action, overdue_action::retry);
}

TEST(consumer_parameters, say_how_often_a_message_is_handed_over) {
  EXPECT_EQ(consumer(R"({"topics": ["a"], "maxDeliveries": 5})").max_deliveries, 5U);
}

TEST(consumer_parameters, show_users_the_defaults_that_hold) {
  for (const field_info* info : consumer_field_infos()) {
    if (info->default_text.empty()) continue;
    const auto read = consumer(R"({"topics": ["a"], ")" + std::string(info->key) +
                               "\": " + std::string(info->default_text) + "}");
    EXPECT_EQ(read.subscriptions[0].qos, subscription{}.qos) << info->key;
    EXPECT_EQ(read.ack_mode, consumer_settings{}.ack_mode) << info->key;
    EXPECT_EQ(read.redelivery_delay, consumer_settings{}.redelivery_delay) << info->key;
    EXPECT_EQ(read.retained, consumer_settings{}.retained) << info->key;
    EXPECT_EQ(read.options, consumer_settings{}.options) << info->key;
  }
}

TEST(consumer_parameters, let_an_entry_have_a_qos_of_its_own) {
  const auto read = consumer(R"({"topics": ["a", {"topic": "b", "qos": 0}, {"topic": "c/+"}],
                                 "qos": 2, "ackMode": "immediate", "redeliveryDelay": "5s"})");
  ASSERT_EQ(read.subscriptions.size(), 3U);
  EXPECT_EQ(read.subscriptions[0].qos, qos::exactly_once);
  EXPECT_EQ(read.subscriptions[1].qos, qos::at_most_once);
  EXPECT_EQ(read.subscriptions[2].filter, "c/+");
  EXPECT_EQ(read.subscriptions[2].qos, qos::exactly_once);
  EXPECT_EQ(read.ack_mode, ack_mode::immediate);
  EXPECT_EQ(read.redelivery_delay, 5s);
}

TEST(consumer_parameters, may_ask_for_what_version_5_offers) {
  const auto read = consumer(R"({"topics": ["a"], "retained": "skip", "noLocal": true,
                                 "retainHandling": "Send If New"})");
  EXPECT_EQ(read.retained, retained_messages::skip);
  EXPECT_EQ(read.options,
            (subscribe_options{true, false, subscribe_options::retain_handling::send_if_new}));
  EXPECT_TRUE(
      consumer(R"({"topics": ["a"], "retainAsPublished": true})").options.retain_as_published);
  EXPECT_EQ(consumer(R"({"topics": ["a"], "retainHandling": 2})").options.retained,
            subscribe_options::retain_handling::do_not_send);
}

TEST(consumer_parameters, may_share_their_filters_with_a_group) {
  const auto read = consumer(R"({"topics": ["a/#", {"topic": "b", "qos": 1}],
                                 "sharedGroup": "workers"})");
  ASSERT_EQ(read.subscriptions.size(), 2U);
  EXPECT_EQ(read.subscriptions[0].filter, "$share/workers/a/#");
  EXPECT_EQ(read.subscriptions[1].filter, "$share/workers/b");
  EXPECT_EQ(consumer(R"({"topics": ["a"], "sharedGroup": ""})").subscriptions[0].filter, "a");
}

TEST(consumer_parameters, know_a_qos_in_every_spelling) {
  for (const char* spelling : {"1", "\"1\"", "1.0", "\"AT_LEAST_ONCE\"", "\"At Least Once\"",
                               "\"at-least-once\"", "\"QoS 1\"", "\"atLeastOnce\""}) {
    const auto result =
        parse_consumer(R"({"topics": ["a"], "qos": )" + std::string(spelling) + "}");
    if (std::string_view(spelling) == "1.0") {
      EXPECT_THAT(only_error(result), StartsWith("/qos: qos is 1.0, but"));
      continue;
    }
    ASSERT_THAT(result.errors, IsEmpty()) << spelling;
    EXPECT_EQ(result.settings.subscriptions[0].qos, qos::at_least_once) << spelling;
  }
}

struct bad_document {
  const char* document;
  const char* begins;
};

class broken_consumer : public testing::TestWithParam<bad_document> {};

TEST_P(broken_consumer, is_an_error_at_its_field) {
  EXPECT_THAT(only_error(parse_consumer(GetParam().document)), StartsWith(GetParam().begins));
}

INSTANTIATE_TEST_SUITE_P(
    parameters, broken_consumer,
    testing::Values(
        bad_document{"{}", "/topics: topics is missing"},
        bad_document{R"({"topics": []})", "/topics: topics is empty"},
        bad_document{R"({"topics": "a"})", "/topics: topics is \"a\", but must be an array"},
        bad_document{R"({"topics": [""]})", "/topics/0: "},
        bad_document{R"({"topics": ["a", "b/#/c"]})",
                     "/topics/1: The topic filter \"b/#/c\" cannot be subscribed to: "},
        bad_document{R"({"topics": [7]})",
                     "/topics/0: An entry of topics is a number, but must be"},
        bad_document{R"({"topics": [null]})", "/topics/0: An entry of topics is null"},
        bad_document{R"({"topics": [{"qos": 1}]})", "/topics/0/topic: topic is missing"},
        bad_document{R"({"topics": [{"topic": "a+"}]})", "/topics/0/topic: "},
        bad_document{R"({"topics": [{"topic": "a", "qos": 3}]})",
                     "/topics/0/qos: qos is 3, but must be one of"},
        bad_document{R"({"topics": [{"topic": "a", "qoz": 1}]})",
                     "/topics/0/qoz: There is no setting \"qoz\" here; the nearest is \"qos\""},
        bad_document{R"({"topics": ["a"], "qos": "twice"})", "/qos: "},
        bad_document{
            R"({"topics": ["a"], "ackMode": "LATER"})",
            "/ackMode: ackMode is \"LATER\", but must be one of AFTER_FLOW_SUCCESS or IMMEDIATE"},
        bad_document{R"({"topics": ["a"], "redeliveryDelay": 0})", "/redeliveryDelay: "},
        bad_document{R"({"topics": ["a"], "retained": "KEEP"})",
                     "/retained: retained is \"KEEP\", but must be one of DELIVER or SKIP"},
        bad_document{R"({"topics": ["a"], "sharedGroup": "a/b"})",
                     "/sharedGroup: sharedGroup is \"a/b\", but must not hold /, + or #"},
        bad_document{R"({"topics": ["a"], "sharedGroup": "\u0000"})", "/sharedGroup: "},
        bad_document{R"({"topics": ["b", "$share/g/a"], "sharedGroup": "g"})",
                     "/topics/1: The topic filter \"$share/g/a\" is shared already"},
        bad_document{R"({"topics": ["a/#/b"], "sharedGroup": "g"})",
                     "/topics/0: The topic filter \"a/#/b\" cannot be subscribed to: "},
        bad_document{R"({"topics": ["a"], "sharedGroup": "g", "noLocal": true})",
                     "/noLocal: noLocal cannot be asked for with a shared subscription"},
        bad_document{R"({"topics": ["$share/g/a"], "noLocal": true})", "/noLocal: noLocal cannot"},
        bad_document{R"({"topics": ["a"], "retained": "SKIP", "retainAsPublished": true})",
                     "/retainAsPublished: retainAsPublished takes away the mark"},
        bad_document{R"({"topics": ["a"], "retainHandling": 3})", "/retainHandling: "},
        bad_document{R"({"topics": ["a"], "maxDeliveries": 0})", "/maxDeliveries: "},
        bad_document{R"({"topics": ["a"], "settleTimeout": 0})", "/settleTimeout: "},
        bad_document{R"({"topics": ["a"], "deadLetterTopic": "a/+"})",
                     "/deadLetterTopic: deadLetterTopic cannot be published to: "},
        bad_document{R"({"topics": ["a"], "deadLetterTopic": ""})", "/deadLetterTopic: "},
        bad_document{R"({"topics": ["a"], "settleTimeout": 9, "settleTimeoutAction": "DROP"})",
                     "/settleTimeoutAction: "},
        bad_document{R"({"topic": ["a"], "topics": ["a"]})",
                     "/topic: There is no setting \"topic\" here; the nearest is \"topics\""},
        bad_document{"[]", ": Found an array where an object is expected"}));

TEST(consumer_parameters, say_in_which_order_to_acknowledge) {
  EXPECT_EQ(consumer(R"({"topics": ["a"], "ackOrder": "AS_SETTLED"})").ack_order,
            ack_order::as_settled);
}

TEST(consumer_parameters, know_where_dead_letters_go) {
  const auto read =
      consumer(R"({"topics": ["a/#"], "deadLetterTopic": "dead/a", "deadLetterEnvelope": true})");
  EXPECT_EQ(read.dead_letter_topic, "dead/a");
  EXPECT_TRUE(read.dead_letter_envelope);
}

TEST(consumer_parameters, warn_of_dead_letters_that_come_back) {
  const auto result =
      parse_consumer(R"({"topics": ["b", "a/#", "bad/#/filter"], "deadLetterTopic": "a/dead"})");
  EXPECT_THAT(fields_of(result.warnings), ElementsAre("/deadLetterTopic"));
}

TEST(consumer_parameters, warn_of_a_filter_that_stands_twice) {
  const auto result = parse_consumer(R"({"topics": ["a", "b", {"topic": "a", "qos": 1}]})");
  EXPECT_THAT(result.errors, IsEmpty());
  EXPECT_THAT(fields_of(result.warnings), ElementsAre("/topics/2"));
}

TEST(consumer_parameters, list_at_most_a_hundred_mistakes) {
  std::string entries = "7";
  for (int i = 1; i < 1000; ++i) entries += ", 7";
  EXPECT_EQ(parse_consumer(R"({"topics": [)" + entries + "]}").errors.size(), 100U);
}

TEST(producer_parameters, have_their_defaults) {
  const auto read = producer(R"({"topic": "a/b"})");
  EXPECT_EQ(read.topic, "a/b");
  EXPECT_EQ(read.payload, std::nullopt);
  EXPECT_EQ(read.qos, qos::at_most_once);
  EXPECT_FALSE(read.retain);
}

TEST(producer_parameters, are_read) {
  const auto read = producer(R"({"topic": "a/${variable.site}", "payload": "${payload.t} C",
                                 "qos": "Exactly Once", "retain": "true"})");
  EXPECT_EQ(read.topic, "a/${variable.site}");
  EXPECT_EQ(read.payload, "${payload.t} C");
  EXPECT_EQ(read.qos, qos::exactly_once);
  EXPECT_TRUE(read.retain);
  EXPECT_EQ(producer(R"({"topic": "a", "payload": ""})").payload, "");
}

TEST(producer_parameters, may_have_properties) {
  const auto read = producer(R"({"topic": "a", "contentType": "text/${variable.kind}",
      "responseTopic": "answers/me", "correlationData": "${attribute.correlationData}",
      "messageExpiry": 90, "payloadFormatIndicator": 1,
      "userProperties": {"site": "${variable.site}", "plain": ""}})");
  EXPECT_EQ(read.properties.content_type, "text/${variable.kind}");
  EXPECT_EQ(read.properties.response_topic, "answers/me");
  EXPECT_EQ(read.properties.correlation_data, "${attribute.correlationData}");
  EXPECT_EQ(read.properties.message_expiry, "90");
  EXPECT_EQ(read.properties.payload_format_indicator, 1);
  using pair = publish_properties::pair;
  EXPECT_THAT(*read.properties.user_properties,
              ElementsAre(pair{"site", "${variable.site}"}, pair{"plain", ""}));
}

TEST(producer_parameters, may_list_user_properties_with_one_name) {
  const auto read = producer(R"({"topic": "a", "userProperties": [["a", "1"], ["a", "2"]]})");
  using pair = publish_properties::pair;
  EXPECT_THAT(*read.properties.user_properties, ElementsAre(pair{"a", "1"}, pair{"a", "2"}));
}

// The tables of forms make objects of two columns.
TEST(producer_parameters, may_list_user_properties_as_names_and_values) {
  const auto read =
      producer(R"({"topic": "a", "userProperties": [{"value": "1", "name": "a"}, ["a", "2"]]})");
  using pair = publish_properties::pair;
  EXPECT_THAT(*read.properties.user_properties, ElementsAre(pair{"a", "1"}, pair{"a", "2"}));
}

class broken_producer : public testing::TestWithParam<bad_document> {};

TEST_P(broken_producer, is_an_error_at_its_field) {
  EXPECT_THAT(only_error(parse_producer(GetParam().document)), StartsWith(GetParam().begins));
}

INSTANTIATE_TEST_SUITE_P(
    parameters, broken_producer,
    testing::Values(
        bad_document{"{}", "/topic: topic is missing"},
        bad_document{R"({"topic": ""})", "/topic: topic cannot be published to: "},
        bad_document{R"({"topic": "a/+"})", "/topic: topic cannot be published to: "},
        bad_document{R"({"topic": "#/${variable.x}"})", "/topic: topic cannot be published to: "},
        bad_document{R"({"topic": "${variable.x}/+"})", "/topic: topic cannot be published to: "},
        bad_document{R"({"topic": "${nowhere.x}"})",
                     "/topic: \"${nowhere.x}\" is no placeholder: "},
        bad_document{R"({"topic": "a", "payload": "${variable.x"})",
                     "/payload: \"${variable.x\" is no placeholder: its } is missing"},
        bad_document{R"({"topic": "a", "payload": {"x": 1}})",
                     "/payload: payload is an object, but must be a string"},
        bad_document{R"({"topic": "a", "qos": 4})", "/qos: "},
        bad_document{R"({"topic": "a", "contentType": "\u0000"})",
                     "/contentType: contentType cannot be sent: it holds U+0000"},
        bad_document{R"({"topic": "a", "contentType": "${a.b}"})",
                     "/contentType: \"${a.b}\" is no"},
        bad_document{R"({"topic": "a", "responseTopic": "a/#"})",
                     "/responseTopic: responseTopic cannot be sent: "},
        bad_document{R"({"topic": "a", "correlationData": "a"})",
                     "/correlationData: correlationData cannot be sent: it is no base64"},
        bad_document{R"({"topic": "a", "messageExpiry": "soon"})",
                     "/messageExpiry: messageExpiry cannot be sent: it is no duration"},
        bad_document{R"({"topic": "a", "messageExpiry": "1500ms"})",
                     "/messageExpiry: messageExpiry cannot be sent: MQTT counts it in whole"},
        bad_document{R"({"topic": "a", "messageExpiry": 4294967296})",
                     "/messageExpiry: messageExpiry cannot be sent: it is longer than"},
        bad_document{R"({"topic": "a", "messageExpiry": true})",
                     "/messageExpiry: messageExpiry is true, but must be a duration"},
        bad_document{R"({"topic": "a", "payloadFormatIndicator": 2})",
                     "/payloadFormatIndicator: payloadFormatIndicator is 2, but must be a whole "
                     "number from 0 to 1"},
        bad_document{R"({"topic": "a", "userProperties": "a"})",
                     "/userProperties: userProperties is \"a\", but must be an object of names"},
        bad_document{R"({"topic": "a", "userProperties": {"a": 1}})", "/userProperties: "},
        bad_document{R"({"topic": "a", "userProperties": [["a"]]})", "/userProperties: "},
        bad_document{R"({"topic": "a", "userProperties": [{"name": "a", "text": "b"}]})",
                     "/userProperties: "},
        bad_document{R"({"topic": "a", "userProperties": {"a": "${x}"}})", "/userProperties: "},
        bad_document{R"({"topic": "a", "userProperties": {"\u0000": ""}})",
                     "/userProperties: \"\\u0000\" cannot be sent: it holds U+0000"},
        bad_document{R"({"topic": "a", "retain": 0})",
                     "/retain: retain is 0, but must be true or false"},
        bad_document{
            R"({"topic": "a", "retained": true})",
            "/retained: There is no setting \"retained\" here; the nearest is \"retain\""}));

TEST(producer_parameters, may_have_a_topic_of_placeholders_only) {
  EXPECT_THAT(parse_producer(R"({"topic": "${attribute.topic}"})").errors, IsEmpty());
}

}  // namespace
}  // namespace ipaas::mqtt::config
