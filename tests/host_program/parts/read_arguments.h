// Fills the targets of a table of options, as the program does for one of its commands.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "command_line.h"

namespace ipaas::command_line {

// Arguments that are mistaken fail the test.
inline void read_arguments(option_table options, std::vector<std::string> arguments) {
  const program declared{.name = "test",
                         .about = "",
                         .version = "",
                         .options = {},
                         .commands = {{"command", "", std::move(options)}}};
  arguments.insert(arguments.begin(), "command");
  EXPECT_EQ(parse(declared, std::move(arguments)).ended, std::nullopt);
}

}  // namespace ipaas::command_line
