// How often and when a message is handed over again.
#include "rig.h"

namespace ipaas::mqtt::delivery {
namespace {

using namespace test;

std::vector<notice> notices(rig& on) {
  return std::exchange(on.under_test().received().notices, {});
}

TEST(redelivery, is_limited_by_max_deliveries) {
  rig on({.version = version::v5});
  on.add_consumer(1, {"#"}, {.max_deliveries = 3});
  on.connect();
  on.publish({.identifier = 7, .payload = "poison", .topic = "a/b"});
  for (std::uint32_t delivery = 1; delivery <= 3; ++delivery) {
    const handover held = on.take_one();
    EXPECT_EQ(held.deliveries, delivery);
    EXPECT_THAT(on.sent(), IsEmpty());
    EXPECT_THAT(notices(on), IsEmpty());
    on.settle(held, verdict::retry);
    if (delivery < 3) on.advance(1h);
  }
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 7 0x80"));
  on.advance(24h);
  EXPECT_THAT(on.take(), IsEmpty());
  const auto told = notices(on);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].what, notice::kind::given_up);
  EXPECT_EQ(told[0].operation, 1U);
  EXPECT_EQ(told[0].topic, "a/b");
  EXPECT_EQ(told[0].identifier, 7U);
  EXPECT_EQ(told[0].deliveries, 3U);
}

TEST(redelivery, of_one_makes_the_first_retry_a_reject) {
  for (const qos level : {q0, q1, q2}) {
    rig on;
    on.add_consumer(1, {"#"}, {.max_deliveries = 1});
    on.connect();
    on.publish({.level = level, .identifier = 7});
    on.settle(on.take_one(), verdict::retry);
    EXPECT_EQ(on.receiver().unsettled(), 0U);
    EXPECT_EQ(on.sent().size(), level == q0 ? 0U : 1U);
  }
}

TEST(redelivery, is_unlimited_by_default_and_waits_twice_as_long_each_time_up_to_ten_minutes) {
  rig on;
  on.add_consumer(1, {"#"});
  on.connect();
  on.publish({.identifier = 7});
  milliseconds delay = 1s;
  for (std::uint32_t delivery = 1; delivery < 200; ++delivery) {
    on.settle(on.take_one(), verdict::retry);
    on.advance(delay - 1ms);
    ASSERT_THAT(on.take(), IsEmpty()) << delivery;
    on.advance(1ms);
    delay = std::min<milliseconds>(delay * 2, 10min);
  }
  EXPECT_EQ(on.take_one().deliveries, 200U);
}

// Each Consumer of a message counts its own, and the others are not handed it again.
TEST(redelivery, is_counted_for_each_consumer) {
  rig on;
  on.add_consumer(1, {"#"}, {.max_deliveries = 1});
  on.add_consumer(2, {"#"}, {.max_deliveries = 2});
  on.connect();
  on.publish({.identifier = 7, .payload = "a"});
  EXPECT_THAT(on.take_texts(), ElementsAre("1:a", "2:a"));
  on.settle(1, on.token("1:a"), verdict::retry);
  on.settle(2, on.token("2:a"), verdict::retry);
  EXPECT_THAT(on.sent(), IsEmpty());
  on.advance(1s);
  EXPECT_THAT(on.take_texts(), ElementsAre("2:a#2"));
  on.settle(2, on.token("2:a#2"), verdict::retry);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 7"));
  EXPECT_EQ(notices(on).size(), 2U);
}

TEST(redelivery, that_ends_lets_the_next_message_of_an_ordered_consumer_come) {
  rig on;
  on.add_consumer(1, {"#"}, {.one_at_a_time = true, .max_deliveries = 1});
  on.connect();
  on.publish({.identifier = 1, .payload = "a"});
  on.publish({.identifier = 2, .payload = "b"});
  EXPECT_THAT(on.take_texts(), ElementsAre("1:a"));
  on.settle(1, on.token("1:a"), verdict::retry);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:b"));
}

}  // namespace
}  // namespace ipaas::mqtt::delivery
