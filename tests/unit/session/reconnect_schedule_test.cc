// The schedules that reconnectStrategy names, and what the state machine makes of them.
#include "session/reconnect_schedule.h"

#include <gtest/gtest.h>

#include <vector>

#include "virtual_session.h"

namespace ipaas::mqtt::session {
namespace {

using config::reconnect_strategy;
using test::virtual_session;
using namespace std::chrono_literals;
using kind = step::kind;

config::connection_settings by(reconnect_strategy strategy) {
  auto settings = test::with_brokers(1);
  settings.strategy = strategy;
  return settings;
}

TEST(reconnect_schedule, has_its_phases) {
  struct row {
    reconnect_strategy strategy;
    milliseconds outage;
    std::optional<milliseconds> interval;
  };
  using enum reconnect_strategy;
  for (const row& each : std::initializer_list<row>{{calm, 0s, 10min},
                                                    {calm, 12h - 1ms, 10min},
                                                    {calm, 12h, 1h},
                                                    {calm, 36h - 1ms, 1h},
                                                    {calm, 36h, std::nullopt},
                                                    {normal, 0s, 5min},
                                                    {normal, 1h - 1ms, 5min},
                                                    {normal, 1h, 1h},
                                                    {normal, 25h - 1ms, 1h},
                                                    {normal, 25h, 24h},
                                                    {normal, 100'000h, 24h},
                                                    {aggressive, 0s, 3min},
                                                    {aggressive, 3h - 1ms, 3min},
                                                    {aggressive, 3h, 30min},
                                                    {aggressive, 171h - 1ms, 30min},
                                                    {aggressive, 171h, 1h},
                                                    {aggressive, 100'000h, 1h}}) {
    EXPECT_EQ(interval_of(each.strategy, each.outage), each.interval)
        << static_cast<int>(each.strategy) << " after " << each.outage.count() << " ms";
  }
}

// How often an interval came, one after the other.
struct run_of {
  milliseconds delay;
  int times = 0;
  bool operator==(const run_of&) const = default;
};
void PrintTo(const run_of& runs, std::ostream* out) {
  *out << runs.times << " x " << runs.delay.count() << " ms";
}

std::vector<run_of> waits_of_a_broker_that_is_gone(virtual_session& session, int at_most) {
  std::vector<run_of> waits;
  for (int i = 0; i < at_most; ++i) {
    const step next = session.lose(error_code::connect_refused);
    if (next.what == kind::give_up) break;
    EXPECT_EQ(next.what, kind::wait);
    if (waits.empty() || waits.back().delay != next.delay) waits.push_back({next.delay, 0});
    ++waits.back().times;
    session.at_deadline();
  }
  return waits;
}

TEST(reconnect_schedule, calm_tries_for_a_day_and_a_half_and_gives_up) {
  virtual_session session(by(reconnect_strategy::calm));
  session.open();
  EXPECT_EQ(waits_of_a_broker_that_is_gone(session, 1000),
            (std::vector<run_of>{{10min, 72}, {1h, 24}}));
  EXPECT_EQ(session.fsm.current(), session_fsm::state::failed);
}

TEST(reconnect_schedule, the_others_try_without_end) {
  virtual_session normal(by(reconnect_strategy::normal));
  normal.open();
  EXPECT_EQ(waits_of_a_broker_that_is_gone(normal, 12 + 24 + 500),
            (std::vector<run_of>{{5min, 12}, {1h, 24}, {24h, 500}}));
  virtual_session aggressive(by(reconnect_strategy::aggressive));
  aggressive.open();
  EXPECT_EQ(waits_of_a_broker_that_is_gone(aggressive, 60 + 336 + 500),
            (std::vector<run_of>{{3min, 60}, {30min, 336}, {1h, 500}}));
}

TEST(reconnect_schedule, holds_for_connections_that_were_up_in_place_of_the_back_off) {
  auto settings = by(reconnect_strategy::normal);
  settings.auto_reconnect = true;
  virtual_session session(settings);
  session.open();
  EXPECT_EQ(session.live_and_reconnect(1h), 5min);
}

TEST(reconnect_schedule, begins_anew_after_a_connection_that_lived) {
  virtual_session session(by(reconnect_strategy::normal));
  session.open();
  waits_of_a_broker_that_is_gone(session, 20);
  session.bring_up();
  session.now += 4s;
  EXPECT_EQ(session.lose().delay, 1h) << "too short a life";
  session.at_deadline();
  EXPECT_EQ(session.live_and_reconnect(5s), 5min);
  EXPECT_EQ(session.lose(error_code::connect_refused).delay, 5min) << "5 min of an hour are over";
}

TEST(reconnect_schedule, what_needs_a_person_waits_the_longest_interval) {
  for (const auto& [strategy, longest] :
       {std::pair(reconnect_strategy::calm, 1h), std::pair(reconnect_strategy::normal, 24h),
        std::pair(reconnect_strategy::aggressive, 1h)}) {
    virtual_session session(by(strategy));
    session.open();
    EXPECT_EQ(session.lose(error_code::bad_credentials).delay, longest);
  }
}

TEST(reconnect_schedule, is_spread_by_a_quarter) {
  for (const auto& [jitter, wait] : {std::pair(0.0, 225s), std::pair(1.0, 375s)}) {
    virtual_session session(by(reconnect_strategy::normal), jitter);
    session.open();
    EXPECT_EQ(session.lose(error_code::connect_refused).delay, wait);
  }
}

}  // namespace
}  // namespace ipaas::mqtt::session
