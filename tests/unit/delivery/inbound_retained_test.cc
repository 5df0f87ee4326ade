// Consumers that skip what the broker had kept from before.
#include "rig.h"

namespace ipaas::mqtt::delivery {
namespace {

using namespace test;

const inbound::consumer_rules skipping{.skips_retained = true};

message retained(std::uint16_t identifier, protocol::qos level, std::string payload) {
  return {.level = level, .identifier = identifier, .payload = std::move(payload), .retain = true};
}

TEST(retained, messages_are_acknowledged_and_not_handed_over) {
  rig on;
  on.add_consumer(1, {"#"}, skipping);
  on.connect();
  on.publish(retained(0, q0, "old 0"));
  on.publish(retained(1, q1, "old 1"));
  on.publish(retained(2, q2, "old 2"));
  on.publish({.identifier = 3, .payload = "new"});
  EXPECT_THAT(on.take_texts(), ElementsAre("1:new"));
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 1", "PUBREC 2"));
  EXPECT_EQ(on.receiver().unsettled(), 1U);
  on.answer(packet_type::pubrel, 2);
  EXPECT_THAT(on.sent(), ElementsAre("PUBCOMP 2"));
}

TEST(retained, messages_are_handed_to_those_who_want_them) {
  rig on;
  on.add_consumer(1, {"#"}, skipping);
  on.add_consumer(2, {"t"});
  on.connect();
  on.publish(retained(1, q1, "a"));
  EXPECT_THAT(on.take_texts(), ElementsAre("2:a"));
  EXPECT_THAT(on.sent(), IsEmpty());
  EXPECT_EQ(on.settle(1, on.token("2:a"), verdict::accept), inbound::settled::not_held);
  on.settle(2, on.token("2:a"), verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 1"));
}

TEST(retained, messages_are_answered_in_their_turn) {
  rig on;
  on.add_consumer(1, {"#"}, skipping);
  on.connect();
  on.publish({.identifier = 1, .payload = "a"});
  on.publish(retained(2, q1, "old"));
  EXPECT_THAT(on.take_texts(), ElementsAre("1:a"));
  EXPECT_THAT(on.sent(), IsEmpty()) << "MQTT-4.6.0-2";
  on.settle(1, on.token("1:a"), verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 1", "PUBACK 2"));
}

TEST(retained, messages_that_waited_for_a_consumer_are_skipped_by_it) {
  rig on({.max_messages = 1});
  on.connect();
  on.publish(retained(1, q1, "old"));
  on.publish({.identifier = 2, .payload = "b"}, engine::when_full::park);
  on.add_consumer(1, {"#"}, skipping);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:b")) << "the place it had is free";
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 1"));
}

TEST(retained, messages_in_any_number_are_taken_from_those_parked) {
  constexpr std::uint16_t many = 50'000;
  rig on({.max_messages = 1});
  on.add_consumer(1, {"#"}, skipping);
  on.connect();
  on.publish({.identifier = 1, .payload = "a"});
  for (std::uint16_t i = 2; i <= many; ++i) {
    on.publish(retained(i, q1, "old"), engine::when_full::park);
  }
  EXPECT_THAT(on.take_texts(), ElementsAre("1:a"));
  on.settle(1, on.token("1:a"), verdict::accept);
  EXPECT_EQ(on.sent().size(), many);
  EXPECT_EQ(on.receiver().unsettled(), 0U);
  EXPECT_TRUE(on.receiver().has_room());
}

}  // namespace
}  // namespace ipaas::mqtt::delivery
