// The sending half across lost connections: with a resumed session, and without one.
#include "rig.h"

namespace ipaas::mqtt::delivery {
namespace {

using namespace test;

// --- resumed ---

TEST(outbound_resumed, what_is_unanswered_leaves_again_with_dup_before_anything_new) {
  rig on;
  on.connect();
  on.submit({.level = q1, .payload = "a"}, 1);
  on.submit({.level = q2, .payload = "b"}, 2);
  on.submit({.level = q1, .payload = "c"}, 3);
  on.sent();
  on.answer(packet_type::puback, 3);
  on.disconnect();
  EXPECT_FALSE(on.sender().awaits_answer());
  on.submit({.level = q0, .payload = "new"}, 4);
  on.resume();
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 1 q1 DUP a", "PUBLISH 2 q2 DUP b", "PUBLISH q0 new"));
  on.outcomes();
  on.answer(packet_type::puback, 1);
  on.answer(packet_type::pubrec, 2);
  on.answer(packet_type::pubcomp, 2);
  EXPECT_THAT(on.outcomes(), ElementsAre("1", "2"));
}

TEST(outbound_resumed, a_released_message_leaves_again_as_pubrel_only) {
  rig on;
  on.connect();
  on.submit({.level = q2, .payload = "a"}, 1);
  on.sent();
  on.answer(packet_type::pubrec, 1);
  on.disconnect();  // PUBREL has not left either
  on.resume();
  EXPECT_THAT(on.sent(), ElementsAre("PUBREL 1"));
  on.disconnect();
  on.resume();
  EXPECT_THAT(on.sent(), ElementsAre("PUBREL 1"));
  on.answer(packet_type::pubcomp, 1);
  EXPECT_THAT(on.outcomes(), ElementsAre("1"));
}

TEST(outbound_resumed, a_message_that_never_left_the_queue_counts_as_sent) {
  rig on;
  on.connect();
  on.submit({.level = q1, .payload = "a"}, 1);
  on.under_test().fill_queue();
  on.disconnect();
  on.resume();
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 1 q1 DUP a"));
}

TEST(outbound_resumed, the_oldest_message_that_was_not_taken_is_known) {
  rig on;
  on.connect();
  on.submit({.level = q2, .payload = "a"}, 1);
  on.submit({.level = q1, .payload = "bc"}, 2);
  EXPECT_EQ(on.sender().oldest_unanswered(), std::nullopt) << "nothing has left";
  on.sent();
  EXPECT_EQ(on.sender().oldest_unanswered()->token, 1U);
  on.answer(packet_type::pubrec, 1);
  const auto held = on.sender().oldest_unanswered();
  EXPECT_EQ(held->token, 2U);
  EXPECT_EQ(held->topic, "t");
  EXPECT_EQ(held->qos, q1);
  EXPECT_EQ(held->size, 9U);
  on.disconnect();
  EXPECT_EQ(on.sender().oldest_unanswered(), std::nullopt);
  on.resume();
  on.sent();
  EXPECT_EQ(on.sender().oldest_unanswered(), held);
  on.answer(packet_type::puback, 2);
  EXPECT_EQ(on.sender().oldest_unanswered(), std::nullopt);
}

TEST(outbound_resumed, an_answer_may_come_before_the_retransmission) {
  rig on({.version = version::v5});
  on.connect();
  on.submit({.level = q1, .payload = "a"}, 1);
  on.submit({.level = q2, .payload = "b"}, 2);
  on.submit({.level = q1, .payload = "c"}, 3);
  on.sent();
  on.disconnect();
  on.connect({.session_present = true, .receive_maximum = 1});
  EXPECT_EQ(on.answer(packet_type::puback, 1), taken);
  EXPECT_EQ(on.answer(packet_type::pubrec, 2), taken);
  EXPECT_THAT(on.outcomes(), ElementsAre("1"));
  EXPECT_THAT(on.sent(), ElementsAre("PUBREL 2"));
  on.answer(packet_type::pubcomp, 2);
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 3 q1 DUP c"));
}

TEST(outbound_resumed, what_was_released_before_its_turn_is_not_released_again) {
  rig on;
  on.connect();
  on.submit({.level = q2, .payload = "a"}, 1);
  on.sent();
  on.disconnect();
  on.resume();
  on.answer(packet_type::pubrec, 1);
  EXPECT_THAT(on.sent(), ElementsAre("PUBREL 1"));
}

TEST(outbound_resumed, keeps_to_the_new_quota) {
  rig on({.version = version::v5});
  on.connect();
  for (std::uint64_t token = 1; token <= 3; ++token) on.submit({.level = q1}, token);
  on.sent();
  on.disconnect();
  on.connect({.session_present = true, .receive_maximum = 2});
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 1 q1 DUP x", "PUBLISH 2 q1 DUP x"));
  on.answer(packet_type::puback, 2);
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 3 q1 DUP x"));
}

TEST(outbound_resumed, qos_0_that_was_not_written_whole_leaves_again) {
  rig on;
  on.connect();
  on.submit({.level = q0, .payload = "a"}, 1);
  on.submit({.level = q0, .payload = "b"}, 2);
  on.under_test().fill_queue();
  on.write(on.under_test().queue().pending() - 1);
  EXPECT_THAT(on.outcomes(), ElementsAre("1"));
  on.disconnect();
  on.resume();
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH q0 b"));
  EXPECT_THAT(on.outcomes(), ElementsAre("2"));
}

// Its failure was told: publishing it after all would contradict that.
TEST(outbound_resumed, qos_0_that_has_failed_does_not_leave_again) {
  for (const auto kept : {true, false}) {
    rig on({.write_timeout = 5s});
    on.connect();
    on.submit({.level = q0, .payload = "a"}, 1);
    on.under_test().fill_queue();
    on.advance(5s);
    EXPECT_THAT(on.outcomes(), ElementsAre("1 MQTT:WRITE_TIMEOUT"));
    on.disconnect();
    on.connect({.session_present = kept});
    EXPECT_THAT(on.sent(), IsEmpty());
    EXPECT_EQ(on.sender().size(), 0U);
  }
}

// The session remembers the identifier: the exchange has to end, although nobody waits for it.
TEST(outbound_resumed, an_exchange_that_has_failed_is_ended) {
  rig on({.write_timeout = 5s});
  on.connect();
  on.submit({.level = q1, .payload = "a"}, 1);
  on.sent();
  on.advance(5s);
  on.outcomes();
  on.disconnect();
  on.resume();
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 1 q1 DUP a"));
  on.answer(packet_type::puback, 1);
  EXPECT_THAT(on.outcomes(), IsEmpty());
  EXPECT_EQ(on.sender().size(), 0U);
}

// What the server refuses now it has accepted before: an exchange that has begun goes on.
TEST(outbound_resumed, new_limits_are_not_for_exchanges_that_have_begun) {
  rig on({.version = version::v5});
  on.connect();
  on.submit({.level = q2, .payload = "a"}, 1);
  on.sent();
  on.disconnect();
  on.connect({.session_present = true, .maximum_qos = q1});
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 1 q2 DUP a"));
}

// --- fresh ---

TEST(outbound_fresh, what_is_unanswered_leaves_again_as_new) {
  rig on;
  on.connect();
  on.submit({.level = q1, .payload = "a"}, 1);
  on.submit({.level = q2, .payload = "b"}, 2);
  on.sent();
  on.disconnect();
  on.submit({.level = q1, .payload = "new"}, 3);
  on.connect();
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 3 q1 a", "PUBLISH 4 q2 b", "PUBLISH 5 q1 new"));
  EXPECT_EQ(on.answer(packet_type::puback, 1), failed);
  EXPECT_EQ(on.answer(packet_type::puback, 3), taken);
  EXPECT_THAT(on.outcomes(), ElementsAre("1"));
  EXPECT_EQ(on.under_test().identifiers().in_use(), 2U);
}

TEST(outbound_fresh, dup_from_a_resumed_session_before_is_taken_off) {
  rig on;
  on.connect();
  on.submit({.level = q1, .payload = "a"}, 1);
  on.sent();
  on.disconnect();
  on.resume();
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 1 q1 DUP a"));
  on.disconnect();
  on.connect();
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 2 q1 a"));
}

TEST(outbound_fresh, a_released_message_fails) {
  rig on;
  on.connect();
  on.submit({.level = q2, .payload = "a"}, 1);
  on.submit({.level = q2, .payload = "b"}, 2);
  on.sent();
  on.answer(packet_type::pubrec, 1);
  on.disconnect();
  EXPECT_THAT(on.outcomes(), IsEmpty());  // the session might come back
  on.connect();
  EXPECT_THAT(on.outcomes(), ElementsAre("1 MQTT:CONNECTION_LOST"));
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 3 q2 b"));
  EXPECT_EQ(on.under_test().identifiers().in_use(), 1U);
}

TEST(outbound_fresh, an_exchange_that_has_failed_is_forgotten) {
  rig on({.write_timeout = 5s});
  on.connect();
  on.submit({.level = q1, .payload = "a"}, 1);
  on.sent();
  on.advance(5s);
  EXPECT_EQ(on.outcomes().size(), 1U);
  on.disconnect();
  on.connect();
  EXPECT_THAT(on.sent(), IsEmpty());
  EXPECT_THAT(on.outcomes(), IsEmpty());
  EXPECT_EQ(on.under_test().identifiers().in_use(), 0U);
}

TEST(outbound_fresh, new_limits_are_for_what_begins_anew) {
  rig on({.version = version::v5});
  on.connect();
  on.submit({.level = q2, .payload = "a"}, 1);
  on.sent();
  on.disconnect();
  on.connect({.maximum_qos = q1});
  EXPECT_THAT(on.sent(), IsEmpty());
  EXPECT_THAT(on.outcomes(), ElementsAre("1 MQTT:PUBLISH_REJECTED"));
}

TEST(outbound_fresh, qos_0_keeps_its_place_in_the_order) {
  rig on;
  on.connect();
  on.submit({.level = q1, .payload = "a"}, 1);
  on.submit({.level = q0, .payload = "b"}, 2);
  on.under_test().fill_queue();
  on.disconnect();
  on.connect();
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 2 q1 a", "PUBLISH q0 b"));
}

}  // namespace
}  // namespace ipaas::mqtt::delivery
