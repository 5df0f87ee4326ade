// When to connect, to which broker, how long to wait, and when to give up. Sans-I/O: events and the
// time go in, a step for the caller comes out. The shell (connection.cc) does what it says.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>

#include "config/connection_settings.h"
#include "delivery/handover.h"
#include "message/error.h"

namespace ipaas::mqtt::session {

using time_point = std::chrono::steady_clock::time_point;
using std::chrono::milliseconds;

// What the shell must do next.
struct step {
  enum class kind : std::uint8_t {
    none,
    connect,  // begin an attempt at brokers[broker]
    wait,     // nothing until next_deadline(); then on_time() says connect
    drop,     // the connection is no good: close it, then call on_lost(failure)
    give_up,  // no further attempt; `failure` is the last word
  };
  kind what = kind::none;
  std::size_t broker = 0;
  milliseconds delay{0};  // with wait
  std::optional<error> failure{};
};

class session_fsm {
 public:
  // `jitter` gives numbers in [0, 1).
  session_fsm(const config::connection_settings& settings, std::function<double()> jitter);

  enum class state : std::uint8_t { idle, connecting, granting, up, waiting, failed };
  state current() const { return state_; }
  // Of the attempt that runs or ran last, from 1; counts every try of a list as one.
  unsigned attempt() const { return attempt_; }

  step open(time_point now);
  // CONNACK has accepted; subscriptions are on their way.
  void on_accepted(time_point now);
  // Everything asked for is granted. Harmless when it is up already.
  void on_up();
  // A SUBSCRIBE or UNSUBSCRIBE was sent; on_answered when nothing is outstanding any more.
  void on_asked(time_point now);
  void on_answered();
  void on_ping_sent(time_point now);
  void on_ping_answered() { ping_deadline_.reset(); }
  // While the window is full nothing is read: an answer that was not read cannot be missed.
  void on_reading_paused() { reading_ = false; }
  void on_reading_resumed(time_point now);

  // The attempt failed, or the connection is lost; `held`: a message that the broker had been sent
  // and not answered.
  step on_lost(const error& why, time_point now,
               const std::optional<delivery::unanswered>& held = {});
  // The caller has closed the connection itself, in order to resume the session at once.
  step restart(time_point now);
  // `stage`: where an attempt stands, for the error's text.
  step on_time(time_point now, std::string_view stage);
  std::optional<time_point> next_deadline() const;

 private:
  step connect_to(std::size_t broker, time_point now);
  step wait_for(milliseconds delay, time_point now);
  // Connections in a row that ended soon after CONNACK, and what the broker owed at the end of
  // each.
  struct short_lives {
    unsigned count = 0;
    unsigned asking = 0;   // SUBACK or UNSUBACK, the last so many times
    unsigned holding = 0;  // the answer to this message, the last so many times
    std::optional<delivery::unanswered> held{};

    void add(bool asked, const std::optional<delivery::unanswered>& message);
    error likely_cause() const;
  };
  error named(const error& why, time_point now, bool asked,
              const std::optional<delivery::unanswered>& held);
  // Nothing: no further attempt.
  std::optional<milliseconds> next_delay(error_code why, time_point now);
  std::optional<milliseconds> scheduled_delay(error_code why, time_point now);
  milliseconds doubled_delay();
  milliseconds with_jitter(milliseconds delay);

  std::size_t brokers_;
  milliseconds connect_timeout_;
  milliseconds ping_timeout_;
  bool auto_reconnect_;
  milliseconds max_reconnect_interval_;
  bool connect_retry_;
  milliseconds connect_retry_interval_;
  std::optional<config::reconnect_strategy> strategy_;
  std::function<double()> jitter_;

  state state_ = state::idle;
  std::size_t broker_ = 0;
  unsigned attempt_ = 0;
  unsigned doublings_ = 0;
  std::optional<time_point> failing_since_;  // no connection has lived since
  short_lives short_lives_;
  bool was_up_ = false;
  bool reading_ = true;
  std::optional<time_point> accepted_at_;
  std::optional<time_point> attempt_deadline_;
  std::optional<time_point> answer_deadline_;
  std::optional<time_point> ping_deadline_;
  time_point retry_at_{};
};

}  // namespace ipaas::mqtt::session
