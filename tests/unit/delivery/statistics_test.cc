// What both halves count for an operator.
#include "rig.h"

namespace ipaas::mqtt::delivery {
namespace {

using namespace test;

class counting_rig : public rig {
 public:
  using rig::rig;
  void pass(milliseconds time) {
    advance(time);
    under_test().at(now());
  }
};

// The bucket, and how many there are, of the only one that is not empty.
std::pair<std::size_t, std::uint64_t> only_bucket(const histogram& of) {
  std::pair<std::size_t, std::uint64_t> found;
  for (std::size_t i = 0; i < histogram::size; ++i) {
    if (of.counts()[i] == 0) continue;
    EXPECT_EQ(found.second, 0U) << "a second bucket: " << i;
    found = {i, of.counts()[i]};
  }
  return found;
}

TEST(histogram, counts_by_powers_of_two_of_a_microsecond) {
  for (const auto& [took, bucket] :
       std::initializer_list<std::pair<std::chrono::nanoseconds, std::size_t>>{
           {-5s, 0},
           {0ns, 0},
           {999ns, 0},
           {1us, 1},
           {2us, 2},
           {3us, 2},
           {4us, 3},
           {1ms, 10},
           {1s, 20},
           {24h * 1000, histogram::size - 1}}) {
    histogram tested;
    tested.add(took);
    EXPECT_EQ(only_bucket(tested), std::pair(bucket, std::uint64_t{1})) << took.count() << " ns";
  }
}

TEST(statistics, count_what_came_by_qos_with_its_packets_bytes) {
  counting_rig on({.max_messages = 2});
  on.add_consumer(1, {"#"});
  on.connect();
  on.publish({.level = q0, .payload = "abc", .topic = "t"});  // 2 + 2 + 1 + 3
  on.publish({.level = q1, .identifier = 1, .payload = std::string(200, 'x'), .topic = "t"});
  on.publish({.level = q2, .identifier = 2});  // no room yet
  const traffic& came = on.under_test().counted();
  EXPECT_THAT(came.messages, ElementsAre(1, 1, 0));
  EXPECT_THAT(came.bytes, ElementsAre(8, 208, 0));
  on.publish({.level = q2, .identifier = 2}, engine::when_full::park);
  EXPECT_THAT(came.messages, ElementsAre(1, 1, 1));
  EXPECT_EQ(on.receiver().counted().parked, 1U);
}

TEST(statistics, count_repetitions_and_hand_overs_after_the_first) {
  counting_rig on;
  on.add_consumer(1, {"#"}, {.redelivery_delay = 1s});
  on.connect();
  on.publish({.identifier = 1});
  on.publish({.identifier = 1, .duplicate = true});
  EXPECT_EQ(on.receiver().counted().repeated, 1U);
  on.settle(on.take_one(), verdict::retry);
  EXPECT_EQ(on.receiver().counted().redelivered, 0U);
  on.pass(1s);
  on.settle(on.take_one(), verdict::accept);
  EXPECT_EQ(on.receiver().counted().redelivered, 1U);
}

TEST(statistics, measure_from_hand_over_to_settlement) {
  counting_rig on;
  on.add_consumer(1, {"#"});
  on.connect();
  on.pass(5s);
  on.publish({.identifier = 1});
  EXPECT_EQ(on.receiver().oldest_hand_over(), on.now());
  const auto message = on.take_one();
  on.pass(1ms);
  on.settle(message, verdict::accept);
  EXPECT_EQ(only_bucket(on.receiver().counted().settled),
            std::pair(std::size_t{10}, std::uint64_t{1}));
  EXPECT_EQ(on.receiver().oldest_hand_over(), std::nullopt);
}

TEST(statistics, know_the_oldest_that_a_flow_holds) {
  counting_rig on;
  on.add_consumer(1, {"#"});
  on.connect();
  on.pass(1s);
  const auto first = on.now();
  on.publish({.identifier = 1});
  const auto message = on.take_one();
  on.pass(1s);
  on.publish({.identifier = 2});
  EXPECT_EQ(on.receiver().oldest_hand_over(), first);
  on.settle(message, verdict::accept);
  EXPECT_EQ(on.receiver().oldest_hand_over(), on.now());
}

TEST(statistics, count_what_was_sent_for_the_first_time_and_again) {
  counting_rig on;
  on.connect();
  on.submit({.level = q0, .payload = "abc", .topic = "t"}, 1);
  on.submit({.level = q1}, 2);
  on.submit({.level = q2}, 3);
  on.sent();
  on.disconnect();
  on.resume();
  on.sent();
  const auto& counted = on.sender().counted();
  EXPECT_THAT(counted.sent.messages, ElementsAre(1, 1, 1));
  EXPECT_EQ(counted.sent.bytes[0], 8U);
  EXPECT_EQ(counted.repeated, 2U);
}

TEST(statistics, measure_from_submit_to_acknowledgement_at_qos_1_and_2) {
  counting_rig on;
  on.connect();
  on.submit({.level = q0}, 1);
  on.submit({.level = q1}, 2);
  on.sent();
  on.pass(2ms);
  on.answer(packet_type::puback, 1);
  EXPECT_EQ(only_bucket(on.sender().counted().acknowledged),
            std::pair(std::size_t{11}, std::uint64_t{1}));
}

TEST(statistics, count_failures_by_their_code) {
  counting_rig on({.write_timeout = 1s});
  on.submit({.level = q1}, 1);
  on.submit({.level = q1}, 2);
  on.pass(1s);
  on.sender().fail_all(describe(error_code::stopped, ""), on.under_test().outcomes());
  on.submit({.level = q1}, 3);
  const auto& failures = on.sender().counted().failures;
  EXPECT_EQ(failures[static_cast<std::size_t>(error_code::write_timeout)], 2U);
  EXPECT_EQ(failures[static_cast<std::size_t>(error_code::stopped)], 1U);
  EXPECT_EQ(only_bucket(on.sender().counted().acknowledged).second, 0U);
}

}  // namespace
}  // namespace ipaas::mqtt::delivery
