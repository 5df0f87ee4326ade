// The state machine of a session with a clock that the test moves, for the tests of its decisions.
#pragma once

#include <chrono>
#include <ostream>
#include <string_view>

#include "session/session_fsm.h"

namespace ipaas::mqtt::session {

// gtest prints these names where an expectation fails.
inline void PrintTo(step::kind what, std::ostream* out) {
  constexpr const char* names[] = {"none", "connect", "wait", "drop", "give_up"};
  *out << names[static_cast<int>(what)];
}

namespace test {

using namespace std::chrono_literals;

inline config::connection_settings with_brokers(std::size_t count) {
  config::connection_settings settings;
  for (std::size_t i = 0; i < count; ++i) settings.brokers.push_back({"broker", 1883, ""});
  settings.connect_timeout = 30s;
  settings.ping_timeout = 10s;
  settings.max_reconnect_interval = 60s;
  settings.connect_retry_interval = 7s;
  return settings;
}

inline config::connection_settings reconnecting() {
  config::connection_settings settings = with_brokers(1);
  settings.auto_reconnect = true;
  return settings;
}

class virtual_session {
 public:
  explicit virtual_session(const config::connection_settings& settings, double jitter = 0.5)
      : fsm(settings, [jitter] { return jitter; }) {}

  step open() { return fsm.open(now); }
  void accept() { fsm.on_accepted(now); }
  void bring_up() {
    accept();
    fsm.on_up();
  }
  step lose(error_code code = error_code::connection_lost) {
    return fsm.on_lost(describe(code, "lost"), now);
  }
  step on_time(std::string_view stage = "tcp") { return fsm.on_time(now, stage); }
  // Waits for the next deadline and says so to the machine.
  step at_deadline(std::string_view stage = "tcp") {
    now = fsm.next_deadline().value();
    return on_time(stage);
  }
  // A connection that was up so long, is lost, waits, and is being made again. The wait.
  milliseconds live_and_reconnect(milliseconds life,
                                  error_code code = error_code::connection_lost) {
    bring_up();
    now += life;
    const milliseconds delay = lose(code).delay;
    at_deadline();
    return delay;
  }

  time_point now{1h};
  session_fsm fsm;
};

}  // namespace test
}  // namespace ipaas::mqtt::session
