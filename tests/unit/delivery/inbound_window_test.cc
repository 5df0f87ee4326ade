// The window, what is parked or skipped beyond it, tickets and tokens.
#include <set>

#include "rig.h"

namespace ipaas::mqtt::delivery {
namespace {

using namespace test;

constexpr auto park = engine::when_full::park;

TEST(window, is_bounded_by_count) {
  rig on({.max_messages = 2});
  on.add_consumer(1, {"#"});
  on.connect();
  EXPECT_TRUE(on.receiver().has_room());
  EXPECT_EQ(on.publish({.identifier = 1}), taken);
  EXPECT_EQ(on.publish({.level = q0}), taken);
  EXPECT_FALSE(on.receiver().has_room());
  EXPECT_EQ(on.publish({.level = q0}), no_room);
  EXPECT_EQ(on.publish({.identifier = 2, .payload = "late"}), no_room);
  const auto held = on.take();
  on.settle(held[1], verdict::accept);
  EXPECT_TRUE(on.receiver().has_room());
  EXPECT_EQ(on.publish({.identifier = 2, .payload = "late"}), taken);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:late"));
}

TEST(window, is_bounded_by_bytes_of_topic_payload_and_properties) {
  rig on({.version = version::v5, .max_bytes = 100});
  on.add_consumer(1, {"#"});
  on.connect();
  on.publish({.identifier = 1, .payload = std::string(59, 'x'), .topic = "t"});
  EXPECT_EQ(on.receiver().unsettled_bytes(), 60U);
  EXPECT_EQ(on.publish({.identifier = 2, .payload = std::string(40, 'x'), .topic = "t"}), no_room);
  EXPECT_EQ(on.publish({.identifier = 2,
                        .payload = std::string(30, 'x'),
                        .topic = "ttttttttt",
                        .properties = {std::byte{1}, std::byte{1}}}),
            no_room);
  EXPECT_EQ(on.publish({.identifier = 2, .payload = std::string(39, 'x'), .topic = "t"}), taken);
  EXPECT_EQ(on.receiver().unsettled_bytes(), 100U);
  EXPECT_FALSE(on.receiver().has_room());
}

TEST(window, a_message_larger_than_all_of_it_comes_alone) {
  rig on({.max_bytes = 100});
  on.add_consumer(1, {"#"});
  on.connect();
  on.publish({.identifier = 1, .payload = "small"});
  const message large{.identifier = 2, .payload = std::string(1'000, 'L')};
  EXPECT_EQ(on.publish(large), no_room);
  on.settle(on.take_one(), verdict::accept);
  EXPECT_EQ(on.publish(large), taken);
  EXPECT_EQ(on.publish({.level = q0}), no_room);
  on.settle(on.take_one(), verdict::accept);
  EXPECT_EQ(on.receiver().unsettled_bytes(), 0U);
  EXPECT_EQ(on.publish({.level = q0}), taken);
}

TEST(window, a_repeated_message_needs_no_room) {
  rig on({.max_messages = 1});
  on.add_consumer(1, {"#"});
  on.connect();
  on.publish({.identifier = 1});
  on.take();
  on.disconnect();
  on.resume();
  EXPECT_EQ(on.publish({.identifier = 1, .duplicate = true}), taken);
}

// Settled messages that wait for their turn do not fill the window: flows may go on.
TEST(window, a_settled_message_takes_no_room_while_its_answer_waits) {
  rig on({.max_messages = 2});
  on.add_consumer(1, {"#"});
  on.connect();
  on.publish({.identifier = 1});
  const handover first = on.take_one();
  for (std::uint16_t identifier = 2; identifier < 50; ++identifier) {
    ASSERT_EQ(on.publish({.identifier = identifier}), taken);
    on.settle(on.take_one(), verdict::accept);
  }
  EXPECT_THAT(on.sent(), IsEmpty());
  on.settle(first, verdict::accept);
  EXPECT_EQ(on.sent().size(), 49U);
}

// --- parking ---

TEST(parking, keeps_messages_in_order_until_there_is_room) {
  rig on({.max_messages = 1});
  on.add_consumer(1, {"#"});
  on.connect();
  on.publish({.identifier = 1, .payload = "a"});
  EXPECT_EQ(on.publish({.identifier = 2, .payload = "b"}, park), taken);
  EXPECT_EQ(on.publish({.level = q0, .payload = "c"}, park), taken);
  EXPECT_EQ(on.receiver().counted().parked, 2U);
  EXPECT_FALSE(on.receiver().has_room());
  EXPECT_THAT(on.take_texts(), ElementsAre("1:a"));
  on.settle(1, on.token("1:a"), verdict::accept);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:b"));
  on.settle(1, on.token("1:b"), verdict::accept);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:c"));
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 1", "PUBACK 2"));
  EXPECT_FALSE(on.receiver().wants_resume());
}

TEST(parking, a_new_message_does_not_overtake_parked_ones) {
  rig on({.max_bytes = 100});
  on.add_consumer(1, {"#"});
  on.connect();
  on.publish({.identifier = 1, .payload = std::string(50, 'a')});
  on.publish({.identifier = 2, .payload = std::string(90, 'b')}, park);
  EXPECT_EQ(on.publish({.level = q0, .payload = "small"}), no_room);
}

// A broker of MQTT 3.1 may repeat what is unanswered without a new connection.
TEST(parking, a_parked_message_that_comes_again_is_handed_over_once) {
  for (const qos level : {q1, q2}) {
    rig on({.max_messages = 2});
    on.add_consumer(1, {"#"});
    on.connect();
    on.publish({.identifier = 1, .payload = "a"});
    on.publish({.identifier = 2, .payload = "b"});
    on.take_texts();
    on.publish({.level = level, .identifier = 3, .payload = "c"}, park);
    on.publish({.level = level, .identifier = 3, .payload = "c", .duplicate = true}, park);
    on.settle(1, on.token("1:a"), verdict::accept);
    on.settle(1, on.token("1:b"), verdict::accept);
    EXPECT_THAT(on.take_texts(), ElementsAre("1:c"));
    on.settle(1, on.token("1:c"), verdict::accept);
    EXPECT_THAT(on.sent(),
                ElementsAre("PUBACK 1", "PUBACK 2", level == q1 ? "PUBACK 3" : "PUBREC 3"));
    EXPECT_EQ(on.receiver().unsettled(), 0U);
  }
}

TEST(parking, a_repetition_that_was_parked_does_not_outlive_its_exchange) {
  rig on({.max_messages = 1});
  on.add_consumer(1, {"#"});
  on.connect();
  on.publish({.identifier = 1, .payload = "a"});
  const handover first = on.take_one();
  on.publish({.level = q2, .identifier = 2, .payload = "b"}, park);
  on.publish({.level = q1, .identifier = 3, .payload = "c"}, park);
  on.publish({.level = q2, .identifier = 2, .payload = "b", .duplicate = true}, park);
  on.settle(first, verdict::accept);
  on.settle(on.take_one(), verdict::accept);
  on.answer(packet_type::pubrel, 2);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:c"));
  on.settle(1, on.token("1:c"), verdict::accept);
  EXPECT_THAT(on.take(), IsEmpty());
  EXPECT_EQ(on.receiver().unsettled(), 0U);
  // The identifier may be parked again.
  on.publish({.identifier = 4, .payload = "d"});
  on.publish({.level = q2, .identifier = 2, .payload = "e"}, park);
  on.settle(on.take_one(), verdict::accept);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:e"));
}

TEST(parking, beyond_its_bytes_qos_0_is_dropped) {
  rig on({.max_messages = 1, .max_bytes = 100});
  on.add_consumer(1, {"#"});
  on.connect();
  on.publish({.identifier = 1});
  on.publish({.level = q0, .payload = std::string(80, 'a')}, park);
  EXPECT_EQ(on.publish({.level = q0, .payload = std::string(80, 'b')}, park), taken);
  EXPECT_EQ(on.receiver().counted().parked, 1U);
  EXPECT_EQ(on.receiver().counted().dropped_qos_0, 1U);
  EXPECT_TRUE(on.last_block_is_free());
  on.settle(on.take_one(), verdict::accept);
  on.settle(on.take_one(), verdict::accept);
  EXPECT_FALSE(on.receiver().wants_resume());
}

TEST(parking, beyond_its_bytes_qos_1_and_2_are_left_to_a_resumed_session) {
  rig on({.max_messages = 1, .max_bytes = 100});
  on.add_consumer(1, {"#"});
  on.connect();
  on.publish({.identifier = 1, .payload = "a"});
  on.publish({.identifier = 2, .payload = std::string(80, 'b')}, park);
  on.publish({.level = q2, .identifier = 3, .payload = std::string(80, 'c')}, park);
  EXPECT_EQ(on.receiver().counted().skipped, 1U);
  // From now on all of them: a later one must not overtake.
  EXPECT_EQ(on.publish({.identifier = 4, .payload = "d"}, park), taken);
  EXPECT_EQ(on.receiver().counted().skipped, 2U);
  EXPECT_FALSE(on.receiver().wants_resume());
  on.settle(on.take_one(), verdict::accept);
  EXPECT_FALSE(on.receiver().wants_resume());
  on.settle(on.take_one(), verdict::accept);
  EXPECT_TRUE(on.receiver().wants_resume());
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 1", "PUBACK 2"));

  on.disconnect();
  on.resume();
  EXPECT_FALSE(on.receiver().wants_resume());
  on.publish({.level = q2, .identifier = 3, .payload = "c", .duplicate = true});
  EXPECT_THAT(on.take_texts(), ElementsAre("1:c"));
}

TEST(parking, while_messages_are_skipped_repeated_ones_are_still_answered) {
  rig on({.max_messages = 1, .max_bytes = 10});
  on.add_consumer(1, {"#"});
  on.connect();
  on.publish({.level = q2, .identifier = 1, .payload = "a"});
  on.settle(on.take_one(), verdict::accept);
  on.publish({.identifier = 2, .payload = "b"});
  on.publish({.identifier = 3, .payload = std::string(20, 'c')}, park);
  on.publish({.level = q2, .identifier = 1, .payload = "a", .duplicate = true}, park);
  on.settle(on.take_one(), verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre("PUBREC 1", "PUBACK 2", "PUBREC 1"));
}

TEST(parking, a_lost_connection_forgets_what_the_peer_sends_again) {
  rig on({.max_messages = 1, .max_bytes = 100});
  on.add_consumer(1, {"#"});
  on.connect();
  on.publish({.identifier = 1, .payload = "a"});
  on.publish({.identifier = 2, .payload = std::string(60, 'b')}, park);
  on.publish({.level = q0, .payload = "c"}, park);
  on.disconnect();
  on.resume();
  on.take_texts();
  on.publish({.identifier = 1, .payload = "a", .duplicate = true}, park);
  // Its bytes are free as well.
  on.publish({.identifier = 2, .payload = std::string(90, 'b'), .duplicate = true}, park);
  EXPECT_EQ(on.receiver().counted().skipped, 0U);
  on.settle(1, on.token("1:a"), verdict::accept);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:c"));
  on.settle(1, on.token("1:c"), verdict::accept);
  EXPECT_EQ(on.take_one().message.payload.size(), 90U);
}

// --- tickets and tokens ---

TEST(tickets, count_the_hand_overs_of_each_operation) {
  rig on;
  on.add_consumer(1, {"a"});
  on.add_consumer(2, {"#"});
  on.connect();
  on.publish({.level = q0, .topic = "b"});
  on.publish({.level = q0, .topic = "a"});
  const auto handed = on.take();
  ASSERT_EQ(handed.size(), 3U);
  EXPECT_EQ(handed[0].ticket, 1U);
  EXPECT_EQ(handed[1].ticket, 1U);
  EXPECT_EQ(handed[2].ticket, 2U);
}

TEST(tickets, a_message_that_was_not_taken_cannot_be_settled) {
  rig on;
  on.add_consumer(1, {"#"});
  on.connect();
  on.publish({.identifier = 1});
  const handover handed = on.under_test().received().handovers.front();
  EXPECT_EQ(on.settle(handed, verdict::accept), inbound::settled::not_held);
  on.take();
  EXPECT_EQ(on.settle(handed, verdict::accept), inbound::settled::done);
}

TEST(tickets, a_redelivery_must_be_taken_too) {
  rig on;
  on.add_consumer(1, {"#"});
  on.connect();
  on.publish({.identifier = 1});
  const handover handed = on.take_one();
  on.settle(handed, verdict::retry);
  EXPECT_EQ(on.settle(handed, verdict::accept), inbound::settled::not_held);
  on.advance(1s);
  EXPECT_EQ(on.settle(handed, verdict::accept), inbound::settled::not_held);
  const handover second = on.take_one();
  EXPECT_EQ(second.token, handed.token);
  EXPECT_EQ(on.settle(second, verdict::accept), inbound::settled::done);
}

TEST(tokens, of_nothing_are_refused) {
  rig on;
  on.add_consumer(1, {"#"});
  on.add_consumer(2, {"other"});
  on.connect();
  on.publish({.identifier = 1});
  const handover held = on.take_one();
  EXPECT_EQ(on.settle(1, 0, verdict::accept), inbound::settled::not_held);
  EXPECT_EQ(on.settle(1, UINT64_MAX, verdict::accept), inbound::settled::not_held);
  EXPECT_EQ(on.settle(1, held.token + 1, verdict::accept), inbound::settled::not_held);
  EXPECT_EQ(on.settle(2, held.token, verdict::accept), inbound::settled::not_held);
  EXPECT_EQ(on.settle(held, verdict::accept), inbound::settled::done);
  EXPECT_EQ(on.settle(held, verdict::accept), inbound::settled::not_held);
}

TEST(tokens, are_not_used_again_at_once) {
  rig on;
  on.add_consumer(1, {"#"});
  on.connect();
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 1'000; ++i) {
    on.publish({.level = q0});
    const handover held = on.take_one();
    ASSERT_TRUE(seen.insert(held.token).second);
    ASSERT_LT(held.token, std::uint64_t{1} << 53);
    on.settle(held, verdict::accept);
  }
}

TEST(tokens, are_unique_while_held_and_below_2_to_the_53rd) {
  rig on({.max_messages = 65'535});
  on.add_consumer(1, {"#"});
  on.connect();
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 65'535; ++i) {
    on.publish({.level = q0});
    const handover held = on.take_one();
    ASSERT_TRUE(seen.insert(held.token).second);
    ASSERT_LT(held.token, std::uint64_t{1} << 53);
  }
}

// A message of an operation that is not told apart by anything else.
TEST(tokens, an_old_one_does_not_settle_the_next_message_in_its_place) {
  rig on;
  on.add_consumer(1, {"#"});
  on.connect();
  on.publish({.level = q0});
  const handover first = on.take_one();
  on.settle(first, verdict::accept);
  on.publish({.level = q0});
  on.take();
  EXPECT_EQ(on.settle(first, verdict::accept), inbound::settled::not_held);
  EXPECT_EQ(on.receiver().unsettled(), 1U);
}

}  // namespace
}  // namespace ipaas::mqtt::delivery
