#include "command_line_options.h"

#include <CLI/CLI.hpp>

#include "duration.h"

namespace ipaas::command_line {

void add_duration(CLI::App& command, const std::string& name,
                  std::optional<milliseconds>& destination, const std::string& description) {
  const auto parse = [name, &destination](const std::string& text) {
    destination = parse_duration(text);
    if (destination) return;
    throw CLI::ValidationError(name, text +
                                         " is no duration: numbers with the units ms s m h are "
                                         "expected, for example 1m30s, or bare seconds");
  };
  command.add_option_function<std::string>(name, parse, description)->type_name("DURATION");
}

void add_quiet(CLI::App& command, verbosity& destination) {
  command.add_flag_callback(
      "--quiet,-q", [&destination] { destination = verbosity::quiet; },
      "No events and no live counter on standard error; errors and the last line stay");
}

}  // namespace ipaas::command_line
