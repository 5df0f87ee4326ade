// How long the state machine waits for answers to PINGREQ and SUBSCRIBE, in virtual time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "virtual_session.h"

namespace ipaas::mqtt::session {
namespace {

using test::reconnecting;
using test::virtual_session;
using test::with_brokers;
using testing::HasSubstr;
using namespace std::chrono_literals;
using kind = step::kind;
using state = session_fsm::state;

TEST(session_fsm_deadlines, a_ping_without_answer_drops_the_connection) {
  virtual_session session(reconnecting());
  session.open();
  session.bring_up();
  session.fsm.on_ping_sent(session.now);
  EXPECT_EQ(session.fsm.next_deadline(), session.now + 10s);
  session.now += 10s - 1ms;
  EXPECT_EQ(session.on_time().what, kind::none);
  session.now += 1ms;
  const step dropped = session.on_time();
  ASSERT_EQ(dropped.what, kind::drop);
  EXPECT_EQ(dropped.failure->code, error_code::ping_timeout);
  EXPECT_THAT(dropped.failure->description, HasSubstr("No PINGRESP within 10000 ms"));
}

TEST(session_fsm_deadlines, an_answered_ping_is_over) {
  virtual_session session(reconnecting());
  session.open();
  session.bring_up();
  session.fsm.on_ping_sent(session.now);
  session.fsm.on_ping_answered();
  EXPECT_EQ(session.fsm.next_deadline(), std::nullopt);
}

TEST(session_fsm_deadlines, a_second_ping_does_not_put_the_answer_of_the_first_off) {
  virtual_session session(reconnecting());
  session.open();
  session.bring_up();
  session.fsm.on_ping_sent(session.now);
  session.now += 6s;
  session.fsm.on_ping_sent(session.now);
  session.now += 4s;
  EXPECT_EQ(session.on_time().what, kind::drop);
}

TEST(session_fsm_deadlines, a_ping_is_not_judged_while_nothing_is_read) {
  virtual_session session(reconnecting());
  session.open();
  session.bring_up();
  session.fsm.on_ping_sent(session.now);
  session.fsm.on_reading_paused();
  EXPECT_EQ(session.fsm.next_deadline(), std::nullopt);
  session.now += 1h;
  EXPECT_EQ(session.on_time().what, kind::none);
  session.fsm.on_reading_resumed(session.now);
  EXPECT_EQ(session.fsm.next_deadline(), session.now + 10s) << "the whole time from now on";
  session.now += 10s;
  EXPECT_EQ(session.on_time().failure->code, error_code::ping_timeout);
}

TEST(session_fsm_deadlines, reading_on_without_a_pause_moves_no_deadline) {
  virtual_session session(reconnecting());
  session.open();
  session.bring_up();
  session.fsm.on_ping_sent(session.now);
  const auto before = session.fsm.next_deadline();
  session.now += 1s;
  session.fsm.on_reading_resumed(session.now);
  EXPECT_EQ(session.fsm.next_deadline(), before);
}

TEST(session_fsm_deadlines, a_subscribe_without_answer_drops_the_connection) {
  virtual_session session(reconnecting());
  session.open();
  session.accept();
  session.fsm.on_asked(session.now);
  EXPECT_EQ(session.fsm.next_deadline(), session.now + 30s);
  session.now += 30s;
  const step dropped = session.on_time();
  ASSERT_EQ(dropped.what, kind::drop);
  EXPECT_EQ(dropped.failure->code, error_code::connect_timeout);
  EXPECT_EQ(dropped.failure->stage, "subscribe");
}

TEST(session_fsm_deadlines, an_answered_subscribe_is_over) {
  virtual_session session(reconnecting());
  session.open();
  session.accept();
  session.fsm.on_asked(session.now);
  session.fsm.on_answered();
  EXPECT_EQ(session.fsm.next_deadline(), std::nullopt);
}

TEST(session_fsm_deadlines, a_subscribe_is_not_judged_while_nothing_is_read) {
  virtual_session session(reconnecting());
  session.open();
  session.accept();
  session.fsm.on_asked(session.now);
  session.fsm.on_reading_paused();
  session.now += 1h;
  EXPECT_EQ(session.on_time().what, kind::none);
  session.fsm.on_reading_resumed(session.now);
  EXPECT_EQ(session.fsm.next_deadline(), session.now + 30s);
}

TEST(session_fsm_deadlines, a_new_attempt_owes_nothing_of_the_one_before) {
  virtual_session session(reconnecting());
  session.open();
  session.bring_up();
  session.fsm.on_ping_sent(session.now);
  session.fsm.on_asked(session.now);
  session.fsm.on_reading_paused();
  session.lose();
  session.at_deadline();
  session.bring_up();
  EXPECT_EQ(session.fsm.next_deadline(), std::nullopt);
  session.fsm.on_ping_sent(session.now);
  EXPECT_EQ(session.fsm.next_deadline(), session.now + 10s) << "and reads";
}

// --- restart ---

TEST(session_fsm_deadlines, a_restart_connects_to_the_same_broker_at_once) {
  virtual_session session(with_brokers(2));
  session.open();
  session.lose(error_code::connect_refused);
  session.bring_up();
  session.fsm.on_ping_sent(session.now);
  const step again = session.fsm.restart(session.now);
  EXPECT_EQ(again.what, kind::connect);
  EXPECT_EQ(again.broker, 1U);
  EXPECT_EQ(session.fsm.current(), state::connecting);
  EXPECT_EQ(session.fsm.next_deadline(), session.now + 30s);
}

}  // namespace
}  // namespace ipaas::mqtt::session
