// Changes of state that a person may want to know, for the operations of a connection to pass on.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "message/error.h"

namespace ipaas::mqtt::session {

enum class event_kind : std::uint8_t { connecting, up, down, failed, stopped, warning };

struct event {
  event_kind kind = event_kind::warning;
  std::string text;  // one sentence for a log
  std::optional<error> failure{};
  std::uint64_t token = 0;  // the message it is about, or 0
};

// "2026-01-31T12:00:00.000Z"
std::string iso_time(std::chrono::system_clock::time_point when);

// {"event": "up", "time": "2026-01-31T12:00:00.000Z", "level": "info", "text": "..."}
std::string to_json(const event& what, std::chrono::system_clock::time_point when);

}  // namespace ipaas::mqtt::session
