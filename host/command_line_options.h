// Options that several commands have.
#pragma once

#include <optional>
#include <string>

#include "clock.h"
#include "live_counter.h"

namespace CLI {
class App;
}

namespace ipaas::command_line {

// An option that takes a duration; a text that is none is a usage error.
void add_duration(CLI::App& command, const std::string& name,
                  std::optional<milliseconds>& destination, const std::string& description);

// --quiet
void add_quiet(CLI::App& command, verbosity& destination);

}  // namespace ipaas::command_line
