// Who has asked for which filters, and what became of it.
#include "session/subscriptions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ipaas::mqtt::session {
namespace {

using protocol::qos;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class subscriptions_test : public testing::Test {
 protected:
  // Asks for every group of an operation, from number `request` on.
  void ask(operation_id operation, int request) {
    for (auto& group : tested.groups_of(operation)) tested.asked(request++, operation, group);
  }
  auto answer(int request, std::vector<int> codes) { return tested.on_subscribed(request, codes); }

  subscriptions tested;
};

TEST_F(subscriptions_test, filters_of_one_qos_go_together_in_their_order) {
  tested.add(1, {{"a", qos::at_least_once}, {"b", qos::at_most_once}, {"c", qos::at_least_once}});
  const auto groups = tested.groups_of(1);
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].qos, qos::at_least_once);
  EXPECT_THAT(groups[0].filters, ElementsAre("a", "c"));
  EXPECT_EQ(groups[1].qos, qos::at_most_once);
  EXPECT_THAT(groups[1].filters, ElementsAre("b"));
  EXPECT_THAT(tested.filters_of(1), ElementsAre("a", "b", "c"));
  EXPECT_THAT(tested.operations(), ElementsAre(1U));
}

TEST_F(subscriptions_test, an_operation_asks_with_its_own_options) {
  const config::subscribe_options options{.no_local = true};
  tested.add(1, {{"a", qos::at_least_once}, {"b", qos::at_most_once}}, options);
  tested.add(2, {{"a", qos::at_least_once}});
  for (const auto& group : tested.groups_of(1)) EXPECT_EQ(group.options, options);
  EXPECT_EQ(tested.groups_of(2)[0].options, config::subscribe_options{});
}

TEST_F(subscriptions_test, nobody_has_nothing) {
  EXPECT_THAT(tested.groups_of(7), IsEmpty());
  EXPECT_THAT(tested.filters_of(7), IsEmpty());
  EXPECT_THAT(tested.remove(7), IsEmpty());
  EXPECT_FALSE(tested.is_granted(7));
  EXPECT_EQ(tested.granted_text(7), "");
  EXPECT_FALSE(tested.waiting());
}

TEST_F(subscriptions_test, an_operation_is_granted_with_its_last_filter) {
  tested.add(1, {{"a", qos::at_least_once}, {"b", qos::at_most_once}});
  ask(1, 10);
  EXPECT_TRUE(tested.waiting());
  const auto first = answer(11, {0});
  ASSERT_TRUE(first);
  EXPECT_EQ(first->operation, 1U);
  EXPECT_FALSE(first->complete);
  EXPECT_FALSE(tested.is_granted(1));
  EXPECT_TRUE(tested.waiting());
  const auto second = answer(10, {1});
  EXPECT_TRUE(second->complete);
  EXPECT_FALSE(second->refusal);
  EXPECT_TRUE(tested.is_granted(1));
  EXPECT_FALSE(tested.waiting());
  EXPECT_EQ(tested.granted_text(1), "b (QoS 0), a (QoS 1)");
}

TEST_F(subscriptions_test, what_is_granted_is_told_not_what_was_asked_for) {
  tested.add(1, {{"a", qos::exactly_once}});
  ask(1, 10);
  answer(10, {0});
  EXPECT_EQ(tested.granted_text(1), "a (QoS 0)");
}

TEST_F(subscriptions_test, the_first_refused_filter_is_named) {
  tested.add(1, {{"a", {}}, {"b", {}}, {"c", {}}});
  ask(1, 10);
  const auto refused = answer(10, {0, 0x87, 0x80});
  ASSERT_TRUE(refused->refusal);
  EXPECT_EQ(refused->refusal->code, error_code::subscribe_rejected);
  EXPECT_EQ(refused->refusal->reason_code, 0x87);
  EXPECT_THAT(refused->refusal->description, HasSubstr("\"b\""));
  EXPECT_FALSE(refused->complete);
  EXPECT_FALSE(tested.is_granted(1));
}

TEST_F(subscriptions_test, another_number_of_answers_than_filters_does_not_fit) {
  tested.add(1, {{"a", {}}});
  ask(1, 10);
  const auto too_many = answer(10, {0, 0});
  EXPECT_FALSE(too_many->fits);
  EXPECT_FALSE(too_many->complete);
  ask(1, 11);
  EXPECT_FALSE(answer(11, {})->fits);
}

TEST_F(subscriptions_test, an_unknown_request_is_nobodys) {
  tested.add(1, {{"a", {}}});
  ask(1, 10);
  EXPECT_FALSE(answer(11, {0}));
  EXPECT_TRUE(tested.waiting());
  answer(10, {0});
  EXPECT_FALSE(answer(10, {0})) << "twice";
}

TEST_F(subscriptions_test, an_answer_for_an_operation_that_is_gone_is_only_waited_for) {
  tested.add(1, {{"a", {}}});
  ask(1, 10);
  tested.remove(1);
  EXPECT_TRUE(tested.waiting());
  EXPECT_FALSE(answer(10, {0}));
  EXPECT_FALSE(tested.waiting());
}

TEST_F(subscriptions_test, a_filter_that_another_wants_is_kept) {
  tested.add(1, {{"a", {}}, {"b", {}}});
  tested.add(2, {{"b", {}}});
  EXPECT_THAT(tested.remove(1), ElementsAre("a"));
  EXPECT_THAT(tested.operations(), ElementsAre(2U));
  EXPECT_THAT(tested.remove(2), ElementsAre("b"));
}

TEST_F(subscriptions_test, an_unsubscribe_is_waited_for) {
  tested.asked_to_forget(20, {"x"});
  EXPECT_TRUE(tested.waiting());
  tested.on_unsubscribed(21);
  EXPECT_TRUE(tested.waiting());
  tested.on_unsubscribed(20);
  EXPECT_FALSE(tested.waiting());
}

TEST_F(subscriptions_test, a_lost_connection_grants_nothing_and_keeps_the_wishes) {
  tested.add(1, {{"a", {}}});
  tested.add(2, {{"b", {}}});
  ask(1, 10);
  ask(2, 11);
  answer(10, {0});
  tested.asked_to_forget(12, {"x"});
  tested.reset();
  EXPECT_FALSE(tested.waiting());
  EXPECT_FALSE(tested.is_granted(1));
  EXPECT_FALSE(answer(11, {0})) << "an answer of the connection before";
  EXPECT_THAT(tested.operations(), ElementsAre(1U, 2U));
  ask(1, 13);
  EXPECT_TRUE(answer(13, {0})->complete);
}

TEST_F(subscriptions_test, what_was_unsubscribed_is_told) {
  tested.asked_to_forget(20, {"a", "b"});
  EXPECT_THAT(tested.on_unsubscribed(21), IsEmpty());
  EXPECT_THAT(tested.on_unsubscribed(20), ElementsAre("a", "b"));
  EXPECT_FALSE(tested.waiting());
}

TEST_F(subscriptions_test, of_what_is_remembered_only_the_unwanted_is_given_once) {
  tested.add(1, {{"a", {}}});
  tested.remember({"a", "b", "c"});
  EXPECT_THAT(tested.take_unwanted(), ElementsAre("b", "c"));
  EXPECT_THAT(tested.take_unwanted(), IsEmpty());
}

}  // namespace
}  // namespace ipaas::mqtt::session
