// How a connection fares, for those who ask.
#include <chrono>

#include "session/connection.h"

namespace ipaas::mqtt::session {

using std::chrono::system_clock;

session::statistics connection::statistics() const {
  session::statistics now_counted;
  now_counted.time = system_clock::now();
  now_counted.state = fsm_.current();
  now_counted.since = state_since_;
  now_counted.broker = endpoint();
  now_counted.connections = connections_;
  now_counted.failures = failures_;
  now_counted.received = engine_.counted();
  const delivery::inbound& window = engine_.receiver();
  now_counted.receiving = window.counted();
  now_counted.sending = engine_.sender().counted();
  for (std::size_t i = 0; i < error_code_count; ++i) {
    now_counted.failures[i] += now_counted.sending.failures[i];
  }
  now_counted.unsettled = window.unsettled();
  now_counted.unsettled_bytes = window.unsettled_bytes();
  if (const auto oldest = window.oldest_hand_over()) {
    now_counted.oldest_unsettled =
        std::chrono::duration_cast<milliseconds>(transport::clock::now() - *oldest);
  }
  return now_counted;
}

void connection::note_state() {
  if (std::exchange(noted_state_, fsm_.current()) != fsm_.current()) {
    state_since_ = system_clock::now();
  }
}

void connection::count_failure(error_code code) { ++failures_[static_cast<std::size_t>(code)]; }

}  // namespace ipaas::mqtt::session
