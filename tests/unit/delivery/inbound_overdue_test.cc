// Hand-overs that are not settled in time.
#include "rig.h"

namespace ipaas::mqtt::delivery {
namespace {

using namespace test;
using kind = notice::kind;

class overdue : public testing::Test {
 protected:
  // As "unsettled a/b 7 10000".
  std::vector<std::string> told() {
    std::vector<std::string> texts;
    for (const notice& each : std::exchange(on.under_test().received().notices, {})) {
      const std::string what = each.what == kind::unsettled    ? "unsettled "
                               : each.what == kind::taken_back ? "taken_back "
                                                               : "given_up ";
      texts.push_back(what + each.topic + " " + std::to_string(each.identifier) + " " +
                      std::to_string(each.age.count()));
    }
    return texts;
  }
  void open(bool take_back, inbound::consumer_rules rules = {}) {
    rules.settle_timeout = 10s;
    rules.take_back = take_back;
    on.add_consumer(1, {"#"}, rules);
    on.connect();
  }

  rig on;
};

TEST_F(overdue, is_told_once_and_again_when_twice_as_old) {
  open(false);
  on.publish({.identifier = 7, .topic = "a/b"});
  const handover held = on.take_one();
  on.advance(9999ms);
  EXPECT_THAT(told(), IsEmpty());
  on.advance(1ms);
  EXPECT_THAT(told(), ElementsAre("unsettled a/b 7 10000"));
  on.advance(9999ms);
  EXPECT_THAT(told(), IsEmpty());
  on.advance(1ms);
  EXPECT_THAT(told(), ElementsAre("unsettled a/b 7 20000"));
  on.advance(20s);
  EXPECT_THAT(told(), ElementsAre("unsettled a/b 7 40000"));
  EXPECT_THAT(on.take(), IsEmpty());
  on.settle(held, verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 7"));
  on.advance(24h);
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(overdue, is_not_told_of_what_was_settled) {
  open(false);
  for (std::uint16_t id = 1; id <= 500; ++id) {
    on.publish({.identifier = id});
    on.settle(on.take_one(), verdict::accept);
    on.advance(1s);
  }
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(overdue, is_found_behind_and_before_settled_ones) {
  open(false);
  on.publish({.level = q2, .identifier = 1000, .topic = "slow"});
  on.take();
  for (std::uint16_t id = 1; id <= 300; ++id) {
    on.publish({.identifier = id});
    on.settle(on.take_one(), verdict::accept);
    on.advance(10ms);
  }
  on.publish({.level = q0, .topic = "slow too"});
  on.take();
  on.advance(7s);
  EXPECT_THAT(told(), ElementsAre("unsettled slow 1000 10000"));
  on.advance(3s);
  EXPECT_THAT(told(), ElementsAre("unsettled slow too 0 10000"));
}

TEST_F(overdue, tells_when_to_look) {
  open(false);
  on.publish({.identifier = 7});
  on.take();
  EXPECT_TRUE(on.under_test().awaits_time() || on.under_test().next_deadline());
  on.advance(0ms);
  EXPECT_FALSE(on.under_test().awaits_time());
  EXPECT_EQ(on.under_test().next_deadline(), on.now() + 10s);
}

TEST_F(overdue, is_handed_over_again_after_the_delay) {
  open(true);
  on.publish({.identifier = 7, .payload = "x"});
  EXPECT_THAT(on.take_texts(), ElementsAre("1:x"));
  on.advance(10s);
  EXPECT_THAT(told(), ElementsAre("taken_back t 7 10000"));
  EXPECT_EQ(on.receiver().held_by(1), 0U);
  on.advance(1s);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:x#2"));
  EXPECT_EQ(on.receiver().held_by(1), 1U);
  on.settle(1, on.token("1:x#2"), verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 7"));
}

TEST_F(overdue, settled_late_does_not_settle_the_next_hand_over) {
  open(true);
  on.publish({.identifier = 7, .payload = "x"});
  on.take_texts();
  on.advance(10s);
  for (const verdict late : {verdict::accept, verdict::retry, verdict::reject}) {
    EXPECT_EQ(on.settle(1, on.token("1:x"), late), inbound::settled::not_held);
  }
  on.advance(1s);
  on.take_texts();
  EXPECT_NE(on.token("1:x"), on.token("1:x#2"));
  for (const verdict late : {verdict::accept, verdict::retry, verdict::reject}) {
    EXPECT_EQ(on.settle(1, on.token("1:x"), late), inbound::settled::not_held);
  }
  EXPECT_THAT(on.sent(), IsEmpty());
  EXPECT_EQ(on.settle(1, on.token("1:x#2"), verdict::accept), inbound::settled::done);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 7"));
}

TEST_F(overdue, of_one_consumer_leaves_the_token_of_the_other) {
  open(true);
  on.add_consumer(2, {"#"});
  on.publish({.identifier = 7, .payload = "x"});
  on.take_texts();
  on.advance(10s);
  on.advance(1s);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:x#2"));
  EXPECT_EQ(on.settle(2, on.token("2:x"), verdict::accept), inbound::settled::done);
  EXPECT_EQ(on.settle(1, on.token("1:x"), verdict::accept), inbound::settled::not_held);
  EXPECT_EQ(on.settle(1, on.token("1:x#2"), verdict::accept), inbound::settled::done);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 7"));
}

// A second copy in the queue of a host that does not take would be one too many.
TEST_F(overdue, is_not_taken_back_before_the_host_has_it) {
  open(true);
  on.publish({.identifier = 7, .payload = "x", .topic = "a"});
  on.advance(10s);
  EXPECT_THAT(told(), ElementsAre("unsettled a 7 10000"));
  EXPECT_THAT(on.take_texts(), ElementsAre("1:x"));
  on.advance(10s);
  on.advance(9999ms);
  EXPECT_THAT(on.take_texts(), IsEmpty());
  on.advance(1ms);
  on.advance(1s);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:x#2"));
}

TEST_F(overdue, counts_as_a_delivery) {
  open(true, {.max_deliveries = 2});
  on.publish({.identifier = 7, .payload = "x"});
  on.take();
  on.advance(10s);
  on.advance(1s);
  on.take();
  on.advance(10s);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 7"));
  EXPECT_THAT(told(),
              ElementsAre("taken_back t 7 10000", "taken_back t 7 10000", "given_up t 7 0"));
}

TEST_F(overdue, of_a_stopped_consumer_is_not_handed_over) {
  open(true);
  on.publish({.identifier = 7});
  const handover held = on.take_one();
  on.receiver().stop_consumer(1, held.ticket);
  on.advance(1h);
  EXPECT_THAT(on.take(), IsEmpty());
  EXPECT_EQ(on.settle(held, verdict::accept), inbound::settled::done);
}

TEST_F(overdue, lasts_across_connections) {
  open(true);
  const message seven{.identifier = 7, .payload = "x"};
  on.publish(seven);
  on.take();
  on.advance(5s);
  on.disconnect();
  on.advance(5s);
  on.resume();
  message again = seven;
  again.duplicate = true;
  on.publish(again);
  EXPECT_THAT(on.take_texts(), IsEmpty());
  on.advance(1s);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:x#2"));
  on.settle(1, on.token("1:x#2"), verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 7"));
}

TEST_F(overdue, keeps_the_order_of_an_ordered_consumer) {
  open(true, {.one_at_a_time = true});
  on.publish({.identifier = 1, .payload = "a"});
  on.publish({.identifier = 2, .payload = "b"});
  EXPECT_THAT(on.take_texts(), ElementsAre("1:a"));
  on.advance(10s);
  EXPECT_THAT(on.take_texts(), IsEmpty());
  on.advance(1s);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:a#2"));
  on.settle(1, on.token("1:a#2"), verdict::accept);
  EXPECT_THAT(on.take_texts(), ElementsAre("1:b"));
}

}  // namespace
}  // namespace ipaas::mqtt::delivery
