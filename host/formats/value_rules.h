// What a form asks of a field's value, and how it says so.
#pragma once

#include <string>

#include "catalogue.h"
#include "node.h"

namespace ipaas::command_line::formats {

// The regular expression that the value as a form has it, a text, must match; empty: none.
std::string value_pattern(const field& field);

// The same as keywords of a JSON schema: pattern, or minimum and maximum, or what an array holds.
node value_rules(const field& field);

// "a duration such as 1m30s, or a number of seconds, from 1ms to 24h"; empty where anything goes.
words expectation(const field& field);

// A limit as people write it: "24h", "64MiB", "1000".
std::string limit_text(const field& field, std::int64_t limit);

// The least value that is not 0, where 0 stands for something else.
std::int64_t least_above_zero(const field& field);

}  // namespace ipaas::command_line::formats
