// Delivery with a journal: what has to be on the disk before a packet may leave, and what another
// process does with what it finds there.
#include "delivery/journal.h"

#include "rig.h"

namespace ipaas::mqtt::delivery {
namespace {

using namespace test;

// Notes as text: "released 1", "done 1", "received 7" ...
class fake_journal : public journal {
 public:
  std::uint64_t note_released(std::uint64_t sequence) override {
    return add("released " + std::to_string(sequence));
  }
  void note_done(std::uint64_t sequence) override { add("done " + std::to_string(sequence)); }
  std::uint64_t note_connected() override { return add("connected"); }
  void note_disconnected() override { add("disconnected"); }
  std::uint64_t note_received(std::uint16_t identifier) override {
    return add("received " + std::to_string(identifier));
  }
  std::uint64_t note_completed(std::uint16_t identifier) override {
    return add("completed " + std::to_string(identifier));
  }
  void note_new_session() override { add("new session"); }
  void note_subscribed(std::string_view filter) override {
    add("subscribed " + std::string(filter));
  }
  void note_unsubscribed(std::string_view filter) override {
    add("unsubscribed " + std::string(filter));
  }

  std::vector<std::string> take() { return std::exchange(texts_, {}); }
  std::uint64_t last() const { return last_; }

 private:
  std::uint64_t add(const std::string& text) {
    texts_.push_back(text);
    return ++last_;
  }
  std::vector<std::string> texts_;
  std::uint64_t last_ = 0;
};

class with_journal : public testing::Test {
 protected:
  // Everything noted and kept so far is on the disk.
  void sync() { on.under_test().on_durable({kept_, notes.last()}); }
  void submit(const std::string& payload, qos level = q1,
              submission::before was = submission::before::nothing) {
    on.submit_kept({.level = level, .payload = payload}, ++kept_, was);
  }
  // Connected to a session that is kept, with nothing to wait for.
  void resume() {
    on.resume();
    sync();
    notes.take();
  }

  fake_journal notes;
  rig on{{}, &notes};
  std::uint64_t kept_ = 0;
};

// --- outbound ---

TEST_F(with_journal, a_message_waits_for_the_disk) {
  resume();
  submit("a");
  EXPECT_THAT(on.sent(), IsEmpty());
  sync();
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 1 q1 a"));
  on.answer(packet_type::puback, 1);
  EXPECT_THAT(on.outcomes(), ElementsAre("1"));
  EXPECT_THAT(notes.take(), ElementsAre("done 1"));
}

TEST_F(with_journal, nothing_is_sent_before_the_disk_knows_of_the_connection) {
  submit("a");
  sync();
  on.resume();
  EXPECT_THAT(notes.take(), ElementsAre("connected"));
  EXPECT_THAT(on.sent(), IsEmpty());
  sync();
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 1 q1 a"));
}

TEST_F(with_journal, pubrel_waits_for_its_note) {
  resume();
  submit("a", q2);
  sync();
  on.sent();
  on.answer(packet_type::pubrec, 1);
  EXPECT_THAT(notes.take(), ElementsAre("released 1"));
  EXPECT_THAT(on.sent(), IsEmpty());
  sync();
  EXPECT_THAT(on.sent(), ElementsAre("PUBREL 1"));
  on.answer(packet_type::pubcomp, 1);
  EXPECT_THAT(on.outcomes(), ElementsAre("1"));
}

TEST_F(with_journal, pubcomp_before_pubrel_is_a_mistake) {
  resume();
  submit("a", q2);
  sync();
  on.sent();
  on.answer(packet_type::pubrec, 1);
  EXPECT_EQ(on.answer(packet_type::pubcomp, 1), failed);
}

TEST_F(with_journal, a_connection_that_ends_before_the_note_stands_sends_pubrel_on_the_next) {
  resume();
  submit("a", q2);
  sync();
  on.sent();
  on.answer(packet_type::pubrec, 1);
  on.disconnect();
  on.resume();
  EXPECT_THAT(on.sent(), IsEmpty());
  sync();
  EXPECT_THAT(on.sent(), ElementsAre("PUBREL 1"));
}

TEST_F(with_journal, the_identifier_follows_from_the_number) {
  resume();
  on.submit_kept({.level = q1, .payload = "a"}, 65'001, submission::before::nothing);
  on.submit_kept({.level = q1, .payload = "b"}, 65'002, submission::before::nothing);
  kept_ = 65'002;
  sync();
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 1 q1 a", "PUBLISH 2 q1 b"));
}

TEST_F(with_journal, an_identifier_in_use_is_waited_for) {
  resume();
  on.under_test().identifiers().reserve(2);  // as of a SUBSCRIBE
  submit("a");
  submit("b");
  sync();
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 1 q1 a"));
  on.under_test().identifiers().release(2);
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 2 q1 b"));
}

TEST_F(with_journal, a_stopped_operation_leaves_what_is_kept) {
  resume();
  submit("a");
  on.sender().fail_operation(1, describe(error_code::stopped, ""), on.under_test().outcomes());
  ASSERT_EQ(on.under_test().outcomes().size(), 1U);
  EXPECT_TRUE(on.under_test().outcomes().front().kept);
  on.outcomes();
  EXPECT_THAT(notes.take(), IsEmpty());
  sync();
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 1 q1 a"));
  on.answer(packet_type::puback, 1);
  ASSERT_EQ(on.under_test().outcomes().size(), 1U);
  EXPECT_EQ(on.under_test().outcomes().front().operation, taken_up_operation);
  EXPECT_THAT(notes.take(), ElementsAre("done 1"));
}

TEST_F(with_journal, giving_up_the_connection_leaves_what_is_kept) {
  submit("a");
  on.submit({.level = q1, .payload = "not kept"}, 2);
  on.sender().fail_all(describe(error_code::bad_credentials, ""), on.under_test().outcomes());
  ASSERT_EQ(on.under_test().outcomes().size(), 2U);
  EXPECT_TRUE(on.under_test().outcomes()[0].kept);
  EXPECT_FALSE(on.under_test().outcomes()[1].kept);
  EXPECT_THAT(notes.take(), IsEmpty());
}

// The host hears that it failed, so it must not be found again.
TEST_F(with_journal, what_comes_after_giving_up_is_forgotten) {
  on.sender().fail_all(describe(error_code::bad_credentials, ""), on.under_test().outcomes());
  submit("a");
  EXPECT_THAT(on.outcomes(), ElementsAre("1 MQTT:BAD_CREDENTIALS"));
  EXPECT_THAT(notes.take(), ElementsAre("done 1"));
}

// --- taken up ---

TEST_F(with_journal, what_an_earlier_process_may_have_sent_carries_dup_in_its_session) {
  submit("a", q1, submission::before::sent);
  submit("b", q2, submission::before::sent);
  submit("c", q1);
  resume();
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 1 q1 DUP a", "PUBLISH 2 q2 DUP b", "PUBLISH 3 q1 c"));
}

TEST_F(with_journal, in_a_new_session_it_is_a_new_message) {
  submit("a", q2, submission::before::sent);
  on.connect();
  sync();
  EXPECT_THAT(notes.take(), ElementsAre("new session", "connected"));
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 1 q2 a"));
}

TEST_F(with_journal, what_an_earlier_process_had_released_leaves_as_pubrel) {
  submit("a", q2, submission::before::released);
  submit("b", q1);
  resume();
  EXPECT_THAT(on.sent(), ElementsAre("PUBREL 1", "PUBLISH 2 q1 b"));
  on.answer(packet_type::pubcomp, 1);
  EXPECT_THAT(notes.take(), ElementsAre("done 1"));
}

TEST_F(with_journal, without_its_session_a_released_message_is_over) {
  submit("a", q2, submission::before::released);
  on.connect();
  sync();
  EXPECT_THAT(on.sent(), IsEmpty());
  EXPECT_THAT(on.outcomes(), ElementsAre("1 MQTT:CONNECTION_LOST"));
}

// --- inbound ---

TEST_F(with_journal, pubrec_waits_for_its_note) {
  resume();
  on.add_consumer(1, {"#"});
  on.publish({.level = q2, .identifier = 7});
  on.settle(on.take_one(), verdict::accept);
  EXPECT_THAT(on.sent(), IsEmpty());
  EXPECT_THAT(notes.take(), ElementsAre("received 7"));
  sync();
  EXPECT_THAT(on.sent(), ElementsAre("PUBREC 7"));
  on.answer(packet_type::pubrel, 7);
  EXPECT_THAT(on.sent(), IsEmpty());
  EXPECT_THAT(notes.take(), ElementsAre("completed 7"));
  sync();
  EXPECT_THAT(on.sent(), ElementsAre("PUBCOMP 7"));
}

TEST_F(with_journal, puback_waits_for_nothing) {
  resume();
  on.add_consumer(1, {"#"});
  on.publish({.level = q1, .identifier = 7});
  on.settle(on.take_one(), verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 7"));
}

TEST_F(with_journal, a_pubrec_that_waited_when_the_connection_ended_is_given_on_the_next) {
  resume();
  on.add_consumer(1, {"#"});
  on.publish({.level = q2, .identifier = 7});
  on.settle(on.take_one(), verdict::accept);
  EXPECT_THAT(on.sent(), IsEmpty());
  on.disconnect();
  resume();
  on.publish({.level = q2, .identifier = 7, .duplicate = true});
  EXPECT_THAT(on.take(), IsEmpty());
  on.sent();
  sync();
  EXPECT_THAT(on.sent(), ElementsAre("PUBREC 7"));
}

TEST_F(with_journal, what_an_earlier_process_had_received_is_answered_and_not_handed_over) {
  const std::uint16_t received[] = {7};
  on.receiver().take_up(received);
  on.add_consumer(1, {"#"});
  resume();
  on.publish({.level = q2, .identifier = 7, .duplicate = true});
  EXPECT_THAT(on.take(), IsEmpty());
  on.sent();
  sync();
  EXPECT_THAT(on.sent(), ElementsAre("PUBREC 7"));
}

// --- age ---

TEST(outbox_age, ends_what_waits_and_not_what_was_sent) {
  rig on({.max_age = 10s});
  on.connect();
  on.submit({.level = q1, .payload = "sent"}, 1);
  on.sent();
  on.disconnect();
  on.submit({.level = q1, .payload = "waits"}, 2);
  on.advance(5s);
  on.submit({.level = q0, .payload = "younger"}, 3);
  EXPECT_EQ(on.under_test().next_deadline(), on.now() + 5s);
  on.advance(5s);
  EXPECT_THAT(on.outcomes(), ElementsAre("2 MQTT:OUTBOX_EXPIRED"));
  on.advance(5s);
  EXPECT_THAT(on.outcomes(), ElementsAre("3 MQTT:OUTBOX_EXPIRED"));
  on.resume();
  EXPECT_THAT(on.sent(), ElementsAre("PUBLISH 1 q1 DUP sent"));
}

TEST(outbox_age, counts_from_the_submission_in_an_earlier_process) {
  fake_journal notes;
  rig on({.max_age = 10s}, &notes);
  on.submit_kept({.level = q1, .payload = "old"}, 1, submission::before::nothing, 9s);
  on.advance(1s);
  EXPECT_THAT(on.outcomes(), ElementsAre("1 MQTT:OUTBOX_EXPIRED"));
}

}  // namespace
}  // namespace ipaas::mqtt::delivery
