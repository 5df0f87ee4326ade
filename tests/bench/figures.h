// From the reports of the runs to what is printed.
#pragma once

#include <string>

#include "measure.h"
#include "runner.h"

namespace ipaas::bench {

std::string table_header();
// A row for the reader ...
std::string table_row(const measure& plan, const run_results& results);
// ... and the same for a program, as one line of JSON.
std::string json_line(const measure& plan, const run_results& results);

}  // namespace ipaas::bench
