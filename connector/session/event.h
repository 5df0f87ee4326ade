// Changes of state that a person may want to know, for the operations of a connection to pass on.
// What they say, and how grave they are, stands in schema/events.json.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "message/error.h"
#include "message/event_text.h"

namespace ipaas::mqtt::session {

// Who ended a connection: words of schema/events.json.
inline constexpr std::string_view by_us = "us";
inline constexpr std::string_view by_broker = "broker";
inline constexpr std::string_view by_network = "network";

struct event {
  event_name name = event_name::remark;
  std::vector<event_member> members{};
  std::optional<error> failure{};  // {error} in the text
  std::uint64_t token = 0;         // the message it is about, or 0

  event_kind kind() const { return entry_of(name).kind; }
};

// {"event": "up", "time": "2026-01-31T12:00:00.000Z", "level": "info", "code": "MQTT:UP",
// "text": "...", and the members}
std::string to_json(const event& what, std::chrono::system_clock::time_point when,
                    const error_style& style = {});

// 2026-01-31T12:00:00.000Z
std::string iso_time(std::chrono::system_clock::time_point when);

}  // namespace ipaas::mqtt::session
