// Consumers whose acknowledgements do not wait for each other.
#include "rig.h"

namespace ipaas::mqtt::delivery {
namespace {

using namespace test;

class at_once : public testing::TestWithParam<qos> {
 protected:
  message numbered(std::uint16_t identifier) const {
    return {.level = GetParam(), .identifier = identifier, .payload = std::to_string(identifier)};
  }
  std::string answer(std::uint16_t identifier) const {
    return (GetParam() == q1 ? "PUBACK " : "PUBREC ") + std::to_string(identifier);
  }
  void open() {
    on.add_consumer(1, {"t"}, {.answer_at_once = true});
    on.connect();
  }
  rig on;
};

INSTANTIATE_TEST_SUITE_P(inbound, at_once, testing::Values(q1, q2));

TEST_P(at_once, answers_leave_as_messages_are_settled) {
  open();
  for (std::uint16_t id = 1; id <= 3; ++id) on.publish(numbered(id));
  const auto held = on.take();
  on.settle(held[2], verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre(answer(3)));
  on.settle(held[0], verdict::accept);
  on.settle(held[1], verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre(answer(1), answer(2)));
}

TEST_P(at_once, others_keep_their_order) {
  open();
  on.add_consumer(2, {"ordered"});
  for (std::uint16_t id = 1; id <= 4; ++id) {
    message next = numbered(id);
    if (id % 2 == 0) next.topic = "ordered";
    on.publish(next);
  }
  const auto held = on.take();
  on.settle(held[3], verdict::accept);
  EXPECT_THAT(on.sent(), IsEmpty());
  on.settle(held[2], verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre(answer(3)));
  on.settle(held[1], verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre(answer(2), answer(4)));
  on.settle(held[0], verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre(answer(1)));
}

TEST_P(at_once, a_message_of_two_kinds_of_consumers_waits) {
  open();
  on.add_consumer(2, {"#"});
  for (std::uint16_t id = 1; id <= 2; ++id) on.publish(numbered(id));
  const auto held = on.take();
  on.settle(held[2], verdict::accept);
  on.settle(held[3], verdict::accept);
  EXPECT_THAT(on.sent(), IsEmpty());
  on.settle(held[0], verdict::accept);
  on.settle(held[1], verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre(answer(1), answer(2)));
}

TEST_P(at_once, a_held_message_that_comes_again_is_answered_as_it_is_settled) {
  open();
  for (std::uint16_t id = 1; id <= 3; ++id) on.publish(numbered(id));
  const auto held = on.take();
  on.disconnect();
  on.settle(held[1], verdict::accept);
  on.resume();
  EXPECT_THAT(on.sent(), IsEmpty());
  for (std::uint16_t id = 1; id <= 3; ++id) {
    message again = numbered(id);
    again.duplicate = true;
    on.publish(again);
  }
  EXPECT_THAT(on.take(), IsEmpty());
  EXPECT_THAT(on.sent(), ElementsAre(answer(2)));
  on.settle(held[2], verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre(answer(3)));
  on.settle(held[0], verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre(answer(1)));
}

TEST_P(at_once, settled_before_it_comes_again_is_not_answered_before) {
  open();
  on.publish(numbered(1));
  const handover held = on.take_one();
  on.disconnect();
  on.resume();
  on.settle(held, verdict::accept);
  EXPECT_THAT(on.sent(), IsEmpty());
  message again = numbered(1);
  again.duplicate = true;
  on.publish(again);
  EXPECT_THAT(on.take(), IsEmpty());
  EXPECT_THAT(on.sent(), ElementsAre(answer(1)));
}

TEST_P(at_once, messages_that_came_before_their_consumer_do_not_wait_either) {
  on.connect();
  for (std::uint16_t id = 1; id <= 2; ++id) on.publish(numbered(id));
  on.add_consumer(1, {"t"}, {.answer_at_once = true});
  const auto held = on.take();
  on.settle(held[1], verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre(answer(2)));
  on.settle(held[0], verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre(answer(1)));
}

}  // namespace
}  // namespace ipaas::mqtt::delivery
