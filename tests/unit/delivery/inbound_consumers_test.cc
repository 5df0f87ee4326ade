// Several Consumers on one connection; stopping and removing them; messages that nobody asked for.
#include "rig.h"

namespace ipaas::mqtt::delivery {
namespace {

using namespace test;

std::size_t stop(rig& on, operation_id operation, std::uint64_t taken_by_host) {
  return on.receiver().stop_consumer(operation, taken_by_host);
}

std::vector<std::string> unmatched(rig& on) {
  return std::exchange(on.under_test().received().unmatched, {});
}

// --- several ---

TEST(consumers, a_message_is_acknowledged_when_all_have_settled_it) {
  rig on;
  on.add_consumer(1, {"#"});
  on.add_consumer(2, {"t"});
  on.add_consumer(3, {"other"});
  on.connect();
  on.publish({.identifier = 1, .payload = "a"});
  EXPECT_THAT(on.take_texts(), ElementsAre("1:a", "2:a"));
  on.settle(2, on.token("2:a"), verdict::accept);
  EXPECT_THAT(on.sent(), IsEmpty());
  EXPECT_EQ(on.receiver().unsettled(), 1U);
  EXPECT_EQ(on.settle(2, on.token("2:a"), verdict::accept), inbound::settled::not_held);
  on.settle(1, on.token("1:a"), verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 1"));
}

TEST(consumers, each_retries_for_itself) {
  rig on;
  on.add_consumer(1, {"#"});
  on.add_consumer(2, {"#"});
  on.connect();
  on.publish({.identifier = 1, .payload = "a"});
  on.take_texts();
  on.settle(1, on.token("1:a"), verdict::retry);
  on.settle(2, on.token("2:a"), verdict::accept);
  on.advance(1s);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:a#2"));
  on.settle(1, on.token("1:a#2"), verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 1"));
}

TEST(consumers, one_that_rejects_makes_the_answer_negative) {
  rig on({.version = version::v5});
  on.add_consumer(1, {"#"});
  on.add_consumer(2, {"#"});
  on.connect();
  on.publish({.identifier = 1, .payload = "a"});
  on.take_texts();
  on.settle(1, on.token("1:a"), verdict::reject);
  on.settle(2, on.token("2:a"), verdict::accept);
  on.publish({.identifier = 2, .payload = "b"});
  on.take_texts();
  on.settle(1, on.token("1:b"), verdict::accept);
  on.settle(2, on.token("2:b"), verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 1 0x80", "PUBACK 2"));
}

TEST(consumers, held_by_counts_what_the_host_has) {
  rig on;
  on.add_consumer(1, {"#"});
  on.add_consumer(2, {"#"});
  on.connect();
  on.publish({.identifier = 1, .payload = "a"});
  on.publish({.identifier = 2, .payload = "b"});
  on.take_texts();
  EXPECT_EQ(on.receiver().held_by(1), 2U);
  on.settle(1, on.token("1:a"), verdict::accept);
  on.settle(1, on.token("1:b"), verdict::retry);
  EXPECT_EQ(on.receiver().held_by(1), 0U);
  EXPECT_EQ(on.receiver().held_by(2), 2U);
  on.advance(1s);
  EXPECT_EQ(on.receiver().held_by(1), 1U);
  EXPECT_EQ(on.receiver().held_by(9), 0U);
}

// --- stopping ---

TEST(stopping, what_the_host_has_can_be_settled) {
  rig on;
  on.add_consumer(1, {"#"});
  on.connect();
  on.publish({.identifier = 1});
  const handover held = on.take_one();
  EXPECT_EQ(stop(on, 1, 1), 1U);
  on.settle(held, verdict::accept);
  EXPECT_EQ(on.receiver().held_by(1), 0U);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 1"));
}

TEST(stopping, what_the_host_has_not_taken_stays_unacknowledged) {
  rig on;
  on.add_consumer(1, {"#"});
  on.connect();
  on.publish({.identifier = 1});
  const handover first = on.take_one();
  on.publish({.identifier = 2});
  const handover second = on.take_one();
  EXPECT_EQ(stop(on, 1, 1), 1U);
  EXPECT_EQ(on.settle(second, verdict::accept), inbound::settled::not_held);
  on.settle(first, verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 1"));
  EXPECT_EQ(on.receiver().unsettled(), 1U);
}

TEST(stopping, nothing_new_is_handed_over) {
  rig on;
  on.add_consumer(1, {"#"}, {.one_at_a_time = true});
  on.connect();
  on.publish({.identifier = 1});
  const handover first = on.take_one();
  on.publish({.identifier = 2});  // queued behind the first
  stop(on, 1, 1);
  on.publish({.identifier = 3});
  on.settle(first, verdict::accept);
  EXPECT_THAT(on.take(), IsEmpty());
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 1"));
}

TEST(stopping, ends_retries) {
  rig on;
  on.add_consumer(1, {"#"});
  on.connect();
  on.publish({.identifier = 1});
  const handover before = on.take_one();
  on.publish({.identifier = 2});
  const handover after = on.take_one();
  on.settle(before, verdict::retry);
  EXPECT_EQ(stop(on, 1, 2), 1U);
  on.settle(after, verdict::retry);
  EXPECT_EQ(on.receiver().held_by(1), 0U);
  on.advance(24h);
  EXPECT_THAT(on.take(), IsEmpty());
  EXPECT_THAT(on.sent(), IsEmpty());
}

TEST(stopping, leaves_the_others_alone) {
  rig on;
  on.add_consumer(1, {"#"});
  on.add_consumer(2, {"b"});
  on.connect();
  stop(on, 1, 0);
  on.publish({.identifier = 1, .payload = "x", .topic = "b"});
  EXPECT_THAT(on.take_texts(), ElementsAre("2:x"));
  on.settle(2, on.token("2:x"), verdict::accept);
  EXPECT_THAT(on.sent(), IsEmpty());  // the stopped one has not settled it
}

// --- removing ---

TEST(removing, leaves_what_was_unsettled_to_the_next_consumer) {
  for (const qos level : {q1, q2}) {
    rig on;
    on.add_consumer(1, {"#"});
    on.connect();
    on.publish({.level = level, .identifier = 1, .payload = "a"});
    const handover held = on.take_one();
    on.remove_consumer(1);
    EXPECT_THAT(on.sent(), IsEmpty());
    EXPECT_EQ(on.settle(held, verdict::accept), inbound::settled::not_held);
    on.add_consumer(2, {"#"});
    EXPECT_THAT(on.take_texts(), ElementsAre("2:a"));
    EXPECT_EQ(on.settle(held, verdict::accept), inbound::settled::not_held);
    on.settle(2, on.token("2:a"), verdict::accept);
    EXPECT_EQ(on.sent().size(), 1U);
    EXPECT_EQ(on.receiver().unsettled(), 0U);
  }
}

TEST(removing, leaves_what_was_unsettled_in_its_order) {
  rig on;
  on.add_consumer(1, {"#"});
  on.connect();
  for (std::uint16_t id = 1; id <= 3; ++id) on.publish({.identifier = id});
  for (const handover& each : on.take()) on.settle(each, verdict::accept);
  for (std::uint16_t id = 4; id <= 6; ++id) {
    on.publish({.identifier = id, .payload = std::to_string(id)});
  }
  on.remove_consumer(1);
  on.take();
  on.add_consumer(2, {"#"});
  EXPECT_THAT(on.take_texts(), ElementsAre("2:4", "2:5", "2:6"));
}

TEST(removing, leaves_what_was_unsettled_to_a_resumed_session) {
  for (const qos level : {q1, q2}) {
    rig on;
    on.add_consumer(1, {"#"});
    on.connect();
    on.publish({.level = level, .identifier = 1, .payload = "a"});
    on.take();
    on.remove_consumer(1);
    on.disconnect();
    on.add_consumer(2, {"#"});
    on.resume();
    on.publish({.level = level, .identifier = 1, .payload = "a", .duplicate = true});
    EXPECT_THAT(on.take_texts(), ElementsAre("2:a"));
    on.settle(2, on.token("2:a"), verdict::accept);
    EXPECT_EQ(on.sent().size(), 1U);
  }
}

// Otherwise they would keep their places in the broker's in-flight window until the connection
// ends, and a broker with few of them would send nothing more to anybody.
TEST(removing, gives_up_what_was_unsettled_when_nobody_comes) {
  for (const qos level : {q1, q2}) {
    rig on;
    on.add_consumer(1, {"#"});
    on.connect();
    on.publish({.level = level, .identifier = 1, .payload = "a"});
    on.take();
    on.remove_consumer(1);
    on.receiver().give_up_unmatched_at(on.now() + 10s);
    on.advance(10s - 1ms);
    EXPECT_THAT(on.sent(), IsEmpty());
    on.advance(1ms);
    EXPECT_EQ(on.sent().size(), 1U);
    EXPECT_THAT(unmatched(on), ElementsAre("t"));
    EXPECT_EQ(on.receiver().unsettled(), 0U);
  }
}

TEST(removing, drops_what_was_unsettled_at_qos_0) {
  rig on;
  on.add_consumer(1, {"#"});
  on.connect();
  on.publish({.level = q0});
  on.take();
  on.remove_consumer(1);
  EXPECT_EQ(on.receiver().unsettled(), 0U);
  EXPECT_TRUE(on.last_block_is_free());
}

TEST(removing, gives_the_next_consumer_only_what_it_has_not_settled) {
  rig on;
  on.add_consumer(1, {"#"});
  on.add_consumer(2, {"#"});
  on.connect();
  on.publish({.identifier = 1, .payload = "x"});
  on.take_texts();
  on.settle(2, on.token("2:x"), verdict::accept);
  on.remove_consumer(1);
  EXPECT_THAT(on.take(), IsEmpty());
  EXPECT_THAT(on.sent(), IsEmpty());
  on.add_consumer(3, {"#"});
  EXPECT_THAT(on.take_texts(), ElementsAre("3:x"));
  on.settle(3, on.token("3:x"), verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 1"));
}

TEST(removing, does_not_take_back_what_was_settled) {
  rig on;
  on.add_consumer(1, {"#"});
  on.connect();
  on.publish({.identifier = 1});
  const handover first = on.take_one();
  on.publish({.identifier = 2});
  on.settle(on.take_one(), verdict::accept);
  on.settle(first, verdict::accept);
  on.remove_consumer(1);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 1", "PUBACK 2"));
}

TEST(removing, a_delayed_message_comes_to_the_next_at_once_and_only_once) {
  rig on;
  on.add_consumer(1, {"#"});
  on.connect();
  on.publish({.identifier = 1});
  on.settle(on.take_one(), verdict::retry);
  on.remove_consumer(1);
  on.add_consumer(2, {"#"});
  EXPECT_EQ(on.take_one().deliveries, 1U);
  on.advance(24h);
  EXPECT_THAT(on.take(), IsEmpty());
}

// Another Consumer's answers may have waited for the one that is left open now. Without them a
// broker with a small in-flight window would send nothing more.
TEST(removing, lets_go_the_answers_that_waited_behind) {
  rig on;
  on.add_consumer(1, {"a"});
  on.add_consumer(2, {"b"});
  on.connect();
  on.publish({.identifier = 1, .payload = "x", .topic = "a"});
  on.publish({.identifier = 2, .payload = "y", .topic = "b"});
  on.take_texts();
  on.settle(2, on.token("2:y"), verdict::accept);
  EXPECT_THAT(on.sent(), IsEmpty());
  on.remove_consumer(1);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 2"));
}

TEST(removing, lets_go_the_answers_behind_a_message_that_another_still_holds) {
  rig on;
  on.add_consumer(1, {"#"});
  on.add_consumer(2, {"#"});
  on.connect();
  on.publish({.identifier = 1, .payload = "x"});
  on.take_texts();
  on.add_consumer(3, {"b"});
  on.publish({.identifier = 2, .payload = "y", .topic = "b"});
  on.take_texts();
  for (const operation_id operation : {1U, 2U, 3U}) {
    on.settle(operation, on.token(std::to_string(operation) + ":y"), verdict::accept);
  }
  on.remove_consumer(1);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 2"));
  EXPECT_EQ(on.settle(2, on.token("2:x"), verdict::accept), inbound::settled::done);
  EXPECT_THAT(on.sent(), IsEmpty());  // the first had not settled it
  EXPECT_EQ(on.receiver().unsettled(), 1U);
}

TEST(removing, makes_room_for_what_was_parked) {
  rig on({.max_messages = 1});
  on.add_consumer(1, {"a"});
  on.add_consumer(2, {"b"});
  on.connect();
  on.publish({.identifier = 1, .payload = "x", .topic = "a"});
  on.publish({.identifier = 2, .payload = "y", .topic = "b"}, engine::when_full::park);
  on.take_texts();
  on.remove_consumer(1);
  EXPECT_THAT(on.take_texts(), IsEmpty());
  on.receiver().give_up_unmatched_at(on.now());
  on.advance(0ms);
  EXPECT_THAT(on.take_texts(), ElementsAre("2:y"));
}

// --- messages that nobody has asked for ---

TEST(waiting, a_consumer_that_opens_later_gets_them) {
  rig on;
  on.resume();
  on.publish({.identifier = 1, .payload = "a", .topic = "a"});
  on.publish({.identifier = 2, .payload = "b", .topic = "b"});
  on.publish({.identifier = 3, .payload = "c", .topic = "a"});
  EXPECT_THAT(on.take(), IsEmpty());
  EXPECT_THAT(on.sent(), IsEmpty());
  EXPECT_EQ(on.receiver().unsettled(), 3U);
  on.add_consumer(1, {"a"}, {.one_at_a_time = true});
  EXPECT_THAT(on.take_texts(), ElementsAre("1:a"));
  on.settle(1, on.token("1:a"), verdict::accept);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:c"));
  on.settle(1, on.token("1:c"), verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 1"));  // "b" still waits
}

TEST(waiting, fills_the_window) {
  rig on({.max_messages = 1});
  on.resume();
  on.publish({.identifier = 1});
  EXPECT_EQ(on.publish({.identifier = 2}), no_room);
}

TEST(waiting, may_last_as_long_as_the_session) {
  rig on;
  on.resume();
  on.receiver().give_up_unmatched_at(on.now());
  on.receiver().keep_unmatched();
  on.publish({.identifier = 1});
  EXPECT_FALSE(on.under_test().next_deadline());
  on.advance(24h);
  EXPECT_THAT(unmatched(on), IsEmpty());
  EXPECT_THAT(on.sent(), IsEmpty());
}

TEST(waiting, is_given_up_at_the_deadline) {
  rig on;
  on.resume();
  on.publish({.identifier = 1, .topic = "nobody/1"});
  EXPECT_FALSE(on.under_test().next_deadline());
  on.receiver().give_up_unmatched_at(on.now() + 10s);
  EXPECT_EQ(on.under_test().next_deadline(), on.now() + 10s);
  on.publish({.level = q2, .identifier = 2, .topic = "nobody/2"});
  on.publish({.level = q0, .topic = "nobody/3"});
  on.advance(10s - 1ms);
  EXPECT_THAT(unmatched(on), IsEmpty());
  on.advance(1ms);
  EXPECT_THAT(unmatched(on), ElementsAre("nobody/1", "nobody/2", "nobody/3"));
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 1", "PUBREC 2"));
  EXPECT_EQ(on.receiver().unsettled(), 0U);
  EXPECT_FALSE(on.under_test().next_deadline());
}

TEST(waiting, what_comes_after_the_deadline_does_not_wait) {
  rig on;
  on.resume();
  on.receiver().give_up_unmatched_at(on.now());
  on.advance(1h);
  on.publish({.identifier = 1, .topic = "nobody"});
  EXPECT_LE(*on.under_test().next_deadline(), on.now());
  on.advance(0ms);
  EXPECT_THAT(unmatched(on), ElementsAre("nobody"));
}

TEST(waiting, makes_room_for_what_was_parked_when_it_is_given_up) {
  rig on({.max_messages = 1});
  on.add_consumer(1, {"a"});
  on.resume();
  on.receiver().give_up_unmatched_at(on.now() + 10s);
  on.publish({.identifier = 1, .topic = "nobody"});
  on.publish({.identifier = 2, .payload = "x", .topic = "a"}, engine::when_full::park);
  on.advance(10s);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:x"));
}

TEST(waiting, survives_a_lost_connection) {
  rig on;
  on.resume();
  on.publish({.identifier = 1, .payload = "a"});
  on.disconnect();
  on.resume();
  on.publish({.identifier = 1, .payload = "a", .duplicate = true});
  on.add_consumer(1, {"#"});
  EXPECT_THAT(on.take_texts(), ElementsAre("1:a"));
  on.settle(1, on.token("1:a"), verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 1"));
}

}  // namespace
}  // namespace ipaas::mqtt::delivery
