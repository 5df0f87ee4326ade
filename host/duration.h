// Durations as people write them: "1m30s", "250ms", "1.5h", or a bare number of seconds.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace ipaas::command_line {

// Nothing when `text` is no duration, is negative, or is longer than a year.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

}  // namespace ipaas::command_line
