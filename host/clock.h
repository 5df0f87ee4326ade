// The one clock of the program.
#pragma once

#include <chrono>

namespace ipaas::command_line {

using clock = std::chrono::steady_clock;
using time_point = clock::time_point;
using std::chrono::milliseconds;

inline constexpr time_point never = time_point::max();

}  // namespace ipaas::command_line
