// The last line of consume, produce and run: one JSON object with the counts and the duration in
// seconds.
#pragma once

#include <string>

#include "clock.h"
#include "counts.h"

namespace ipaas::command_line {

// With its newline.
std::string summary_line(const counts& total, clock::duration duration);

}  // namespace ipaas::command_line
