// What consume, produce and run have in common at their end: the error, if there was one, and the
// line with the counts, whatever happened.
#pragma once

#include <exception>

#include "environment.h"
#include "exit_status.h"

namespace ipaas::command_line {

// Calls `work()`, which returns an exit_status, complains about its exception, and prints the
// summary.
template <typename Work>
exit_status reporting(environment& around, Work&& work) {
  exit_status status = exit_status::failed;
  try {
    status = work();
  } catch (const bad_configuration& problem) {
    around.complain(problem.what());
    status = exit_status::bad_configuration;
  } catch (const std::exception& problem) {
    around.complain(problem.what());
  }
  around.print_summary();
  return status;
}

}  // namespace ipaas::command_line
