// Regular expressions for numbers and quantities within limits, in the words that all engines of
// JSON Schema have in common: groups, classes, alternatives and counts, no look-ahead.
#pragma once

#include <cstdint>
#include <string>

#include "catalogue.h"

namespace ipaas::command_line::formats {

// Decimal digits that stand for a number from `least` to `most`, leading zeros allowed.
std::string range_pattern(std::int64_t least, std::int64_t most);

// The whole text, with ^ and $, of a field of that type. What cannot be said so is let through: the
// sum of several terms ("1h30m") and fractions are not compared with the limits.
std::string integer_pattern(const field& field);
std::string size_pattern(const field& field);
std::string duration_pattern(const field& field);

}  // namespace ipaas::command_line::formats
