// The attribute of a consumed message, as exact JSON.
#include "operations/attribute_text.h"

#include <gtest/gtest.h>

#include <tuple>
#include <utility>
#include <vector>

#include "protocol/property_writer.h"

namespace ipaas::mqtt::operations {
namespace {

using protocol::property_id;
using protocol::qos;
using namespace std::string_view_literals;

protocol::publish message_on(std::string_view topic) {
  protocol::publish message;
  message.topic = topic;
  return message;
}

TEST(attribute_text, says_what_the_packet_said) {
  attribute_text text;
  EXPECT_EQ(text.of(message_on("a/b"), 1),
            R"({"QoS":0,"topic":"a/b","messageID":0,"retain":false,"duplicate":false,)"
            R"("deliveries":1})");
  protocol::publish message = message_on("a/b");
  message.qos = qos::exactly_once;
  message.identifier = 65'535;
  message.retain = true;
  message.duplicate = true;
  EXPECT_EQ(text.of(message, 4'294'967'295),
            R"({"QoS":2,"topic":"a/b","messageID":65535,"retain":true,"duplicate":true,)"
            R"("deliveries":4294967295})");
}

TEST(attribute_text, a_topic_is_escaped) {
  attribute_text text;
  EXPECT_EQ(text.of(message_on("a\"b\\c\x01\xC3\xA4"sv), 1),
            R"({"QoS":0,"topic":"a\"b\\c\u0001)"
            "\xC3\xA4"
            R"(","messageID":0,"retain":false,"duplicate":false,"deliveries":1})");
}

TEST(attribute_text, nothing_of_the_message_before_is_left) {
  attribute_text text;
  protocol::publish first = message_on("a");
  first.qos = qos::at_least_once;
  first.identifier = 7;
  first.retain = true;
  text.of(first, 3);
  for (const auto& [topic, level, beginning] :
       {std::tuple("a", qos::at_most_once, R"({"QoS":0,"topic":"a","messageID":0)"),
        std::tuple("b", qos::at_most_once, R"({"QoS":0,"topic":"b","messageID":0)"),
        std::tuple("b", qos::at_least_once, R"({"QoS":1,"topic":"b","messageID":0)")}) {
    protocol::publish next = message_on(topic);
    next.qos = level;
    EXPECT_EQ(text.of(next, 1),
              std::string(beginning) + R"(,"retain":false,"duplicate":false,"deliveries":1})");
  }
}

// What is alike in two messages is not made again.
TEST(attribute_text, messages_that_differ_in_one_thing_are_told_apart) {
  protocol::property_writer properties;
  properties.add({.id = property_id::content_type, .text = "x"});
  const protocol::publish usual = message_on("a");
  std::vector<protocol::publish> messages(5, usual);
  messages[1].identifier = 1;
  messages[2].retain = true;
  messages[3].duplicate = true;
  messages[4].properties = properties.written();
  attribute_text text;
  for (const protocol::publish& other : messages) {
    for (const auto& [message, deliveries] :
         {std::pair(usual, 1U), std::pair(other, 1U), std::pair(other, 1U), std::pair(usual, 1U),
          std::pair(usual, 2U)}) {
      attribute_text fresh;
      EXPECT_EQ(text.of(message, deliveries), fresh.of(message, deliveries));
    }
  }
}

// The topic's bytes belong to a block that is used again.
TEST(attribute_text, a_topic_that_changed_in_place_is_seen) {
  attribute_text text;
  std::string topic = "a";
  text.of(message_on(topic), 1);
  topic[0] = 'b';
  EXPECT_NE(text.of(message_on(topic), 1).find(R"("topic":"b")"), std::string::npos);
}

class with_properties : public testing::Test {
 protected:
  // The attribute behind the members that every message has.
  std::string extra() {
    protocol::publish message = message_on("a");
    message.properties = writer.written();
    constexpr std::string_view common =
        R"({"QoS":0,"topic":"a","messageID":0,"retain":false,"duplicate":false,"deliveries":1)";
    const std::string all(text.of(message, 1));
    EXPECT_TRUE(all.starts_with(common)) << all;
    return all.substr(common.size());
  }

  protocol::property_writer writer;
  attribute_text text;
};

TEST_F(with_properties, every_property_of_mqtt_5_has_its_member) {
  writer.add({.id = property_id::payload_format_indicator, .number = 1});
  writer.add({.id = property_id::message_expiry_interval, .number = 4'294'967'295});
  writer.add({.id = property_id::content_type, .text = "text/\"x\""});
  writer.add({.id = property_id::response_topic, .text = "r/t"});
  writer.add({.id = property_id::correlation_data, .text = "\0\xFF\x10"sv});
  EXPECT_EQ(extra(),
            R"(,"payloadFormatIndicator":1,"messageExpiryInterval":4294967295,)"
            R"("contentType":"text/\"x\"","responseTopic":"r/t","correlationData":"AP8Q"})");
}

TEST_F(with_properties, what_comes_several_times_is_a_list) {
  writer.add({.id = property_id::user_property, .name = "k", .text = "1"});
  writer.add({.id = property_id::subscription_identifier, .number = 268'435'455});
  writer.add({.id = property_id::user_property, .name = "k", .text = "\"2\""});
  writer.add({.id = property_id::subscription_identifier, .number = 1});
  EXPECT_EQ(extra(), R"(,"subscriptionIdentifiers":[268435455,1],"userProperties":[["k","1"],)"
                     R"(["k","\"2\""]]})");
}

TEST_F(with_properties, one_of_a_list_is_a_list) {
  writer.add({.id = property_id::subscription_identifier, .number = 3});
  writer.add({.id = property_id::user_property, .name = "", .text = ""});
  EXPECT_EQ(extra(), R"(,"subscriptionIdentifiers":[3],"userProperties":[["",""]]})");
}

}  // namespace
}  // namespace ipaas::mqtt::operations
