// What a machine of the demo reports: {"machine": "press", "sequence": 7, "temperature": 71.5,
// "sent": 123}; "sent" is the steady clock of the demo's process, in nanoseconds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "clock.h"

namespace ipaas::command_line {

struct demo_reading {
  std::string machine;
  std::uint64_t sequence = 0;
  double temperature = 0;
  time_point sent;
};

std::string to_json(const demo_reading& reading);

// Nothing when the payload is not one of ours.
std::optional<demo_reading> parse_reading(std::string_view payload);

}  // namespace ipaas::command_line
