#include "number_pattern.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "text_pattern.h"

namespace ipaas::command_line::formats {
namespace {

using alternatives = std::vector<std::string>;

std::string any_digits(std::size_t count) {
  return count == 0 ? "" : count == 1 ? "[0-9]" : fmt::format("[0-9]{{{}}}", count);
}

std::string any_digits(std::size_t least, std::size_t most) {
  return least == most ? any_digits(least) : fmt::format("[0-9]{{{},{}}}", least, most);
}

std::string digit_between(char least, char most) {
  return least == most ? std::string(1, least) : fmt::format("[{}-{}]", least, most);
}

// The numbers between two of the same length, each alternative behind `prefix`.
void append_same_length(const std::string& prefix, const std::string& least,
                        const std::string& most, alternatives& out) {
  const std::string zeros(least.size(), '0');
  const std::string nines(least.size(), '9');
  if (least.empty() || (least == zeros && most == nines)) {
    out.push_back(prefix + any_digits(least.size()));
    return;
  }
  const std::string lower = least.substr(1);
  const std::string upper = most.substr(1);
  if (least[0] == most[0]) return append_same_length(prefix + least[0], lower, upper, out);
  char first = least[0];
  char last = most[0];
  if (lower != zeros.substr(1)) {
    append_same_length(prefix + first++, lower, nines.substr(1), out);
  }
  const bool cut_above = upper != nines.substr(1);
  if (cut_above) --last;
  if (first <= last) out.push_back(prefix + digit_between(first, last) + any_digits(lower.size()));
  if (cut_above) append_same_length(prefix + most[0], zeros.substr(1), upper, out);
}

struct unit {
  std::string spelling;  // as a pattern
  std::int64_t factor;
};

const std::vector<unit>& time_units() {
  static const std::vector<unit> units{{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}};
  return units;
}

const std::vector<unit>& size_units() {
  static const std::vector<unit> units{{any_case("b") + "?", 1},
                                       {any_case("kib"), 1 << 10},
                                       {any_case("mib"), 1 << 20},
                                       {any_case("gib"), 1 << 30}};
  return units;
}

std::int64_t least_of(const field& field) { return field.minimum.value_or(0); }
std::int64_t most_of(const field& field) {
  return field.maximum.value_or(std::numeric_limits<std::int64_t>::max());
}

std::int64_t rounded_up(std::int64_t number, std::int64_t factor) {
  return number / factor + (number % factor == 0 ? 0 : 1);
}

// Whole numbers of a unit; empty where none is within the limits.
std::string whole_pattern(const field& field, std::int64_t factor) {
  const std::int64_t step = std::max<std::int64_t>(field.step / factor, 1);  // of this unit
  const std::int64_t least = rounded_up(least_of(field), factor * step);
  const std::int64_t most = most_of(field) / (factor * step);
  if (least > most) return {};
  if (step == 1) return range_pattern(least, most);
  // Steps are powers of ten.
  const std::string steps =
      range_pattern(std::max<std::int64_t>(least, 1), most) + std::to_string(step).substr(1);
  return least == 0 ? fmt::format("({}|0+)", steps) : steps;
}

// A number of a unit: whole, or with a fraction where the unit can be divided.
std::string term_pattern(const field& field, std::int64_t factor) {
  const std::string whole = whole_pattern(field, factor);
  if (factor <= field.step) return whole.empty() ? whole : whole + "(\\.0+)?";
  const std::string_view fraction = "[0-9]{1,11}\\.[0-9]{1,9}";
  return whole.empty() ? std::string(fraction) : fmt::format("{}|{}", whole, fraction);
}

bool is_power_of_ten(const std::string& number) {
  return number[0] == '1' && number.find_first_not_of('0', 1) == std::string::npos;
}

std::string whole_text(const std::string& pattern) {
  return fmt::format("^{0}({1}){0}$", blanks, pattern);
}

}  // namespace

std::string range_pattern(std::int64_t least, std::int64_t most) {
  alternatives out;
  const std::string last = std::to_string(most);
  std::string first = std::to_string(least);
  if (first == "0" && last.size() > 1) {
    out.emplace_back("0");
    first = "1";
  }
  if (first.size() < last.size() && !is_power_of_ten(first)) {
    append_same_length("", first, std::string(first.size(), '9'), out);
    first = "1" + std::string(first.size(), '0');
  }
  if (first.size() < last.size()) {
    out.push_back("[1-9]" + any_digits(first.size() - 1, last.size() - 2));
    first = "1" + std::string(last.size() - 1, '0');
  }
  append_same_length("", first, last, out);
  return fmt::format("0*({})", fmt::join(out, "|"));
}

std::string integer_pattern(const field& field) {
  return whole_text(range_pattern(least_of(field), most_of(field)) + "(\\.0*)?");
}

std::string size_pattern(const field& field) {
  alternatives out;
  for (const unit& each : size_units()) {
    const std::string number = whole_pattern(field, each.factor);
    if (!number.empty()) out.push_back(fmt::format("{}{}{}", number, blanks, each.spelling));
  }
  return whole_text(fmt::format("{}", fmt::join(out, "|")));
}

std::string duration_pattern(const field& field) {
  alternatives out{term_pattern(field, 1000)};  // without a unit: seconds
  for (const unit& each : time_units()) {
    const std::string number = term_pattern(field, each.factor);
    if (!number.empty()) out.push_back(fmt::format("({}){}{}", number, blanks, each.spelling));
  }
  out.push_back(fmt::format("([0-9]{{1,11}}(\\.[0-9]{{1,9}})?{0}(ms|s|m|h){0}){{2,}}", blanks));
  return whole_text(fmt::format("{}", fmt::join(out, "|")));
}

}  // namespace ipaas::command_line::formats
