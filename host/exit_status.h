// How the program ends, and the exception that carries the reason for ending with status 2.
#pragma once

#include <stdexcept>

namespace ipaas::command_line {

// The exit status of the process; the numbers are promised to scripts.
enum class exit_status : int {
  done = 0,               // count reached, input at its end, or interrupted and cleanly stopped
  failed = 1,             // while running
  bad_configuration = 2,  // or bad usage: nothing was started
  time_over = 3,          // before the count was reached
};

// Something the user wrote is wrong. what() may have several lines, one for each mistake.
class bad_configuration : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace ipaas::command_line
