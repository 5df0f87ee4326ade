// What holds for the state machine whatever happens, in whatever order.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "../protocol/generators.h"
#include "session/session_fsm.h"
#include "virtual_session.h"

namespace ipaas::mqtt::session {
namespace {

using namespace std::chrono_literals;
using kind = step::kind;
using state = session_fsm::state;

config::connection_settings any_settings() {
  auto settings = test::with_brokers(*rc::gen::inRange<std::size_t>(1, 4));
  settings.auto_reconnect = *rc::gen::arbitrary<bool>();
  settings.connect_retry = *rc::gen::arbitrary<bool>();
  if (*rc::gen::inRange(0, 3) == 0) {
    settings.strategy = *rc::gen::elementOf(std::vector{config::reconnect_strategy::calm,
                                                        config::reconnect_strategy::normal,
                                                        config::reconnect_strategy::aggressive});
  }
  settings.max_reconnect_interval = milliseconds(*rc::gen::inRange(1, 100'000));
  return settings;
}

bool is_connected(const session_fsm& fsm) {
  return fsm.current() == state::granting || fsm.current() == state::up;
}

// One event that the shell could report in this state.
step happen(test::virtual_session& session) {
  session.now += milliseconds(*rc::gen::inRange(0, 20'000));
  const bool connected = is_connected(session.fsm);
  switch (*rc::gen::inRange(0, 9)) {
    case 0:
      return session.lose();
    case 1:
      if (session.fsm.current() == state::connecting) session.accept();
      return {};
    case 2:
      if (connected) session.fsm.on_up();
      return {};
    case 3:
      if (connected) session.fsm.on_ping_sent(session.now);
      return {};
    case 4:
      if (connected) session.fsm.on_ping_answered();
      return {};
    case 5:
      if (connected) session.fsm.on_asked(session.now);
      return {};
    case 6:
      if (connected) session.fsm.on_answered();
      return {};
    case 7:
      if (connected) session.fsm.on_reading_paused();
      return {};
    default:
      if (connected) session.fsm.on_reading_resumed(session.now);
      return {};
  }
}

// The shell sleeps until next_deadline(): nothing may be due before it, and something at it.
void check_that_deadline_and_decision_agree(test::virtual_session& session) {
  const auto deadline = session.fsm.next_deadline();
  if (!deadline) {
    RC_ASSERT(session.fsm.on_time(session.now + 10'000h, "tcp").what == kind::none);
    return;
  }
  session_fsm early = session.fsm;
  RC_ASSERT(early.on_time(*deadline - 1ms, "tcp").what == kind::none);
  session_fsm exact = session.fsm;
  RC_ASSERT(exact.on_time(*deadline, "tcp").what != kind::none);
}

RC_GTEST_PROP(session_fsm_property, deadline_and_decision_always_agree, ()) {
  const auto settings = any_settings();
  const bool scheduled = settings.strategy.has_value();
  test::virtual_session session(settings, *rc::gen::elementOf(std::vector{0.0, 0.3, 0.99}));
  session.open();
  for (int i = *rc::gen::inRange(1, 60); i > 0 && session.fsm.current() != state::failed; --i) {
    const bool waiting = session.fsm.current() == state::waiting;
    step next = waiting ? session.at_deadline() : happen(session);
    if (next.what == kind::none) next = session.on_time();
    if (next.what == kind::drop) next = session.fsm.on_lost(*next.failure, session.now);
    RC_ASSERT(next.what != kind::drop);
    if (next.what == kind::wait) {
      RC_ASSERT(session.fsm.current() == state::waiting);
      RC_ASSERT(next.delay <= (scheduled ? milliseconds(30h) : milliseconds(100s)));
    }
    check_that_deadline_and_decision_agree(session);
  }
}

}  // namespace
}  // namespace ipaas::mqtt::session
