// What the program understands on its command line, declared as values: each command has a table
// of its options, and parse() reads what the user wrote by these tables.
//
// Rationale: the library behind parse() is one large header, which takes a compiler longer than all
// else that a command needs. One source file includes it.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "clock.h"
#include "exit_status.h"

namespace ipaas::command_line {

// Where an option's value goes. The type decides how its text is read; what does not read as that
// type is a usage error.
using option_target =
    std::variant<bool*,                         // a flag: becomes true
                 std::function<void()>,         // a flag: is called
                 std::vector<std::string>*,     // may be repeated
                 std::optional<milliseconds>*,  // a duration, see parse_duration
                 std::string*, double*, std::size_t*, std::optional<std::uint64_t>*>;

// What else holds for an option.
struct required {};
struct default_shown {};  // the help tells what the target holds before
struct positive_number {};
struct number_range {
  int least;
  int most;
};
struct one_of {
  std::vector<std::string> words;
};
struct excludes {
  std::string option;  // the name of one above this one in its table
};
struct needs {
  std::string option;  // likewise
};

using option_rule =
    std::variant<required, default_shown, positive_number, number_range, one_of, excludes, needs>;

struct option {
  std::string name;   // "--quiet,-q"; without a dash: an argument that is known by its place
  std::string value;  // what the help calls its value; nothing for a flag
  std::string help;
  option_target target;
  std::vector<option_rule> rules = {};
};

using option_table = std::vector<option>;

// One table with the options of all of them, in this order: it is the order of the help.
option_table joined(std::initializer_list<option_table> tables);

struct subcommand {
  std::string name;
  std::string about;
  option_table options;
  std::string footer = {};
};

struct program {
  std::string name;
  std::string about;
  std::string version;
  option_table options;  // may stand behind the command too
  std::string footer = {};
  std::vector<subcommand> commands = {};
};

struct parse_result {
  // Nothing is to run: the help, the version or what is wrong has been printed.
  std::optional<exit_status> ended = {};
  // Else which of the program's commands the user wrote.
  std::size_t command = 0;
};

// Reads the arguments, without the program's name, into the targets.
parse_result parse(const program& declared, std::vector<std::string> arguments);

}  // namespace ipaas::command_line
