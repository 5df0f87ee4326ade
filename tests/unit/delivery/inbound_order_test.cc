// Acknowledgements leave in the order the messages came (MQTT-4.6.0-2, -3); one at a time; retries.
#include "rig.h"

namespace ipaas::mqtt::delivery {
namespace {

using namespace test;

void publish_three(rig& on, qos level = q1) {
  on.publish({.level = level, .identifier = 1, .payload = "a"});
  on.publish({.level = level, .identifier = 2, .payload = "b"});
  on.publish({.level = level, .identifier = 3, .payload = "c"});
}

TEST(inbound_order, answers_wait_for_those_before_them) {
  rig on;
  on.add_consumer(1, {"#"});
  on.connect();
  publish_three(on);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:a", "1:b", "1:c"));
  on.settle(1, on.token("1:c"), verdict::accept);
  EXPECT_THAT(on.sent(), IsEmpty());
  on.settle(1, on.token("1:a"), verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 1"));
  on.settle(1, on.token("1:b"), verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 2", "PUBACK 3"));
}

TEST(inbound_order, holds_across_both_levels_of_qos) {
  rig on;
  on.add_consumer(1, {"#"});
  on.connect();
  on.publish({.level = q2, .identifier = 1, .payload = "a"});
  on.publish({.level = q1, .identifier = 2, .payload = "b"});
  on.take_texts();
  on.publish({.level = q0, .payload = "free"});
  const handover free = on.take_one();
  on.publish({.level = q2, .identifier = 3, .payload = "c"});
  const handover last = on.take_one();
  on.settle(last, verdict::accept);
  on.settle(1, on.token("1:b"), verdict::accept);
  on.settle(free, verdict::accept);
  EXPECT_THAT(on.sent(), IsEmpty());
  on.settle(1, on.token("1:a"), verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre("PUBREC 1", "PUBACK 2", "PUBREC 3"));
}

TEST(inbound_order, the_content_of_a_settled_message_is_not_kept_for_its_turn) {
  rig on;
  on.add_consumer(1, {"#"});
  on.connect();
  on.publish({.identifier = 1, .payload = "a"});
  on.publish({.identifier = 2, .payload = "b"});
  on.take_texts();
  on.settle(1, on.token("1:b"), verdict::accept);
  EXPECT_TRUE(on.last_block_is_free());
  EXPECT_EQ(on.receiver().unsettled(), 1U);
}

TEST(inbound_order, a_retry_holds_back_those_behind) {
  rig on;
  on.add_consumer(1, {"#"});
  on.connect();
  publish_three(on);
  on.take_texts();
  on.settle(1, on.token("1:a"), verdict::retry);
  on.settle(1, on.token("1:b"), verdict::accept);
  on.settle(1, on.token("1:c"), verdict::accept);
  EXPECT_THAT(on.sent(), IsEmpty());
  on.advance(1s);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:a#2"));
  on.settle(1, on.token("1:a#2"), verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 1", "PUBACK 2", "PUBACK 3"));
}

TEST(inbound_order, is_that_of_this_connection_after_a_resume) {
  rig on;
  on.add_consumer(1, {"#"});
  on.connect();
  publish_three(on);
  on.take_texts();
  on.settle(1, on.token("1:b"), verdict::accept);
  on.disconnect();
  on.resume();
  on.publish({.identifier = 2, .payload = "b", .duplicate = true});
  on.publish({.identifier = 1, .payload = "a", .duplicate = true});
  on.publish({.identifier = 3, .payload = "c", .duplicate = true});
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 2"));
  on.settle(1, on.token("1:c"), verdict::accept);
  EXPECT_THAT(on.sent(), IsEmpty());
  on.settle(1, on.token("1:a"), verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 1", "PUBACK 3"));
}

TEST(inbound_order, a_repeated_answer_takes_its_turn) {
  rig on;
  on.add_consumer(1, {"#"});
  on.connect();
  on.publish({.level = q2, .identifier = 1, .payload = "a"});
  on.settle(on.take_one(), verdict::accept);
  on.sent();
  on.publish({.level = q1, .identifier = 2, .payload = "b"});
  const handover held = on.take_one();
  on.publish({.level = q2, .identifier = 1, .payload = "a", .duplicate = true});
  EXPECT_THAT(on.sent(), IsEmpty());
  on.settle(held, verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 2", "PUBREC 1"));
}

// A peer of MQTT 3.x that repeats without a new connection may complete the exchange by the answer
// it had already, and use the identifier for the next message.
TEST(inbound_order, a_repeated_answer_does_not_come_after_its_exchange_is_over) {
  rig on;
  on.add_consumer(1, {"#"});
  on.connect();
  on.publish({.level = q2, .identifier = 1, .payload = "a"});
  on.settle(on.take_one(), verdict::accept);
  on.sent();
  on.publish({.level = q1, .identifier = 2, .payload = "b"});
  const handover held = on.take_one();
  on.publish({.level = q2, .identifier = 1, .payload = "a", .duplicate = true});
  on.answer(packet_type::pubrel, 1);
  EXPECT_THAT(on.sent(), ElementsAre("PUBCOMP 1"));
  on.publish({.level = q2, .identifier = 1, .payload = "c"});
  EXPECT_THAT(on.take_texts(), ElementsAre("1:c"));
  on.settle(held, verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 2"));
}

TEST(inbound_order, a_message_that_comes_again_while_its_answer_waits_is_answered_once) {
  rig on;
  on.add_consumer(1, {"#"});
  on.connect();
  on.publish({.identifier = 1, .payload = "a"});
  const handover first = on.take_one();
  on.publish({.identifier = 2, .payload = "b"});
  on.settle(on.take_one(), verdict::accept);
  on.publish({.identifier = 2, .payload = "b", .duplicate = true});
  EXPECT_THAT(on.take(), IsEmpty());
  on.settle(first, verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 1", "PUBACK 2"));
}

// Asked for twice, an answer is given once: after the first one the identifier may be another's.
TEST(inbound_order, an_answer_that_waits_for_its_turn_is_given_once) {
  for (const qos level : {q1, q2}) {
    rig on;
    on.add_consumer(1, {"#"});
    on.connect();
    on.publish({.identifier = 1, .payload = "a"});
    const handover first = on.take_one();
    on.publish({.level = level, .identifier = 2, .payload = "b"});
    const handover second = on.take_one();
    on.disconnect();
    on.settle(second, verdict::accept);
    on.resume();
    on.publish({.identifier = 1, .payload = "a", .duplicate = true});
    on.publish({.level = level, .identifier = 2, .payload = "b", .duplicate = true});
    on.publish({.level = level, .identifier = 2, .payload = "b", .duplicate = true});
    EXPECT_THAT(on.take(), IsEmpty());
    on.settle(first, verdict::accept);
    EXPECT_THAT(on.sent(), ElementsAre("PUBACK 1", level == q1 ? "PUBACK 2" : "PUBREC 2"));
  }
}

// --- one at a time ---

const inbound::consumer_rules one_at_a_time{.one_at_a_time = true};

TEST(one_at_a_time, the_next_comes_after_the_one_before_is_settled) {
  rig on;
  on.add_consumer(1, {"#"}, one_at_a_time);
  on.connect();
  publish_three(on);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:a"));
  on.settle(1, on.token("1:a"), verdict::accept);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:b"));
  on.settle(1, on.token("1:b"), verdict::reject);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:c"));
  on.settle(1, on.token("1:c"), verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 1", "PUBACK 2", "PUBACK 3"));
  on.publish({.identifier = 4, .payload = "d"});
  EXPECT_THAT(on.take_texts(), ElementsAre("1:d"));
}

TEST(one_at_a_time, a_retry_comes_before_the_next) {
  rig on;
  on.add_consumer(1, {"#"}, one_at_a_time);
  on.connect();
  publish_three(on);
  on.take_texts();
  on.settle(1, on.token("1:a"), verdict::retry);
  EXPECT_THAT(on.take_texts(), IsEmpty());
  on.publish({.identifier = 4, .payload = "d"});
  EXPECT_THAT(on.take_texts(), IsEmpty());
  on.advance(1s);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:a#2"));
  on.settle(1, on.token("1:a#2"), verdict::accept);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:b"));
}

TEST(one_at_a_time, binds_only_the_operation_that_wants_it) {
  rig on;
  on.add_consumer(1, {"#"}, one_at_a_time);
  on.add_consumer(2, {"#"});
  on.connect();
  on.publish({.identifier = 1, .payload = "a"});
  on.publish({.identifier = 2, .payload = "b"});
  EXPECT_THAT(on.take_texts(), ElementsAre("1:a", "2:a", "2:b"));
  on.settle(2, on.token("2:a"), verdict::accept);
  on.settle(2, on.token("2:b"), verdict::accept);
  EXPECT_THAT(on.take_texts(), IsEmpty());
  on.settle(1, on.token("1:a"), verdict::accept);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:b"));
}

// A message that took the free place in the window comes behind those that wait already.
TEST(one_at_a_time, keeps_the_order_when_parked_ones_come_in) {
  rig on({.max_messages = 2});
  on.add_consumer(1, {"#"}, one_at_a_time);
  on.connect();
  publish_three(on);  // the third finds no room
  on.publish({.identifier = 3, .payload = "c"}, engine::when_full::park);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:a"));
  on.settle(1, on.token("1:a"), verdict::accept);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:b"));
  on.settle(1, on.token("1:b"), verdict::accept);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:c"));
}

// --- the back-off ---

TEST(redelivery, the_delay_doubles) {
  rig on;
  on.add_consumer(1, {"#"}, {.redelivery_delay = 100ms});
  on.connect();
  on.publish({.identifier = 1, .payload = "a"});
  handover held = on.take_one();
  for (const milliseconds delay : {100ms, 200ms, 400ms, 800ms}) {
    on.settle(held, verdict::retry);
    EXPECT_EQ(on.under_test().next_deadline(), on.now() + delay);
    on.advance(delay - 1ms);
    EXPECT_THAT(on.take(), IsEmpty());
    on.advance(1ms);
    held = on.take_one();
  }
  EXPECT_EQ(held.deliveries, 5U);
  EXPECT_FALSE(on.under_test().next_deadline());
}

TEST(redelivery, the_delay_ends_at_ten_minutes) {
  rig on;
  on.add_consumer(1, {"#"});
  on.connect();
  on.publish({.identifier = 1, .payload = "a"});
  handover held = on.take_one();
  for (int i = 0; i < 40; ++i) {
    on.settle(held, verdict::retry);
    on.advance(10min);
    held = on.take_one();
  }
  EXPECT_EQ(held.deliveries, 41U);
}

TEST(redelivery, a_delay_that_is_longer_to_begin_with_stays) {
  rig on;
  on.add_consumer(1, {"#"}, {.redelivery_delay = 1h});
  on.connect();
  on.publish({.identifier = 1, .payload = "a"});
  handover held = on.take_one();
  for (int i = 0; i < 3; ++i) {
    on.settle(held, verdict::retry);
    on.advance(59min);
    EXPECT_THAT(on.take(), IsEmpty());
    on.advance(1min);
    held = on.take_one();
  }
}

TEST(redelivery, the_earliest_comes_first) {
  rig on;
  on.add_consumer(1, {"slow"}, {.redelivery_delay = 3s});
  on.add_consumer(2, {"fast"}, {.redelivery_delay = 1s});
  on.connect();
  on.publish({.identifier = 1, .payload = "a", .topic = "slow"});
  on.settle(on.take_one(), verdict::retry);
  on.publish({.identifier = 2, .payload = "b", .topic = "fast"});
  on.settle(on.take_one(), verdict::retry);
  EXPECT_EQ(on.under_test().next_deadline(), on.now() + 1s);
  on.advance(1s);
  EXPECT_THAT(on.take_texts(), ElementsAre("2:b#2"));
  on.advance(2s);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:a#2"));
}

TEST(redelivery, holds_its_place_in_the_window) {
  rig on({.max_messages = 1});
  on.add_consumer(1, {"#"});
  on.connect();
  on.publish({.identifier = 1});
  on.settle(on.take_one(), verdict::retry);
  EXPECT_EQ(on.publish({.identifier = 2}), no_room);
}

}  // namespace
}  // namespace ipaas::mqtt::delivery
