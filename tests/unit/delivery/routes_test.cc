#include "delivery/routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/property_writer.h"

namespace ipaas::mqtt::delivery {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::byte> identifiers(std::initializer_list<std::uint32_t> numbers) {
  protocol::property_writer writer;
  writer.add({.id = protocol::property_id::content_type, .text = "text/plain"});
  for (const std::uint32_t number : numbers) {
    writer.add({.id = protocol::property_id::subscription_identifier, .number = number});
  }
  return {writer.written().begin(), writer.written().end()};
}

const auto machines = subscription_identifier_of({"machine/+"});
const auto alarms = subscription_identifier_of({"alarm", "machine/1"});

TEST(subscription_identifier, follows_from_the_filters_and_their_order) {
  EXPECT_EQ(subscription_identifier_of({"a", "b"}), subscription_identifier_of({"a", "b"}));
  EXPECT_NE(subscription_identifier_of({"a", "b"}), subscription_identifier_of({"b", "a"}));
  EXPECT_NE(subscription_identifier_of({"ab"}), subscription_identifier_of({"a", "b"}));
}

// Stored by brokers in kept sessions: it must not change from one build to the next.
TEST(subscription_identifier, is_the_same_in_every_build) {
  EXPECT_EQ(subscription_identifier_of({"machine/+"}), 202'074'440U);
}

TEST(subscription_identifier, is_in_the_range_of_mqtt) {
  for (int i = 0; i < 1'000; ++i) {
    const auto number = subscription_identifier_of({"topic/" + std::to_string(i)});
    ASSERT_GE(number, 1U);
    ASSERT_LE(number, 268'435'455U);
  }
}

TEST(routes, match_by_topic) {
  routes table;
  table.add(1, {"machine/+"});
  table.add(2, {"alarm", "machine/1"});
  EXPECT_THAT(table.match({.topic = "machine/2"}), ElementsAre(1));
  EXPECT_THAT(table.match({.topic = "machine/1"}), ElementsAre(1, 2));
  EXPECT_THAT(table.match({.topic = "alarm"}), ElementsAre(2));
  EXPECT_THAT(table.match({.topic = "else"}), IsEmpty());
}

TEST(routes, an_operation_gets_a_message_once_although_two_filters_match) {
  routes table;
  table.add(1, {"#", "a/+", "a/b"});
  EXPECT_THAT(table.match({.topic = "a/b"}), ElementsAre(1));
}

TEST(routes, the_same_topic_again_matches_operations_that_came_or_went) {
  routes table;
  table.add(1, {"a"});
  EXPECT_THAT(table.match({.topic = "a"}), ElementsAre(1));
  table.add(2, {"#"});
  EXPECT_THAT(table.match({.topic = "a"}), ElementsAre(1, 2));
  table.remove(1);
  EXPECT_THAT(table.match({.topic = "a"}), ElementsAre(2));
}

TEST(routes, match_by_subscription_identifier) {
  routes table;
  table.add(1, {"machine/+"});
  table.add(2, {"alarm", "machine/1"});
  const auto second = identifiers({alarms});
  EXPECT_THAT(table.match({.topic = "machine/1", .properties = second}), ElementsAre(2));
  const auto both = identifiers({alarms, machines});
  EXPECT_THAT(table.match({.topic = "machine/1", .properties = both}), ElementsAre(2, 1));
}

TEST(routes, without_an_identifier_the_topic_decides) {
  routes table;
  table.add(1, {"machine/+"});
  const auto none = identifiers({});
  EXPECT_THAT(table.match({.topic = "machine/1", .properties = none}), ElementsAre(1));
}

TEST(routes, an_identifier_from_before_falls_back_to_the_topic) {
  routes table;
  table.add(1, {"machine/+"});
  table.add(2, {"alarm", "machine/1"});
  const auto unknown = identifiers({machines, 99});
  EXPECT_THAT(table.match({.topic = "machine/1", .properties = unknown}), ElementsAre(1, 2));
}

// What was matched by identifier says nothing about the next message of the same topic.
TEST(routes, identifiers_do_not_spoil_what_is_remembered_of_a_topic) {
  routes table;
  table.add(1, {"machine/+"});
  table.add(2, {"alarm", "machine/1"});
  table.match({.topic = "machine/1"});
  const auto second = identifiers({alarms});
  table.match({.topic = "machine/1", .properties = second});
  EXPECT_THAT(table.match({.topic = "machine/1"}), ElementsAre(1, 2));
}

TEST(routes, operations_with_the_same_filters_share_an_identifier) {
  routes table;
  table.add(1, {"machine/+"});
  table.add(2, {"machine/+"});
  const auto shared = identifiers({machines});
  EXPECT_THAT(table.match({.topic = "machine/1", .properties = shared}), ElementsAre(1, 2));
}

// A SUBSCRIBE to a filter replaces the one before (MQTT-3.8.4-3): the broker then knows the filter
// by the identifier of the last operation only, and the first must not go without.
TEST(routes, a_filter_that_two_operations_have_serves_both) {
  routes table;
  table.add(1, {"a", "shared"});
  table.add(2, {"shared", "b"});
  const auto last = identifiers({subscription_identifier_of({"shared", "b"})});
  EXPECT_THAT(table.match({.topic = "shared", .properties = last}), ElementsAre(1, 2));
  EXPECT_THAT(table.match({.topic = "b", .properties = last}), ElementsAre(2));
}

// The broker sends one message for each of two overlapping subscriptions: each serves its own.
TEST(routes, a_filter_that_was_taken_over_is_not_served_by_the_first_one) {
  routes table;
  table.add(1, {"#", "shared"});
  table.add(2, {"shared"});
  const auto first = identifiers({subscription_identifier_of({"#", "shared"})});
  EXPECT_THAT(table.match({.topic = "shared", .properties = first}), ElementsAre(1));
  const auto second = identifiers({subscription_identifier_of({"shared"})});
  EXPECT_THAT(table.match({.topic = "shared", .properties = second}), ElementsAre(2));
}

// Whichever of its filters comes first.
TEST(routes, an_operation_with_a_message_of_its_own_gets_no_other) {
  routes table;
  table.add(1, {"shared", "#"});
  table.add(2, {"shared"});
  const auto second = identifiers({subscription_identifier_of({"shared"})});
  EXPECT_THAT(table.match({.topic = "shared", .properties = second}), ElementsAre(2));
}

TEST(routes, a_filter_goes_back_to_the_first_one_when_the_second_goes) {
  routes table;
  table.add(1, {"a", "shared"});
  table.add(2, {"shared"});
  table.remove(2);
  table.add(3, {"b"});
  const auto first = identifiers({subscription_identifier_of({"a", "shared"})});
  EXPECT_THAT(table.match({.topic = "shared", .properties = first}), ElementsAre(1));
}

}  // namespace
}  // namespace ipaas::mqtt::delivery
