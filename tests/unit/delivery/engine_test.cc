// Both halves together: what reaches which, what a packet can be, what the write queue carries.
#include "delivery/engine.h"

#include "rig.h"

namespace ipaas::mqtt::delivery {
namespace {

using namespace test;

TEST(engine, takes_the_publish_family_only) {
  for (int type = 1; type <= 15; ++type) {
    EXPECT_EQ(engine::is_of_publish_family(static_cast<packet_type>(type)), type >= 3 && type <= 7);
  }
}

TEST(engine, malformed_packets_fail_with_the_parsers_words) {
  rig on;
  on.add_consumer(1, {"#"});
  on.connect();
  EXPECT_EQ(on.publish({.level = q1, .identifier = 0}), failed);
  EXPECT_FALSE(on.problem().empty());
  EXPECT_EQ(on.publish({.level = q1, .identifier = 1, .topic = "a/#"}), failed);
  EXPECT_EQ(on.answer(packet_type::pubrel, 0), failed);
  EXPECT_THAT(on.take(), IsEmpty());
  EXPECT_EQ(on.receiver().unsettled(), 0U);
}

TEST(engine, acknowledgements_leave_before_messages) {
  rig on;
  on.add_consumer(1, {"#"});
  on.connect();
  on.submit({.level = q1, .payload = "out"}, 1);
  on.publish({.identifier = 5, .payload = "in"});
  on.settle(on.take_one(), verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 5", "PUBLISH 1 q1 out"));
}

TEST(engine, the_two_directions_have_identifiers_of_their_own) {
  rig on;
  on.add_consumer(1, {"#"});
  on.connect();
  on.submit({.level = q2}, 1);
  on.sent();
  on.publish({.level = q2, .identifier = 1});
  on.settle(on.take_one(), verdict::accept);
  on.answer(packet_type::pubrec, 1);
  EXPECT_THAT(on.sent(), ElementsAre("PUBREL 1", "PUBREC 1"));
  on.answer(packet_type::pubrel, 1);
  on.answer(packet_type::pubcomp, 1);
  EXPECT_THAT(on.sent(), ElementsAre("PUBCOMP 1"));
  EXPECT_THAT(on.outcomes(), ElementsAre("1"));
}

TEST(engine, the_next_deadline_is_the_earlier_of_both_halves) {
  rig on({.write_timeout = 5s});
  on.add_consumer(1, {"#"}, {.redelivery_delay = 7s});
  on.connect();
  EXPECT_FALSE(on.under_test().next_deadline());
  on.publish({.identifier = 1});
  on.settle(on.take_one(), verdict::retry);
  EXPECT_EQ(on.under_test().next_deadline(), on.now() + 7s);
  on.submit({.level = q1}, 1);
  EXPECT_EQ(on.under_test().next_deadline(), on.now() + 5s);
  on.advance(5s);
  EXPECT_EQ(on.under_test().next_deadline(), on.now() + 2s);
}

TEST(engine, a_lost_connection_empties_the_write_queue) {
  rig on;
  on.connect();
  on.submit({.level = q1, .payload = "a"}, 1);
  on.under_test().fill_queue();
  on.write(3);
  on.disconnect();
  EXPECT_TRUE(on.under_test().queue().empty());
  EXPECT_EQ(on.under_test().queue().written(), 0U);
}

// 100 000 messages: at no time does an acknowledgement stand in the queue before its verdict.
TEST(engine, no_acknowledgement_is_sent_before_its_verdict) {
  rig on({.max_messages = 50});
  on.add_consumer(1, {"#"});
  on.connect();
  std::uint16_t identifier = 0;
  std::uint64_t sent_answers = 0;
  std::uint64_t settled = 0;
  std::vector<handover> held;
  for (int i = 0; i < 100'000; ++i) {
    identifier =
        identifier == 1'000 ? std::uint16_t{1} : static_cast<std::uint16_t>(identifier + 1);
    ASSERT_EQ(on.publish({.level = q1, .identifier = identifier}), taken);
    held.push_back(on.take_one());
    sent_answers += on.sent().size();
    ASSERT_EQ(sent_answers, settled);
    if (held.size() < 50) continue;
    for (const handover& each : held) on.settle(each, verdict::accept);
    settled += held.size();
    held.clear();
    sent_answers += on.sent().size();
    ASSERT_EQ(sent_answers, settled);
  }
}

}  // namespace
}  // namespace ipaas::mqtt::delivery
