// --quiet, for the commands that run for a while.
#pragma once

#include "command_line.h"
#include "live_counter.h"

namespace ipaas::command_line {

// The destination outlives the parsing.
option quiet_option(verbosity& destination);

}  // namespace ipaas::command_line
