// The rows of the table of guarantees that the receiving half decides, at every QoS.
#include "rig.h"

namespace ipaas::mqtt::delivery {
namespace {

using namespace test;

constexpr std::array levels{q0, q1, q2};

// The acknowledgement of identifier 7 at a QoS: PUBACK or PUBREC.
std::string answer_at(qos level, const std::string& reason = "") {
  return (level == q1 ? "PUBACK 7" : "PUBREC 7") + reason;
}

message seven(qos level, std::string payload = "x") {
  return {.level = level,
          .identifier = static_cast<std::uint16_t>(level == q0 ? 0 : 7),
          .payload = std::move(payload)};
}

message again(message sent_before) {
  sent_before.duplicate = true;
  return sent_before;
}

rig with_consumer(version protocol_version = version::v3_1_1) {
  return rig({.version = protocol_version});
}

void open(rig& on) {
  on.add_consumer(1, {"#"});
  on.connect();
}

class at_every_qos : public testing::TestWithParam<qos> {};
class when_acknowledged : public testing::TestWithParam<qos> {};

INSTANTIATE_TEST_SUITE_P(inbound, at_every_qos, testing::ValuesIn(levels));
INSTANTIATE_TEST_SUITE_P(inbound, when_acknowledged, testing::Values(q1, q2));

// --- flow settles accept ---

TEST_P(at_every_qos, accept_hands_over_once) {
  rig on = with_consumer();
  open(on);
  on.publish(seven(GetParam(), "hello"));
  EXPECT_THAT(on.take_texts(), ElementsAre("1:hello"));
  EXPECT_EQ(on.settle(1, on.token("1:hello"), verdict::accept), inbound::settled::done);
  EXPECT_THAT(on.take_texts(), IsEmpty());
  EXPECT_EQ(on.receiver().unsettled(), 0U);
  EXPECT_EQ(on.receiver().unsettled_bytes(), 0U);
  on.sent();
  EXPECT_TRUE(on.last_block_is_free());
}

TEST_P(when_acknowledged, nothing_leaves_before_it_is_settled) {
  rig on = with_consumer();
  open(on);
  on.publish(seven(GetParam()));
  const handover held = on.take_one();
  EXPECT_THAT(on.sent(), IsEmpty());
  on.advance(24h);
  EXPECT_THAT(on.sent(), IsEmpty());
  on.settle(held, verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre(answer_at(GetParam())));
}

TEST(inbound, qos_0_is_not_acknowledged) {
  rig on = with_consumer();
  open(on);
  on.publish(seven(q0));
  on.settle(on.take_one(), verdict::accept);
  EXPECT_THAT(on.sent(), IsEmpty());
}

// --- flow settles retry ---

TEST_P(at_every_qos, retry_hands_over_again_after_the_delay) {
  rig on = with_consumer();
  open(on);
  on.publish(seven(GetParam(), "hello"));
  const handover first = on.take_one();
  on.settle(first, verdict::retry);
  EXPECT_THAT(on.take_texts(), IsEmpty());
  on.advance(999ms);
  EXPECT_THAT(on.take_texts(), IsEmpty());
  on.advance(1ms);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:hello#2"));
  EXPECT_THAT(on.sent(), IsEmpty());
  on.settle(1, on.token("1:hello#2"), verdict::accept);
  EXPECT_EQ(on.sent().size(), GetParam() == q0 ? 0U : 1U);
  EXPECT_TRUE(on.last_block_is_free());
}

// --- flow settles reject ---

TEST_P(at_every_qos, reject_ends_a_message) {
  rig on = with_consumer();
  open(on);
  on.publish(seven(GetParam()));
  on.settle(on.take_one(), verdict::reject);
  on.advance(24h);
  EXPECT_THAT(on.take(), IsEmpty());
  EXPECT_EQ(on.receiver().unsettled(), 0U);
}

TEST_P(when_acknowledged, reject_acknowledges_in_3_1_1) {
  rig on = with_consumer();
  open(on);
  on.publish(seven(GetParam()));
  on.settle(on.take_one(), verdict::reject);
  EXPECT_THAT(on.sent(), ElementsAre(answer_at(GetParam())));
}

TEST_P(when_acknowledged, reject_says_so_in_5) {
  rig on = with_consumer(version::v5);
  open(on);
  on.publish(seven(GetParam()));
  on.settle(on.take_one(), verdict::reject);
  EXPECT_THAT(on.sent(), ElementsAre(answer_at(GetParam(), " 0x80")));
}

// MQTT 5 section 4.3.3: a PUBREC of 0x80 or more ends the exchange, and the identifier is free.
TEST(inbound, after_a_negative_pubrec_the_identifier_is_free) {
  rig on = with_consumer(version::v5);
  open(on);
  on.publish(seven(q2, "first"));
  on.settle(on.take_one(), verdict::reject);
  on.sent();
  on.publish(seven(q2, "second"));
  EXPECT_THAT(on.take_texts(), ElementsAre("1:second"));
}

// --- connection lost before settling, session resumed, the flow still holds the message ---

TEST_P(when_acknowledged, a_held_message_that_comes_again_is_not_handed_over_again) {
  rig on = with_consumer();
  open(on);
  on.publish(seven(GetParam()));
  const handover held = on.take_one();
  on.disconnect();
  on.resume();
  on.publish(again(seven(GetParam())));
  EXPECT_THAT(on.take(), IsEmpty());
  EXPECT_THAT(on.sent(), IsEmpty());
  on.settle(held, verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre(answer_at(GetParam())));
}

TEST_P(when_acknowledged, settled_while_away_is_answered_when_it_comes_again) {
  rig on = with_consumer();
  open(on);
  on.publish(seven(GetParam()));
  const handover held = on.take_one();
  on.disconnect();
  EXPECT_EQ(on.settle(held, verdict::accept), inbound::settled::done);
  EXPECT_TRUE(on.last_block_is_free());
  on.resume();
  EXPECT_THAT(on.sent(), IsEmpty());  // not before the peer has asked
  on.publish(again(seven(GetParam())));
  EXPECT_THAT(on.take(), IsEmpty());
  EXPECT_THAT(on.sent(), ElementsAre(answer_at(GetParam())));
}

TEST_P(when_acknowledged, settled_after_the_return_but_before_it_comes_again_is_answered_then) {
  rig on = with_consumer();
  open(on);
  on.publish(seven(GetParam()));
  const handover held = on.take_one();
  on.disconnect();
  on.resume();
  on.settle(held, verdict::accept);
  EXPECT_THAT(on.sent(), IsEmpty());
  on.publish(again(seven(GetParam())));
  EXPECT_THAT(on.take(), IsEmpty());
  EXPECT_THAT(on.sent(), ElementsAre(answer_at(GetParam())));
}

TEST_P(when_acknowledged, a_verdict_given_while_away_is_kept) {
  rig on = with_consumer(version::v5);
  open(on);
  on.publish(seven(GetParam()));
  const handover held = on.take_one();
  on.disconnect();
  on.settle(held, verdict::reject);
  on.resume();
  on.publish(again(seven(GetParam())));
  EXPECT_THAT(on.sent(), ElementsAre(answer_at(GetParam(), " 0x80")));
}

TEST_P(when_acknowledged, a_retry_goes_on_across_the_loss) {
  rig on = with_consumer();
  open(on);
  on.publish(seven(GetParam(), "hello"));
  on.settle(on.take_one(), verdict::retry);
  on.disconnect();
  on.resume();
  on.publish(again(seven(GetParam(), "hello")));
  EXPECT_THAT(on.take(), IsEmpty());
  on.advance(1s);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:hello#2"));
  on.settle(1, on.token("1:hello#2"), verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre(answer_at(GetParam())));
}

// --- the same without a session: the peer has forgotten every identifier ---

TEST_P(when_acknowledged, without_a_session_what_was_held_is_not_acknowledged) {
  rig on = with_consumer();
  open(on);
  on.publish(seven(GetParam(), "before"));
  const handover held = on.take_one();
  on.disconnect();
  on.connect();
  on.publish(seven(GetParam(), "after"));
  EXPECT_THAT(on.take_texts(), ElementsAre("1:after"));
  EXPECT_EQ(on.settle(held, verdict::accept), inbound::settled::done);
  EXPECT_THAT(on.sent(), IsEmpty());
  on.settle(1, on.token("1:after"), verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre(answer_at(GetParam())));
  EXPECT_EQ(on.receiver().unsettled(), 0U);
}

TEST_P(when_acknowledged, without_a_session_an_old_answer_is_not_given_to_a_new_message) {
  rig on = with_consumer();
  open(on);
  on.publish(seven(GetParam(), "before"));
  const handover held = on.take_one();
  on.disconnect();
  on.settle(held, verdict::accept);
  on.connect();
  on.publish(again(seven(GetParam(), "after")));
  EXPECT_THAT(on.take_texts(), ElementsAre("1:after"));
}

// --- connection lost after accept, before the acknowledgement left ---

TEST_P(when_acknowledged, an_answer_that_did_not_leave_is_given_when_it_comes_again) {
  rig on = with_consumer();
  open(on);
  on.publish(seven(GetParam()));
  on.settle(on.take_one(), verdict::accept);
  on.disconnect();  // not even in the write queue
  on.resume();
  on.publish(again(seven(GetParam())));
  EXPECT_THAT(on.take(), IsEmpty());
  EXPECT_THAT(on.sent(), ElementsAre(answer_at(GetParam())));
}

TEST_P(when_acknowledged, an_answer_of_which_one_byte_is_missing_did_not_leave) {
  rig on = with_consumer();
  open(on);
  on.publish(seven(GetParam()));
  on.settle(on.take_one(), verdict::accept);
  on.under_test().fill_queue();
  on.write(3);
  on.disconnect();
  on.resume();
  on.publish(again(seven(GetParam())));
  EXPECT_THAT(on.take(), IsEmpty());
  EXPECT_THAT(on.sent(), ElementsAre(answer_at(GetParam())));
}

// Three answers, one and a half of which leave: the second and third are still owed.
TEST_P(when_acknowledged, what_left_is_told_from_what_did_not) {
  rig on = with_consumer();
  open(on);
  for (const std::uint16_t identifier : std::initializer_list<std::uint16_t>{1, 2, 3}) {
    on.publish({.level = GetParam(), .identifier = identifier});
    on.settle(on.take_one(), verdict::accept);
  }
  on.under_test().fill_queue();
  on.write(6);
  on.disconnect();
  on.resume();
  for (const std::uint16_t identifier : std::initializer_list<std::uint16_t>{2, 3}) {
    on.publish({.level = GetParam(), .identifier = identifier, .duplicate = true});
  }
  EXPECT_THAT(on.take(), IsEmpty());
  const std::string word = GetParam() == q1 ? "PUBACK " : "PUBREC ";
  EXPECT_THAT(on.sent(), ElementsAre(word + "2", word + "3"));
}

TEST(inbound, a_puback_that_left_is_the_peers_matter) {
  rig on = with_consumer();
  open(on);
  on.publish(seven(q1, "hello"));
  on.settle(on.take_one(), verdict::accept);
  on.sent();
  on.disconnect();
  on.resume();
  on.publish(again(seven(q1, "hello")));  // it was lost on the way: at least once
  EXPECT_THAT(on.take_texts(), ElementsAre("1:hello"));
}

TEST(inbound, an_answer_lost_twice_is_given_the_third_time) {
  rig on = with_consumer();
  open(on);
  on.publish(seven(q1));
  on.settle(on.take_one(), verdict::accept);
  for (int i = 0; i < 2; ++i) {
    on.disconnect();
    on.resume();
    on.publish(again(seven(q1)));
  }
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 7"));
  EXPECT_THAT(on.take(), IsEmpty());
}

// --- QoS 2 ---

TEST(inbound, qos_2_is_remembered_until_pubrel) {
  rig on = with_consumer();
  open(on);
  on.publish(seven(q2));
  on.settle(on.take_one(), verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre("PUBREC 7"));
  on.publish(again(seven(q2)));
  EXPECT_THAT(on.take(), IsEmpty());
  EXPECT_THAT(on.sent(), ElementsAre("PUBREC 7"));
  on.answer(packet_type::pubrel, 7);
  EXPECT_THAT(on.sent(), ElementsAre("PUBCOMP 7"));
  on.publish(seven(q2, "next"));
  EXPECT_THAT(on.take_texts(), ElementsAre("1:next"));
}

TEST(inbound, qos_2_is_remembered_across_a_resumed_session) {
  rig on = with_consumer();
  open(on);
  on.publish(seven(q2));
  on.settle(on.take_one(), verdict::accept);
  on.sent();
  on.disconnect();
  on.resume();
  on.publish(again(seven(q2)));
  EXPECT_THAT(on.take(), IsEmpty());
  EXPECT_THAT(on.sent(), ElementsAre("PUBREC 7"));
  on.disconnect();
  on.resume();
  on.answer(packet_type::pubrel, 7);
  EXPECT_THAT(on.sent(), ElementsAre("PUBCOMP 7"));
}

TEST(inbound, a_repeated_qos_2_publish_before_its_verdict_is_the_same_message) {
  rig on = with_consumer();
  open(on);
  on.publish(seven(q2));
  const handover held = on.take_one();
  on.publish(again(seven(q2)));
  EXPECT_THAT(on.take(), IsEmpty());
  on.settle(held, verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre("PUBREC 7"));
}

TEST(inbound, a_pubrel_for_nothing_is_answered) {
  rig on = with_consumer();
  open(on);
  EXPECT_EQ(on.answer(packet_type::pubrel, 9), taken);
  EXPECT_THAT(on.sent(), ElementsAre("PUBCOMP 9"));
}

TEST(inbound, a_pubrel_for_nothing_is_named_so_in_5) {
  rig on = with_consumer(version::v5);
  open(on);
  EXPECT_EQ(on.answer(packet_type::pubrel, 9), taken);
  EXPECT_THAT(on.sent(), ElementsAre("PUBCOMP 9 0x92"));
}

TEST(inbound, a_repeated_pubrel_is_answered_again) {
  rig on = with_consumer();
  open(on);
  on.publish(seven(q2));
  on.settle(on.take_one(), verdict::accept);
  on.answer(packet_type::pubrel, 7);
  on.answer(packet_type::pubrel, 7);
  EXPECT_THAT(on.sent(), ElementsAre("PUBREC 7", "PUBCOMP 7", "PUBCOMP 7"));
}

TEST(inbound, a_pubrel_before_its_pubrec_is_a_protocol_error) {
  rig on = with_consumer();
  open(on);
  on.publish(seven(q2));
  EXPECT_EQ(on.answer(packet_type::pubrel, 7), failed);
  EXPECT_EQ(on.problem(), "PUBREL before its PUBREC");
}

// A lost PUBCOMP needs no memory: PUBREL comes again and is answered as one for nothing.
TEST(inbound, a_pubcomp_that_did_not_leave_is_given_again) {
  rig on = with_consumer();
  open(on);
  on.publish(seven(q2));
  on.settle(on.take_one(), verdict::accept);
  on.sent();
  on.answer(packet_type::pubrel, 7);
  on.disconnect();
  on.resume();
  on.answer(packet_type::pubrel, 7);
  EXPECT_THAT(on.sent(), ElementsAre("PUBCOMP 7"));
}

TEST(inbound, without_a_session_a_qos_2_identifier_is_new) {
  rig on = with_consumer();
  open(on);
  on.publish(seven(q2, "before"));
  on.settle(on.take_one(), verdict::accept);
  on.sent();
  on.disconnect();
  on.connect();
  on.publish(seven(q2, "after"));
  EXPECT_THAT(on.take_texts(), ElementsAre("1:after"));
}

// --- an identifier that the peer has given to another message ---

TEST_P(when_acknowledged, other_content_under_a_held_identifier_is_another_message) {
  rig on = with_consumer();
  open(on);
  on.publish(seven(GetParam(), "before"));
  const handover before = on.take_one();
  on.disconnect();
  on.resume();
  on.publish(seven(GetParam(), "after"));
  EXPECT_THAT(on.take_texts(), ElementsAre("1:after"));
  EXPECT_EQ(on.settle(before, verdict::accept), inbound::settled::done);
  EXPECT_THAT(on.sent(), IsEmpty());
  on.settle(1, on.token("1:after"), verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre(answer_at(GetParam())));
  EXPECT_EQ(on.receiver().unsettled(), 0U);
}

TEST(inbound, other_content_is_another_topic_or_qos_or_length) {
  rig on = with_consumer();
  open(on);
  on.publish({.level = q1, .identifier = 7, .payload = "p", .topic = "a"});
  on.publish({.level = q1, .identifier = 7, .payload = "p", .topic = "b"});
  on.publish({.level = q2, .identifier = 7, .payload = "p", .topic = "b"});
  on.publish({.level = q2, .identifier = 7, .payload = "", .topic = "b"});
  EXPECT_EQ(on.take().size(), 4U);
  on.publish({.level = q2, .identifier = 7, .payload = "", .topic = "b"});
  EXPECT_THAT(on.take(), IsEmpty());
}

// What was settled behind the message that lost its identifier does not wait for it.
TEST(inbound, a_message_that_lost_its_identifier_holds_no_answer_back) {
  rig on = with_consumer();
  open(on);
  on.publish({.level = q1, .identifier = 1, .payload = "lost"});
  on.publish({.level = q1, .identifier = 2, .payload = "settled"});
  on.take_texts();
  on.publish({.level = q1, .identifier = 3, .payload = "behind"});
  on.take_texts();
  on.settle(1, on.token("1:settled"), verdict::accept);
  EXPECT_THAT(on.sent(), IsEmpty());
  on.publish({.level = q1, .identifier = 1, .payload = "other"});
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 2"));
}

// An answer that never left, and whose message the peer does not repeat: a new one under the same
// identifier carries no DUP.
TEST(inbound, an_old_puback_is_not_given_to_a_new_message) {
  rig on = with_consumer();
  open(on);
  on.publish(seven(q1, "before"));
  on.settle(on.take_one(), verdict::accept);
  on.disconnect();
  on.resume();
  on.publish(seven(q1, "after"));
  EXPECT_THAT(on.take_texts(), ElementsAre("1:after"));
  EXPECT_THAT(on.sent(), IsEmpty());
}

TEST(inbound, an_old_negative_pubrec_is_not_given_to_a_new_message) {
  rig on = with_consumer(version::v5);
  open(on);
  on.publish(seven(q2, "before"));
  on.settle(on.take_one(), verdict::reject);
  on.disconnect();
  on.resume();
  on.publish(seven(q2, "after"));
  EXPECT_THAT(on.take_texts(), ElementsAre("1:after"));
  EXPECT_THAT(on.sent(), IsEmpty());
}

TEST(inbound, an_old_answer_of_another_qos_is_not_given) {
  rig on = with_consumer();
  open(on);
  on.publish(seven(q1, "before"));
  on.settle(on.take_one(), verdict::accept);
  on.disconnect();
  on.resume();
  on.publish(again(seven(q2, "after")));
  EXPECT_THAT(on.take_texts(), ElementsAre("1:after"));
}

}  // namespace
}  // namespace ipaas::mqtt::delivery
