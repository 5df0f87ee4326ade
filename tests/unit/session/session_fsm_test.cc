// What the state machine decides, in virtual time: attempts, back-off, deadlines.
#include "session/session_fsm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

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

// --- attempts ---

TEST(session_fsm, opens_at_the_first_broker) {
  virtual_session session(with_brokers(2));
  const step first = session.open();
  EXPECT_EQ(first.what, kind::connect);
  EXPECT_EQ(first.broker, 0U);
  EXPECT_EQ(session.fsm.current(), state::connecting);
  EXPECT_EQ(session.fsm.attempt(), 1U);
}

TEST(session_fsm, a_timeout_names_the_stage_the_attempt_stood_in) {
  virtual_session session(with_brokers(1));
  session.open();
  session.now += 30s - 1ms;
  EXPECT_EQ(session.on_time("tcp").what, kind::none);
  session.now += 1ms;
  const step timed_out = session.on_time("tcp");
  ASSERT_EQ(timed_out.what, kind::drop);
  EXPECT_EQ(timed_out.failure->code, error_code::connect_timeout);
  EXPECT_EQ(timed_out.failure->stage, "tcp");
  EXPECT_THAT(timed_out.failure->description,
              HasSubstr("within 30000 ms; the attempt stood at \"tcp\""));
}

TEST(session_fsm, an_accepted_attempt_has_no_deadline_any_more) {
  virtual_session session(with_brokers(1));
  session.open();
  session.accept();
  EXPECT_EQ(session.fsm.next_deadline(), std::nullopt);
  session.now += 1h;
  EXPECT_EQ(session.on_time().what, kind::none);
  EXPECT_EQ(session.fsm.current(), state::granting);
}

TEST(session_fsm, tries_every_broker_of_the_list_before_it_gives_up) {
  virtual_session session(with_brokers(3));
  session.open();
  for (const std::size_t next : {1U, 2U}) {
    session.now += 1s;
    const step another = session.lose(error_code::connect_refused);
    ASSERT_EQ(another.what, kind::connect);
    EXPECT_EQ(another.broker, next);
    EXPECT_EQ(session.fsm.next_deadline(), session.now + 30s) << "each has the whole time";
  }
  const step last = session.lose(error_code::connect_refused);
  EXPECT_EQ(last.what, kind::give_up);
  EXPECT_EQ(last.failure->code, error_code::connect_refused);
  EXPECT_EQ(session.fsm.current(), state::failed);
  EXPECT_EQ(session.fsm.attempt(), 1U) << "a list counts as one attempt";
  EXPECT_EQ(session.fsm.next_deadline(), std::nullopt);
}

TEST(session_fsm, a_broker_that_refuses_in_its_connack_is_followed_by_the_next) {
  virtual_session session(with_brokers(2));
  session.open();
  EXPECT_EQ(session.lose(error_code::server_unavailable).what, kind::connect);
}

TEST(session_fsm, a_connection_that_was_accepted_and_lost_waits_and_begins_the_list_anew) {
  auto settings = reconnecting();
  settings.brokers.push_back({"other", 1883, ""});
  virtual_session session(settings);
  session.open();
  session.lose(error_code::connect_refused);  // now at the second
  session.bring_up();
  EXPECT_EQ(session.lose().what, kind::wait);
  const step again = session.at_deadline();
  EXPECT_EQ(again.what, kind::connect);
  EXPECT_EQ(again.broker, 0U);
  EXPECT_EQ(session.fsm.attempt(), 2U);
}

// --- whether to try again ---

TEST(session_fsm, without_connect_retry_the_first_failure_is_the_last) {
  auto settings = with_brokers(1);
  settings.auto_reconnect = true;  // is about connections that were up
  virtual_session session(settings);
  session.open();
  EXPECT_EQ(session.lose(error_code::connect_refused).what, kind::give_up);
}

TEST(session_fsm, with_connect_retry_the_first_connect_is_repeated_at_its_interval) {
  auto settings = with_brokers(1);
  settings.connect_retry = true;
  virtual_session session(settings);
  session.open();
  for (unsigned attempt = 2; attempt < 6; ++attempt) {
    const step waiting = session.lose(error_code::connect_refused);
    ASSERT_EQ(waiting.what, kind::wait);
    EXPECT_EQ(waiting.delay, 7s);
    EXPECT_EQ(waiting.failure->code, error_code::connect_refused);
    EXPECT_EQ(session.fsm.next_deadline(), session.now + 7s);
    session.now += 7s - 1ms;
    EXPECT_EQ(session.on_time().what, kind::none);
    session.now += 1ms;
    EXPECT_EQ(session.on_time().what, kind::connect);
    EXPECT_EQ(session.fsm.attempt(), attempt);
  }
}

TEST(session_fsm, without_auto_reconnect_a_lost_connection_is_the_end) {
  auto settings = with_brokers(1);
  settings.connect_retry = true;  // is about the first connect
  virtual_session session(settings);
  session.open();
  session.bring_up();
  session.now += 1h;
  const step last = session.lose();
  EXPECT_EQ(last.what, kind::give_up);
  EXPECT_EQ(last.failure->code, error_code::connection_lost);
}

TEST(session_fsm, a_connection_that_was_accepted_but_never_up_counts_as_a_first_connect) {
  virtual_session session(reconnecting());
  session.open();
  session.accept();
  EXPECT_EQ(session.lose().what, kind::give_up);
}

// --- the back-off ---

TEST(session_fsm, the_wait_doubles_from_one_second_to_the_longest_interval) {
  virtual_session session(reconnecting());
  session.open();
  session.bring_up();
  session.now += 1h;
  std::vector<milliseconds> delays{session.lose().delay};
  for (int i = 0; i < 7; ++i) {
    session.at_deadline();
    delays.push_back(session.lose(error_code::connect_refused).delay);
  }
  EXPECT_THAT(delays, testing::ElementsAre(1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s));
}

TEST(session_fsm, jitter_is_a_quarter_either_way_and_never_beyond_the_longest_interval) {
  const auto delays_with = [](double jitter) {
    virtual_session session(reconnecting(), jitter);
    session.open();
    std::vector<milliseconds> delays{session.live_and_reconnect(1h)};
    for (int i = 0; i < 6; ++i) {
      delays.push_back(session.lose(error_code::connect_refused).delay);
      session.at_deadline();
    }
    return delays;
  };
  EXPECT_THAT(delays_with(0.0), testing::ElementsAre(750ms, 1500ms, 3s, 6s, 12s, 24s, 45s));
  EXPECT_THAT(delays_with(1.0), testing::ElementsAre(1250ms, 2500ms, 5s, 10s, 20s, 40s, 60s));
}

TEST(session_fsm, hundreds_of_failures_do_not_overflow_the_wait) {
  auto settings = reconnecting();
  settings.max_reconnect_interval = 24h;
  virtual_session session(settings);
  session.open();
  session.live_and_reconnect(1h);
  for (int i = 0; i < 200; ++i) {
    const step waiting = session.lose(error_code::connect_refused);
    ASSERT_EQ(waiting.what, kind::wait);
    ASSERT_GT(waiting.delay, 0ms);
    ASSERT_LE(waiting.delay, 24h);
    ASSERT_TRUE(i < 20 || waiting.delay == 24h) << i;
    session.at_deadline();
  }
}

TEST(session_fsm, a_connection_that_lived_begins_the_back_off_anew) {
  virtual_session session(reconnecting());
  session.open();
  EXPECT_EQ(session.live_and_reconnect(5s), 1s);
  EXPECT_EQ(session.live_and_reconnect(5s), 1s);
}

TEST(session_fsm, a_connection_that_died_young_goes_on_with_the_back_off) {
  virtual_session session(reconnecting());
  session.open();
  EXPECT_EQ(session.live_and_reconnect(4999ms), 1s);
  EXPECT_EQ(session.live_and_reconnect(4999ms), 2s);
  EXPECT_EQ(session.live_and_reconnect(0s), 4s);
}

TEST(session_fsm, what_needs_a_person_waits_the_longest_interval) {
  for (const error_code code :
       {error_code::bad_credentials, error_code::not_authorized, error_code::client_id_rejected,
        error_code::protocol_version, error_code::tls_certificate, error_code::tls_hostname}) {
    virtual_session session(reconnecting());
    session.open();
    session.live_and_reconnect(1h);
    const step waiting = session.lose(code);
    EXPECT_EQ(waiting.what, kind::wait);
    EXPECT_EQ(waiting.delay, 60s) << name_of(code);
    session.at_deadline();
    EXPECT_EQ(session.lose(error_code::connect_refused).delay, 2s) << "and is not a doubling";
  }
}

// --- being thrown out again and again ---

TEST(session_fsm, three_short_connections_in_a_row_are_a_client_id_that_is_taken) {
  virtual_session session(reconnecting());
  session.open();
  for (int i = 0; i < 2; ++i) {
    session.bring_up();
    EXPECT_EQ(session.lose().failure->code, error_code::connection_lost);
    session.at_deadline();
  }
  session.bring_up();
  error why = describe(error_code::connection_lost, "The broker closed the connection");
  why.endpoint = "broker:1883";
  const step third = session.fsm.on_lost(why, session.now);
  EXPECT_EQ(third.failure->code, error_code::client_id_taken);
  EXPECT_EQ(third.failure->endpoint, "broker:1883");
  EXPECT_THAT(third.failure->description, HasSubstr("3 connections in a row ended within 5 s"));
}

// Sends SUBSCRIBE and loses the connection before SUBACK.
step lose_asking(virtual_session& session) {
  session.accept();
  session.fsm.on_asked(session.now);
  step next = session.lose();
  session.at_deadline();
  return next;
}

virtual_session patient_session() {
  auto settings = reconnecting();
  settings.connect_retry = true;
  virtual_session session(settings);
  session.open();
  return session;
}

TEST(session_fsm, three_that_end_before_suback_are_a_subscription_that_is_refused) {
  virtual_session session = patient_session();
  EXPECT_EQ(lose_asking(session).failure->code, error_code::connection_lost);
  EXPECT_EQ(lose_asking(session).failure->code, error_code::connection_lost);
  const error named = *lose_asking(session).failure;
  EXPECT_EQ(named.code, error_code::subscribe_rejected);
  EXPECT_THAT(named.description, HasSubstr("3 connections in a row ended within 5 s"));
  EXPECT_THAT(named.description, HasSubstr("before the broker had answered SUBSCRIBE"));
}

TEST(session_fsm, one_that_ends_after_suback_is_no_subscription_that_is_refused) {
  virtual_session session = patient_session();
  lose_asking(session);
  lose_asking(session);
  session.bring_up();
  EXPECT_EQ(session.lose().failure->code, error_code::client_id_taken);
  session.at_deadline();
  EXPECT_EQ(lose_asking(session).failure->code, error_code::client_id_taken);
}

const delivery::unanswered held_message{1, 7, "things/a", 140'000, protocol::qos::at_least_once};

// Ends a connection that was up, with this message unanswered.
step lose_holding(virtual_session& session, const std::optional<delivery::unanswered>& held) {
  session.bring_up();
  const error why = describe(error_code::connection_lost, "The broker closed the connection");
  step next = session.fsm.on_lost(why, session.now, held);
  session.at_deadline();
  return next;
}

TEST(session_fsm, three_that_end_over_one_message_are_a_message_that_is_refused) {
  virtual_session session(reconnecting());
  session.open();
  EXPECT_EQ(lose_holding(session, held_message).failure->code, error_code::connection_lost);
  EXPECT_EQ(lose_holding(session, held_message).failure->code, error_code::connection_lost);
  const error named = *lose_holding(session, held_message).failure;
  EXPECT_EQ(named.code, error_code::publish_rejected);
  EXPECT_THAT(named.description,
              HasSubstr("the same message (topic \"things/a\", 140000 bytes, QoS 1)"));
}

TEST(session_fsm, three_that_end_over_other_messages_are_a_client_id_that_is_taken) {
  delivery::unanswered other = held_message;
  other.token = 8;
  for (const auto& second : {std::optional(other), std::optional<delivery::unanswered>()}) {
    virtual_session session(reconnecting());
    session.open();
    lose_holding(session, held_message);
    lose_holding(session, second);
    EXPECT_EQ(lose_holding(session, held_message).failure->code, error_code::client_id_taken);
  }
}

TEST(session_fsm, a_connection_that_lives_ends_the_row) {
  virtual_session session(reconnecting());
  session.open();
  session.live_and_reconnect(0s);
  session.live_and_reconnect(0s);
  session.live_and_reconnect(5s);
  session.live_and_reconnect(0s);
  session.bring_up();
  EXPECT_EQ(session.lose().failure->code, error_code::connection_lost);
}

TEST(session_fsm, attempts_that_reach_no_broker_neither_count_nor_end_the_row) {
  virtual_session session(reconnecting());
  session.open();
  session.live_and_reconnect(0s);
  session.live_and_reconnect(0s);
  session.lose(error_code::connect_refused);
  session.at_deadline();
  session.bring_up();
  EXPECT_EQ(session.lose().failure->code, error_code::client_id_taken);
}

TEST(session_fsm, short_connections_that_end_for_a_known_reason_keep_their_name) {
  virtual_session session(reconnecting());
  session.open();
  session.live_and_reconnect(0s, error_code::protocol_error);
  session.live_and_reconnect(0s, error_code::protocol_error);
  session.bring_up();
  EXPECT_EQ(session.lose(error_code::protocol_error).failure->code, error_code::protocol_error);
}

}  // namespace
}  // namespace ipaas::mqtt::session
