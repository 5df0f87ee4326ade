// A peer that has lost its last moments: in the resumed session it repeats, under an identifier
// whose answer did not leave, another message than the one that was settled.
#include "delivery/fingerprint.h"

#include "rig.h"

namespace ipaas::mqtt::delivery {
namespace {

using namespace test;

class reused_identifier : public testing::Test {
 protected:
  reused_identifier() {
    on.add_consumer(1, {"#"});
    on.connect();
  }
  handover publish(std::uint16_t identifier, const std::string& payload) {
    on.publish({.identifier = identifier, .payload = payload});
    return on.take_one();
  }
  void expect_only_the_same_is_answered(std::uint16_t identifier, const std::string& payload) {
    on.disconnect();
    on.resume();
    on.publish({.identifier = identifier, .payload = payload, .duplicate = true});
    EXPECT_THAT(on.take(), IsEmpty()) << "the same one is answered";
    EXPECT_EQ(on.sent().size(), 1U);
  }
  void expect_another_is_handed_over(std::uint16_t identifier) {
    on.disconnect();
    on.resume();
    on.publish({.identifier = identifier, .payload = "another", .duplicate = true});
    EXPECT_THAT(on.take_texts(), ElementsAre("1:another"));
    EXPECT_THAT(on.sent(), IsEmpty());
  }
  rig on;
};

TEST_F(reused_identifier, after_an_answer_that_was_not_queued) {
  on.settle(publish(7, "x"), verdict::accept);
  expect_another_is_handed_over(7);
}

TEST_F(reused_identifier, after_an_answer_in_the_queue) {
  on.settle(publish(7, "x"), verdict::accept);
  on.under_test().fill_queue();
  expect_another_is_handed_over(7);
}

TEST_F(reused_identifier, after_an_answer_that_was_held_up) {
  on.settle(publish(7, "x"), verdict::accept);
  on.under_test().fill_queue();
  on.under_test().fill_queue();
  expect_another_is_handed_over(7);
}

TEST_F(reused_identifier, after_an_answer_that_waited_for_its_turn) {
  publish(1, "first");
  on.settle(publish(7, "x"), verdict::accept);
  expect_another_is_handed_over(7);
}

TEST_F(reused_identifier, after_an_answer_that_waited_and_was_queued) {
  const handover first = publish(1, "first");
  on.settle(publish(7, "x"), verdict::accept);
  on.settle(first, verdict::accept);
  on.under_test().fill_queue();
  expect_another_is_handed_over(7);
}

TEST_F(reused_identifier, after_settling_while_away) {
  const handover held = publish(7, "x");
  on.disconnect();
  on.settle(held, verdict::accept);
  on.resume();
  expect_another_is_handed_over(7);
}

TEST_F(reused_identifier, does_not_disturb_the_same_message) {
  const handover first = publish(1, "first");
  on.settle(publish(7, "x"), verdict::accept);
  on.settle(first, verdict::accept);
  on.settle(publish(8, "y"), verdict::accept);
  on.under_test().fill_queue();
  expect_only_the_same_is_answered(7, "x");
  expect_only_the_same_is_answered(8, "y");
}

// The content is kept for as long as a turn takes, and not while a peer reads nothing.
TEST_F(reused_identifier, keeps_no_content_of_answers_that_are_held_up) {
  on.settle(publish(7, "x"), verdict::accept);
  EXPECT_FALSE(on.last_block_is_free());
  on.under_test().fill_queue();
  on.under_test().fill_queue();
  EXPECT_TRUE(on.last_block_is_free());
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 7"));
}

TEST_F(reused_identifier, keeps_no_content_of_answers_that_have_left) {
  on.settle(publish(7, "x"), verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 7"));
  EXPECT_TRUE(on.last_block_is_free());
}

TEST(fingerprint, sees_every_byte_and_where_the_topic_ends) {
  std::vector<std::uint64_t> all;
  for (const char* payload : {"", "a", "b", "12345678", "12345679", "123456780", "12345678a"}) {
    for (const char* topic : {"t", "t1", "t/12345678"}) {
      all.push_back(fingerprint_of(
          {.topic = topic, .payload = protocol::as_bytes(std::string_view(payload))}));
    }
  }
  all.push_back(fingerprint_of({.topic = "ta", .payload = protocol::as_bytes("b")}));
  all.push_back(fingerprint_of({.topic = "t", .payload = protocol::as_bytes("ab")}));
  std::ranges::sort(all);
  EXPECT_EQ(std::ranges::adjacent_find(all), all.end());
}

}  // namespace
}  // namespace ipaas::mqtt::delivery
