#include "session/reconnect_schedule.h"

#include <algorithm>
#include <array>
#include <span>

namespace ipaas::mqtt::session {

namespace {

using config::milliseconds;
using config::reconnect_strategy;
using namespace std::chrono_literals;

// An interval, and the end of its time, counted from the first failure.
struct phase {
  milliseconds interval;
  milliseconds until;
};
constexpr milliseconds for_ever = milliseconds::max();
constexpr std::array calm{phase{10min, 12h}, phase{1h, 36h}};
constexpr std::array normal{phase{5min, 1h}, phase{1h, 25h}, phase{24h, for_ever}};
constexpr std::array aggressive{phase{3min, 3h}, phase{30min, 171h}, phase{1h, for_ever}};

std::span<const phase> phases_of(reconnect_strategy strategy) {
  switch (strategy) {
    case reconnect_strategy::calm:
      return calm;
    case reconnect_strategy::aggressive:
      return aggressive;
    default:
      return normal;
  }
}

}  // namespace

std::optional<milliseconds> interval_of(reconnect_strategy strategy, milliseconds outage) {
  for (const phase& each : phases_of(strategy)) {
    if (outage < each.until) return each.interval;
  }
  return {};
}

milliseconds longest_interval_of(reconnect_strategy strategy) {
  return std::ranges::max(phases_of(strategy), {}, &phase::interval).interval;
}

}  // namespace ipaas::mqtt::session
