// Durations, sizes and numbers as people write them. parse_duration itself is in parse.h.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ipaas::mqtt::config {

// "1m30s", "250ms", "0s": what parse_duration reads back. For durations of 0 and above.
std::string format_duration(std::chrono::milliseconds duration);

// "64MiB", "512 KiB", "1000" (bytes): nothing when it is no size. Units of 1024 only, because
// people mean two things by "MB".
std::optional<std::int64_t> parse_size(std::string_view text);
std::string format_size(std::int64_t bytes);

// "1000", and what some programs make of it: "1000.0", "1e3". Nothing when it is not whole.
std::optional<std::int64_t> parse_whole_number(std::string_view text);

// Without the blanks around it.
std::string_view trim(std::string_view text);

// In lower case, where it is ASCII.
std::string to_lower(std::string_view text);

}  // namespace ipaas::mqtt::config
