// The report of ipaas_connection_probe as a table for a person.
#pragma once

#include <string>
#include <string_view>

namespace ipaas::command_line {

enum class colours : bool { none, ansi };

// A block for each broker, a line for each of its steps, and what has failed behind them. A text
// that is no such report is returned as it is.
std::string probe_text(std::string_view report, colours wanted);

}  // namespace ipaas::command_line
