// Waits for descriptors or for a moment, whichever is first.
#pragma once

#include <span>

#include "clock.h"

namespace ipaas::command_line {

// Returns when one of the descriptors is readable or the time has come; negative ones are skipped.
void wait_readable(std::span<const int> descriptors, time_point until);

}  // namespace ipaas::command_line
