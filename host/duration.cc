#include "duration.h"

#include <array>
#include <charconv>
#include <utility>

namespace ipaas::command_line {
namespace {

constexpr double longest_ms = 366.0 * 24 * 3600 * 1000;

std::optional<double> take_number(std::string_view& text) {
  double value = 0;
  const auto [end, status] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (status != std::errc{} || value < 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

// The milliseconds of the unit that `text` begins with.
std::optional<double> take_unit(std::string_view& text) {
  // "ms" stands before "m", which it begins with.
  constexpr std::array<std::pair<std::string_view, double>, 4> units{
      {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}}};
  for (const auto& [name, factor] : units) {
    if (!text.starts_with(name)) continue;
    text.remove_prefix(name.size());
    return factor;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  double total = 0;
  for (bool first = true; !text.empty(); first = false) {
    const auto number = take_number(text);
    if (!number) return std::nullopt;
    if (first && text.empty()) text = "s";
    const auto unit = take_unit(text);
    if (!unit) return std::nullopt;
    total += *number * *unit;
    if (!(total <= longest_ms)) return std::nullopt;
  }
  return std::chrono::milliseconds(static_cast<std::int64_t>(total));
}

}  // namespace ipaas::command_line
