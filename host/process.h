// A child process that does not outlive this one.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "clock.h"

namespace ipaas::command_line {

class process {
 public:
  // Starts `arguments[0]` (a path) with its output appended to `log`. It gets a process group of
  // its own, so that the terminal's Ctrl-C reaches only us, and a SIGTERM should we die. Throws
  // std::system_error.
  process(const std::vector<std::string>& arguments, const std::string& log);
  ~process();
  process(const process&) = delete;
  process& operator=(const process&) = delete;

  // Asks it to end, and waits; kills it when it has not ended after `patience`.
  void end(milliseconds patience);

  // Whether it still runs.
  bool runs();

 private:
  bool wait_until(time_point deadline);

  pid_t child_ = -1;
};

// The path of a program: in the folders of PATH, then where Debian has its daemons.
std::optional<std::string> find_program(const std::string& name);

}  // namespace ipaas::command_line
