// The sending half on one connection: order, identifiers, the quota, answers, refusals, timeouts.
#include "rig.h"

namespace ipaas::mqtt::delivery {
namespace {

using namespace test;

TEST(outbound, messages_leave_in_the_order_they_were_submitted) {
  rig on;
  on.connect();
  on.submit({.level = q1, .payload = "a"}, 1);
  on.submit({.level = q0, .payload = "b"}, 2);
  on.submit({.level = q2, .payload = "c"}, 3);
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 1 q1 a", "PUBLISH q0 b", "PUBLISH 2 q2 c"));
}

TEST(outbound, messages_wait_for_the_connection) {
  rig on;
  on.submit({.level = q0, .payload = "a"}, 1);
  on.submit({.level = q1, .payload = "b"}, 2);
  EXPECT_THAT(on.sent(), IsEmpty());
  EXPECT_EQ(on.sender().size(), 2U);
  on.connect();
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH q0 a", "PUBLISH 1 q1 b"));
}

TEST(outbound, qos_0_is_done_only_when_its_last_byte_is_written) {
  rig on;
  on.connect();
  on.submit({.level = q0, .payload = "a"}, 1);
  on.submit({.level = q0, .payload = "b"}, 2);
  on.under_test().fill_queue();
  const std::size_t each = on.under_test().queue().pending() / 2;
  EXPECT_THAT(on.outcomes(), IsEmpty());
  on.write(each - 1);
  EXPECT_THAT(on.outcomes(), IsEmpty());
  on.write(1);
  EXPECT_THAT(on.outcomes(), ElementsAre("1"));
  on.write(each);
  EXPECT_THAT(on.outcomes(), ElementsAre("2"));
  EXPECT_EQ(on.sender().size(), 0U);
  EXPECT_TRUE(on.last_block_is_free());
}

TEST(outbound, qos_1_is_done_with_its_puback) {
  rig on;
  on.connect();
  on.submit({.level = q1}, 1);
  on.sent();
  EXPECT_THAT(on.outcomes(), IsEmpty());
  EXPECT_TRUE(on.sender().awaits_answer());
  EXPECT_EQ(on.answer(packet_type::puback, 1), taken);
  EXPECT_THAT(on.outcomes(), ElementsAre("1"));
  EXPECT_FALSE(on.sender().awaits_answer());
  EXPECT_EQ(on.under_test().identifiers().in_use(), 0U);
  EXPECT_TRUE(on.last_block_is_free());
}

TEST(outbound, qos_2_is_done_with_its_pubcomp) {
  rig on;
  on.connect();
  on.submit({.level = q2}, 1);
  on.sent();
  EXPECT_EQ(on.answer(packet_type::pubrec, 1), taken);
  EXPECT_THAT(on.outcomes(), IsEmpty());
  EXPECT_THAT(on.sent(), ElementsAre("PUBREL 1"));
  EXPECT_TRUE(on.last_block_is_free());  // the payload is the broker's now
  EXPECT_TRUE(on.sender().awaits_answer());
  EXPECT_EQ(on.answer(packet_type::pubcomp, 1), taken);
  EXPECT_THAT(on.outcomes(), ElementsAre("1"));
  EXPECT_EQ(on.under_test().identifiers().in_use(), 0U);
}

TEST(outbound, a_repeated_pubrec_is_answered_again) {
  rig on;
  on.connect();
  on.submit({.level = q2}, 1);
  on.sent();
  on.answer(packet_type::pubrec, 1);
  on.answer(packet_type::pubrec, 1);
  EXPECT_THAT(on.sent(), ElementsAre("PUBREL 1", "PUBREL 1"));
}

// The broker had completed the exchange before.
TEST(outbound, a_pubcomp_that_knows_no_identifier_is_a_success) {
  rig on({.version = version::v5});
  on.connect();
  on.submit({.level = q2}, 1);
  on.sent();
  on.answer(packet_type::pubrec, 1);
  on.answer(packet_type::pubcomp, 1, 0x92);
  EXPECT_THAT(on.outcomes(), ElementsAre("1"));
}

TEST(outbound, a_puback_without_subscribers_is_a_success) {
  rig on({.version = version::v5});
  on.connect();
  on.submit({.level = q1}, 1);
  on.sent();
  on.answer(packet_type::puback, 1, 0x10);
  EXPECT_THAT(on.outcomes(), ElementsAre("1"));
}

TEST(outbound, a_negative_answer_is_the_messages_failure) {
  rig on({.version = version::v5});
  on.connect();
  on.submit({.level = q1}, 1);
  on.submit({.level = q2}, 2);
  on.submit({.level = q1}, 3);
  on.sent();
  on.answer(packet_type::puback, 1, 0x97);
  on.answer(packet_type::pubrec, 2, 0x80);
  on.answer(packet_type::puback, 3, 0x87);
  const auto& results = on.under_test().outcomes();
  ASSERT_EQ(results.size(), 3U);
  EXPECT_EQ(results[0].failure->reason_code, 0x97);
  EXPECT_THAT(on.outcomes(), ElementsAre("1 MQTT:PUBLISH_REJECTED", "2 MQTT:PUBLISH_REJECTED",
                                         "3 MQTT:NOT_AUTHORIZED"));
  EXPECT_THAT(on.sent(), IsEmpty());  // no PUBREL after a negative PUBREC
  EXPECT_EQ(on.under_test().identifiers().in_use(), 0U);
}

// --- answers that fit nothing ---

TEST(outbound, an_acknowledgement_for_nothing_is_a_protocol_error) {
  for (const auto type : {packet_type::puback, packet_type::pubrec, packet_type::pubcomp}) {
    rig on;
    on.connect();
    EXPECT_EQ(on.answer(type, 1), failed);
    EXPECT_EQ(on.problem(), "an acknowledgement for a packet identifier that is not in use");
  }
}

TEST(outbound, puback_for_qos_2_is_a_protocol_error) {
  rig on;
  on.connect();
  on.submit({.level = q2}, 1);
  on.sent();
  EXPECT_EQ(on.answer(packet_type::puback, 1), failed);
  EXPECT_THAT(on.outcomes(), IsEmpty());
}

TEST(outbound, pubrec_and_pubcomp_for_qos_1_are_protocol_errors) {
  for (const auto type : {packet_type::pubrec, packet_type::pubcomp}) {
    rig on;
    on.connect();
    on.submit({.level = q1}, 1);
    on.sent();
    EXPECT_EQ(on.answer(type, 1), failed);
    EXPECT_THAT(on.outcomes(), IsEmpty());
  }
}

TEST(outbound, pubcomp_before_pubrec_is_a_protocol_error) {
  rig on;
  on.connect();
  on.submit({.level = q2}, 1);
  on.sent();
  EXPECT_EQ(on.answer(packet_type::pubcomp, 1), failed);
  EXPECT_EQ(on.problem(), "PUBCOMP before PUBREC");
}

TEST(outbound, an_identifier_is_not_answered_twice) {
  rig on;
  on.connect();
  on.submit({.level = q1}, 1);
  on.sent();
  on.answer(packet_type::puback, 1);
  EXPECT_EQ(on.answer(packet_type::puback, 1), failed);
}

// --- identifiers and the quota ---

TEST(outbound, identifiers_come_from_the_common_pool) {
  rig on;
  ASSERT_TRUE(on.under_test().identifiers().reserve(2));  // a SUBSCRIBE
  on.connect();
  for (std::uint64_t token = 1; token <= 3; ++token) on.submit({.level = q1}, token);
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 1 q1 x", "PUBLISH 3 q1 x", "PUBLISH 4 q1 x"));
  EXPECT_EQ(on.answer(packet_type::puback, 2), failed);
}

TEST(outbound, without_a_free_identifier_messages_wait) {
  rig on;
  on.connect();
  for (int i = 0; i < 65'535; ++i) ASSERT_NE(on.under_test().identifiers().acquire(), 0);
  on.submit({.level = q1}, 1);
  EXPECT_THAT(on.sent(), IsEmpty());
  on.under_test().identifiers().release(77);
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 77 q1 x"));
}

TEST(outbound, keeps_to_the_receive_maximum_of_connack) {
  rig on({.version = version::v5});
  on.connect({.receive_maximum = 2});
  on.submit({.level = q1, .payload = "a"}, 1);
  on.submit({.level = q2, .payload = "b"}, 2);
  on.submit({.level = q1, .payload = "c"}, 3);
  on.submit({.level = q0, .payload = "d"}, 4);
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 1 q1 a", "PUBLISH 2 q2 b"));
  on.answer(packet_type::pubrec, 2);
  EXPECT_THAT(on.sent(), ElementsAre("PUBREL 2"));  // the exchange is not over
  on.answer(packet_type::puback, 1);
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 3 q1 c", "PUBLISH q0 d"));
}

TEST(outbound, a_negative_pubrec_gives_its_quota_back) {
  rig on({.version = version::v5});
  on.connect({.receive_maximum = 1});
  on.submit({.level = q2, .payload = "a"}, 1);
  on.submit({.level = q2, .payload = "b"}, 2);
  on.sent();
  on.answer(packet_type::pubrec, 1, 0x97);
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 2 q2 b"));
}

TEST(outbound, keeps_to_max_in_flight) {
  rig on({.max_in_flight = 1});
  on.connect();
  on.submit({.level = q1, .payload = "a"}, 1);
  on.submit({.level = q1, .payload = "b"}, 2);
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 1 q1 a"));
  on.answer(packet_type::puback, 1);
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 2 q1 b"));
}

TEST(outbound, has_20_exchanges_of_qos_2_at_most_in_3_1_1) {
  rig on;
  on.connect();
  for (std::uint64_t token = 1; token <= 21; ++token) on.submit({.level = q2}, token);
  on.submit({.level = q1}, 22);
  EXPECT_EQ(on.sent().size(), 20U);
  on.answer(packet_type::pubrec, 5);
  EXPECT_THAT(on.sent(), ElementsAre("PUBREL 5"));
  on.answer(packet_type::pubcomp, 5);
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 21 q2 x", "PUBLISH 22 q1 x"));
}

TEST(outbound, has_as_many_exchanges_of_qos_1_as_may_be_in_3_1_1) {
  rig on;
  on.connect();
  for (std::uint64_t token = 1; token <= 100; ++token) on.submit({.level = q1}, token);
  EXPECT_EQ(on.sent().size(), 100U);
}

TEST(outbound, has_as_many_exchanges_of_qos_2_as_the_server_says_in_5) {
  rig on({.version = version::v5});
  on.connect();
  for (std::uint64_t token = 1; token <= 100; ++token) on.submit({.level = q2}, token);
  EXPECT_EQ(on.sent().size(), 100U);
}

// Acknowledgements must not queue behind megabytes of messages.
TEST(outbound, fills_the_write_queue_only_so_far) {
  rig on;
  on.connect();
  for (std::uint64_t token = 1; token <= 100; ++token) {
    on.submit({.level = q0, .payload = std::string(100'000, 'x')}, token);
  }
  on.under_test().fill_queue();
  EXPECT_GE(on.under_test().queue().pending(), 512U << 10);
  EXPECT_LE(on.under_test().queue().pending(), 700U << 10);
  EXPECT_EQ(on.sent().size(), 100U);
  EXPECT_EQ(on.outcomes().size(), 100U);
}

// --- what the server will not take ---

TEST(outbound, a_message_over_the_servers_packet_size_fails) {
  rig on({.version = version::v5});
  on.connect({.maximum_packet_size = 100});
  on.submit({.level = q1, .payload = std::string(100, 'x')}, 1);
  on.submit({.level = q1, .payload = "small"}, 2);
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 1 q1 small"));
  EXPECT_THAT(on.outcomes(), ElementsAre("1 MQTT:PACKET_TOO_LARGE"));
}

TEST(outbound, a_message_of_exactly_the_servers_packet_size_goes) {
  rig on({.version = version::v5});
  const message exact{.level = q0, .payload = std::string(50, 'x')};
  std::vector<std::byte> room(room_for(exact));
  const auto size = static_cast<std::uint32_t>(encode(version::v5, exact, room.data()));
  on.connect({.maximum_packet_size = size});
  on.submit(exact, 1);
  EXPECT_EQ(on.sent().size(), 1U);
}

TEST(outbound, a_message_over_the_servers_qos_fails) {
  rig on({.version = version::v5});
  on.connect({.maximum_qos = q1});
  on.submit({.level = q2}, 1);
  on.submit({.level = q1}, 2);
  EXPECT_EQ(on.sent().size(), 1U);
  EXPECT_THAT(on.outcomes(), ElementsAre("1 MQTT:PUBLISH_REJECTED"));
}

TEST(outbound, a_retained_message_fails_where_the_server_keeps_none) {
  rig on({.version = version::v5});
  on.connect({.retain_available = false});
  on.submit({.level = q0, .retain = true}, 1);
  on.submit({.level = q0}, 2);
  EXPECT_EQ(on.sent().size(), 1U);
  EXPECT_THAT(on.outcomes(), ElementsAre("1 MQTT:PUBLISH_REJECTED", "2"));
}

// --- the write timeout ---

TEST(write_timeout, ends_a_message_that_waits) {
  rig on({.write_timeout = 5s});
  on.submit({.level = q1}, 1);
  EXPECT_EQ(on.under_test().next_deadline(), on.now() + 5s);
  on.advance(5s - 1ms);
  on.submit({.level = q0}, 2);
  EXPECT_THAT(on.outcomes(), IsEmpty());
  on.advance(1ms);
  EXPECT_THAT(on.outcomes(), ElementsAre("1 MQTT:WRITE_TIMEOUT"));
  EXPECT_EQ(on.under_test().next_deadline(), on.now() + 5s - 1ms);
  on.connect();
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH q0 x"));
  EXPECT_THAT(on.outcomes(), ElementsAre("2"));
  EXPECT_FALSE(on.under_test().next_deadline());
}

TEST(write_timeout, of_a_sent_message_keeps_the_identifier_until_the_answer) {
  rig on({.write_timeout = 5s});
  on.connect();
  on.submit({.level = q1}, 1);
  on.submit({.level = q2}, 2);
  on.sent();
  on.advance(5s);
  EXPECT_THAT(on.outcomes(), ElementsAre("1 MQTT:WRITE_TIMEOUT", "2 MQTT:WRITE_TIMEOUT"));
  EXPECT_EQ(on.sender().pending_of(1), 0U);
  EXPECT_EQ(on.under_test().identifiers().in_use(), 2U);
  EXPECT_TRUE(on.sender().awaits_answer());
  on.answer(packet_type::puback, 1);
  on.answer(packet_type::pubrec, 2);
  EXPECT_THAT(on.sent(), ElementsAre("PUBREL 2"));
  on.answer(packet_type::pubcomp, 2);
  EXPECT_THAT(on.outcomes(), IsEmpty());  // one outcome each
  EXPECT_EQ(on.under_test().identifiers().in_use(), 0U);
  EXPECT_EQ(on.sender().size(), 0U);
}

TEST(write_timeout, of_a_half_written_message_lets_it_go_on) {
  rig on({.write_timeout = 5s});
  on.connect();
  on.submit({.level = q0}, 1);
  on.under_test().fill_queue();
  on.write(1);
  on.advance(5s);
  EXPECT_THAT(on.outcomes(), ElementsAre("1 MQTT:WRITE_TIMEOUT"));
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH q0 x"));
  EXPECT_THAT(on.outcomes(), IsEmpty());
  EXPECT_EQ(on.sender().size(), 0U);
}

TEST(write_timeout, does_not_end_what_was_answered) {
  rig on({.write_timeout = 5s});
  on.connect();
  on.submit({.level = q1}, 1);
  on.submit({.level = q1}, 2);
  on.sent();
  on.advance(4s);
  on.answer(packet_type::puback, 1);
  on.answer(packet_type::puback, 2);
  on.outcomes();
  on.submit({.level = q1}, 3);
  on.advance(4s);
  EXPECT_THAT(on.outcomes(), IsEmpty());
  on.advance(1s);
  EXPECT_THAT(on.outcomes(), ElementsAre("3 MQTT:WRITE_TIMEOUT"));
}

TEST(write_timeout, is_off_at_0) {
  rig on;
  on.submit({.level = q1}, 1);
  EXPECT_FALSE(on.under_test().next_deadline());
  on.advance(24h);
  EXPECT_THAT(on.outcomes(), IsEmpty());
}

// --- operations ---

TEST(fail_operation, ends_what_is_queued_and_reports_what_was_sent) {
  rig on;
  on.connect({.receive_maximum = 1});
  on.submit({.level = q1, .payload = "a"}, 1, 1);
  on.submit({.level = q1, .payload = "b"}, 2, 1);
  on.submit({.level = q1, .payload = "c"}, 3, 2);
  on.sent();
  EXPECT_EQ(on.sender().pending_of(1), 2U);
  on.sender().fail_operation(1, describe(error_code::stopped, "test"), on.under_test().outcomes());
  EXPECT_THAT(on.outcomes(), ElementsAre("1 MQTT:STOPPED", "2 MQTT:STOPPED"));
  EXPECT_EQ(on.sender().pending_of(1), 0U);
  EXPECT_EQ(on.sender().pending_of(2), 1U);
  EXPECT_THAT(on.sent(), IsEmpty());
  on.answer(packet_type::puback, 1);
  EXPECT_THAT(on.outcomes(), IsEmpty());
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 2 q1 c"));
}

TEST(fail_all, ends_everything_once_and_what_comes_later_too) {
  rig on;
  on.connect({.receive_maximum = 2});
  on.submit({.level = q1}, 1);
  on.submit({.level = q2}, 2);
  on.submit({.level = q1}, 3);
  on.sent();
  on.answer(packet_type::pubrec, 2);
  on.disconnect();
  on.sender().fail_all(describe(error_code::connection_lost, "test"), on.under_test().outcomes());
  EXPECT_THAT(on.outcomes(), ElementsAre("1 MQTT:CONNECTION_LOST", "2 MQTT:CONNECTION_LOST",
                                         "3 MQTT:CONNECTION_LOST"));
  EXPECT_EQ(on.sender().size(), 0U);
  EXPECT_EQ(on.under_test().identifiers().in_use(), 0U);
  on.submit({.level = q0}, 4);
  EXPECT_THAT(on.outcomes(), ElementsAre("4 MQTT:CONNECTION_LOST"));
  EXPECT_EQ(on.sender().pending_of(1), 0U);
}

// What is half written belongs to nobody then.
TEST(fail_all, while_messages_are_being_written_ends_them_once) {
  rig on;
  on.connect();
  on.submit({.level = q0}, 1);
  on.submit({.level = q0}, 2);
  on.under_test().fill_queue();
  on.write(1);
  on.sender().fail_all(describe(error_code::connection_lost, "test"), on.under_test().outcomes());
  EXPECT_THAT(on.outcomes(), ElementsAre("1 MQTT:CONNECTION_LOST", "2 MQTT:CONNECTION_LOST"));
  on.write(on.under_test().queue().pending());
  EXPECT_THAT(on.outcomes(), IsEmpty());
  EXPECT_EQ(on.sender().size(), 0U);
}

}  // namespace
}  // namespace ipaas::mqtt::delivery
