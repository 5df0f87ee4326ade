// Runs a measure: two processes at a time, plugin and reference in turns.
#pragma once

#include <string>
#include <vector>

#include "measure.h"

namespace ipaas::bench {

// The reports of the processes under test, one JSON text for each run.
struct run_results {
  std::vector<std::string> subject;
  std::vector<std::string> reference;
};

// Throws std::runtime_error when a process fails or a message is missing.
run_results run(const measure& plan, unsigned runs);

}  // namespace ipaas::bench
