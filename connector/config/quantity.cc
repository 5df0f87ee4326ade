#include "config/quantity.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <limits>

#include "config/parse.h"
#include "message/ascii.h"

namespace ipaas::mqtt::config {

namespace {

struct unit {
  std::string_view name;
  std::int64_t factor;
};
// Longest name first, since "m" also begins "ms".
constexpr unit time_units[] = {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}};
constexpr unit size_units[] = {
    {"", 1}, {"b", 1}, {"kib", 1 << 10}, {"mib", 1 << 20}, {"gib", 1 << 30}};

// 99999999999h59m59s999ms: far beyond any setting, small enough that sums of terms cannot overflow,
// and no number in it has more digits than are read.
constexpr std::int64_t longest_ms = 359'999'999'999'999'999;

bool is_digit(char character) { return character >= '0' && character <= '9'; }

std::string_view take_digits(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const auto length = static_cast<std::size_t>(end - text.begin());
  const std::string_view digits = text.substr(0, length);
  text.remove_prefix(length);
  return digits;
}

std::int64_t to_number(std::string_view digits) {
  std::int64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

// A decimal number, as 1.5 or 90, read exactly: fraction / scale is what stands behind the point.
struct decimal {
  std::int64_t whole = 0;
  std::int64_t fraction = 0;
  std::int64_t scale = 1;
};

std::optional<decimal> take_decimal(std::string_view& text) {
  const std::string_view whole = take_digits(text);
  if (whole.empty() || whole.size() > 11) return std::nullopt;
  decimal value{to_number(whole)};
  if (!text.starts_with('.')) return value;
  text.remove_prefix(1);
  const std::string_view fraction = take_digits(text);
  if (fraction.empty() || fraction.size() > 9) return std::nullopt;
  value.fraction = to_number(fraction);
  for (std::size_t i = 0; i < fraction.size(); ++i) value.scale *= 10;
  return value;
}

// Nothing when it is not a whole number of the smallest unit: "0.5ms" promises what is not kept.
std::optional<std::int64_t> multiply(const decimal& value, std::int64_t factor) {
  const std::int64_t fraction = value.fraction * factor;
  if (fraction % value.scale != 0) return std::nullopt;
  return value.whole * factor + fraction / value.scale;
}

std::optional<std::int64_t> take_factor(std::string_view& text) {
  for (const unit& candidate : time_units) {
    if (!text.starts_with(candidate.name)) continue;
    text.remove_prefix(candidate.name.size());
    return candidate.factor;
  }
  return std::nullopt;
}

// One number with its unit, in milliseconds.
std::optional<std::int64_t> take_term(std::string_view& text) {
  const auto number = take_decimal(text);
  if (!number) return std::nullopt;
  text = trim(text);
  const auto factor = take_factor(text);
  return factor ? multiply(*number, *factor) : std::nullopt;
}

bool is_bare_number(std::string_view text) {
  return !text.empty() && (is_digit(text.back()) || text.back() == '.');
}

std::optional<milliseconds> parse_seconds(std::string_view text) {
  const auto number = take_decimal(text);
  if (!number || !text.empty()) return std::nullopt;
  const auto total = multiply(*number, 1000);
  return total ? std::optional(milliseconds(*total)) : std::nullopt;
}

}  // namespace

std::optional<milliseconds> parse_duration(std::string_view text) {
  text = trim(text);
  if (text.empty()) return std::nullopt;
  if (is_bare_number(text)) return parse_seconds(text);
  std::int64_t total = 0;
  while (!text.empty()) {
    const auto term = take_term(text);
    if (!term) return std::nullopt;
    total += *term;
    if (total > longest_ms) return std::nullopt;
    text = trim(text);
  }
  return milliseconds(total);
}

std::string format_duration(milliseconds duration) {
  std::int64_t rest = duration.count();
  if (rest == 0) return "0s";
  std::string out;
  for (auto next = std::rbegin(time_units); next != std::rend(time_units); ++next) {
    if (rest >= next->factor) out += fmt::format("{}{}", rest / next->factor, next->name);
    rest %= next->factor;
  }
  return out;
}

std::optional<std::int64_t> parse_size(std::string_view text) {
  text = trim(text);
  const std::string_view digits = take_digits(text);
  const std::string name = to_lower(trim(text));
  if (digits.empty() || digits.size() > 18) return std::nullopt;
  const auto* known = std::find_if(std::begin(size_units), std::end(size_units),
                                   [&](const unit& each) { return each.name == name; });
  if (known == std::end(size_units)) return std::nullopt;
  const std::int64_t number = to_number(digits);
  const bool fits = number <= std::numeric_limits<std::int64_t>::max() / known->factor;
  return fits ? std::optional(number * known->factor) : std::nullopt;
}

std::string format_size(std::int64_t bytes) {
  if (bytes != 0 && bytes % (1 << 30) == 0) return fmt::format("{}GiB", bytes >> 30);
  if (bytes != 0 && bytes % (1 << 20) == 0) return fmt::format("{}MiB", bytes >> 20);
  if (bytes != 0 && bytes % (1 << 10) == 0) return fmt::format("{}KiB", bytes >> 10);
  return fmt::format("{}", bytes);
}

std::optional<std::int64_t> parse_whole_number(std::string_view text) {
  text = trim(text);
  const char* const end = text.data() + text.size();
  std::int64_t whole = 0;
  const auto [stop, problem] = std::from_chars(text.data(), end, whole);
  if (problem == std::errc{} && stop == end) return whole;
  constexpr double exact = 9007199254740992;  // 2^53: above it a double skips whole numbers
  double number = 0;
  const auto [number_stop, number_problem] = std::from_chars(text.data(), end, number);
  if (number_problem != std::errc{} || number_stop != end) return std::nullopt;
  if (!(std::abs(number) <= exact) || number != std::floor(number)) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::string to_lower(std::string_view text) {
  std::string out(text);
  for (char& character : out) character = in_lower_case(character);
  return out;
}

}  // namespace ipaas::mqtt::config
