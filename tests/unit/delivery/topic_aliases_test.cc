// Messages that come by an alias in the place of their topic.
#include "delivery/topic_aliases.h"

#include "protocol/property_writer.h"
#include "rig.h"

namespace ipaas::mqtt::delivery {
namespace {

using namespace test;
using protocol::property_id;

constexpr std::string_view unknown = "PUBLISH with a topic alias that stands for no topic";

std::vector<std::byte> with_alias(std::uint16_t alias, std::string_view content_type = {}) {
  protocol::property_writer writer;
  if (!content_type.empty()) writer.add({.id = property_id::content_type, .text = content_type});
  writer.add({.id = property_id::topic_alias, .number = alias});
  return {writer.written().begin(), writer.written().end()};
}

class topic_aliases_test : public testing::Test {
 protected:
  topic_aliases_test() {
    on.add_consumer(1, {"#"});
    on.connect();
  }
  engine::reception::status publish(std::string topic, std::uint16_t alias,
                                    std::string payload = "x") {
    return on.publish({.level = q0,
                       .payload = std::move(payload),
                       .topic = std::move(topic),
                       .properties = with_alias(alias)});
  }
  // The topics of what was handed over.
  std::vector<std::string> topics() {
    std::vector<std::string> texts;
    for (const handover& each : on.take()) texts.emplace_back(each.message.topic);
    return texts;
  }

  rig on{rig::options{.version = version::v5}};
};

TEST_F(topic_aliases_test, an_alias_stands_for_the_topic_it_came_with) {
  EXPECT_EQ(publish("a/b", 1), taken);
  EXPECT_EQ(publish("c", topic_aliases::maximum), taken);
  EXPECT_EQ(publish("", 1), taken);
  EXPECT_EQ(publish("", topic_aliases::maximum), taken);
  EXPECT_THAT(topics(), ElementsAre("a/b", "c", "a/b", "c"));
}

TEST_F(topic_aliases_test, an_alias_may_be_given_to_another_topic) {
  publish("a", 1);
  publish("", 1);
  publish("b", 1);
  publish("", 1);
  EXPECT_THAT(topics(), ElementsAre("a", "a", "b", "b"));
}

TEST_F(topic_aliases_test, everything_of_the_message_stays_what_it_was) {
  const std::string payload(100'000, 'p');
  publish("a", 1);
  for (int i = 0; i < 3; ++i) {
    on.publish({.level = q1,
                .identifier = 7,
                .payload = payload,
                .topic = "",
                .properties = with_alias(1, "text")});
  }
  const auto handed = on.take();
  ASSERT_EQ(handed.size(), 2U) << "repeated messages are known by their content";
  EXPECT_EQ(handed[1].message.topic, "a");
  EXPECT_EQ(protocol::as_text(handed[1].message.payload), payload);
  protocol::property_reader reader(handed[1].message.properties);
  EXPECT_EQ(reader.next()->text, "text");
  EXPECT_TRUE(on.last_block_is_free()) << "the message has moved";
}

TEST_F(topic_aliases_test, a_message_outlives_its_alias) {
  publish("first", 1);
  publish("", 1, "one");
  publish("second", 1);
  publish("", 1, "two");
  const auto handed = on.take();
  on.disconnect();
  on.connect();
  publish("third", 1);
  EXPECT_EQ(handed[1].message.topic, "first");
  EXPECT_EQ(protocol::as_text(handed[1].message.payload), "one");
  EXPECT_EQ(handed[3].message.topic, "second");
}

TEST_F(topic_aliases_test, an_alias_that_was_never_set_is_an_error) {
  EXPECT_EQ(publish("", 1), failed);
  EXPECT_EQ(on.problem(), unknown);
  publish("a", 2);
  EXPECT_EQ(publish("", 1), failed) << "below one that was";
  EXPECT_EQ(publish("", 3), failed);
}

TEST_F(topic_aliases_test, an_alias_above_the_maximum_is_an_error) {
  EXPECT_EQ(publish("a", topic_aliases::maximum + 1), failed);
  EXPECT_EQ(on.problem(), "PUBLISH with a topic alias above the maximum");
}

TEST_F(topic_aliases_test, a_new_connection_begins_without_aliases) {
  publish("a", 1);
  on.disconnect();
  on.resume();
  EXPECT_EQ(publish("", 1), failed);
  EXPECT_EQ(on.problem(), unknown);
}

TEST_F(topic_aliases_test, a_message_without_room_may_be_given_again) {
  rig small({.version = version::v5, .max_messages = 1});
  small.add_consumer(1, {"#"});
  small.connect();
  small.publish({.level = q0, .topic = "a", .properties = with_alias(1)});
  const message aliased{.level = q0, .payload = "again", .topic = "", .properties = with_alias(1)};
  EXPECT_EQ(small.publish(aliased), no_room);
  small.settle(small.take_one(), verdict::accept);
  EXPECT_EQ(small.publish(aliased), taken);
  EXPECT_EQ(small.take_one().message.topic, "a");
}

}  // namespace
}  // namespace ipaas::mqtt::delivery
