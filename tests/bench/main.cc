// ipaas-bench: CPU per message, memory per connection and latency of the plugin, beside a plain
// libmosquitto program doing the same work in the same run.
#include <fmt/format.h>
#include <stdlib.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <thread>

#include "figures.h"
#include "measure.h"
#include "role.h"
#include "runner.h"

namespace ipaas::bench {
namespace {

struct choices {
  std::vector<std::string> only;
  unsigned runs = 5;
  role_options role;
};

std::string names() {
  std::string text;
  for (const measure& plan : all_measures(0)) text += " " + plan.name;
  return text;
}

void declare(CLI::App& app, choices& chosen) {
  app.add_option("--only", chosen.only, "measures to run:" + names());
  app.add_option("--runs", chosen.runs, "runs of each measure, the median counts")
      ->check(CLI::Range(1, 99))
      ->capture_default_str();
  app.add_option("--messages", chosen.role.messages,
                 "messages of each run; 0: as each measure says")
      ->capture_default_str();
  app.add_option("--seconds", chosen.role.seconds, "how long idle connections are watched")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  // Given by the program to the processes that it starts; not for people.
  const auto hidden = [&app](const char* name, auto& value) {
    app.add_option(name, value)->group("");
  };
  hidden("--role", chosen.role.name);
  hidden("--port", chosen.role.port);
  hidden("--warm-up", chosen.role.warm_up);
  hidden("--size", chosen.role.size);
  hidden("--transport", chosen.role.transport);
  hidden("--qos", chosen.role.qos);
  hidden("--window", chosen.role.window);
  hidden("--connections", chosen.role.connections);
  app.footer(
      "Each run is two processes: a synthetic sender or sink, and the program under test, whose "
      "own\n"
      "CPU time alone counts. Messages are numbered; a run that misses one fails.\n"
      "Examples:\n"
      "  ipaas-bench\n"
      "  ipaas-bench --only consume-qos1 --runs 3\n"
      "  ipaas-bench --only idle --seconds 60");
}

void print_machine() {
  double load[3] = {};
  if (getloadavg(load, 3) != 3) load[0] = -1;
  fmt::print("{} cores, load average {:.2f} {:.2f} {:.2f}\n", std::thread::hardware_concurrency(),
             load[0], load[1], load[2]);
#ifndef NDEBUG
  fmt::print("This is a build without optimisation: its figures mean nothing.\n");
#endif
}

bool is_chosen(const choices& chosen, const measure& plan) {
  return chosen.only.empty() ||
         std::find(chosen.only.begin(), chosen.only.end(), plan.name) != chosen.only.end();
}

// One measure that fails must not hide the others.
bool measure_and_print(const measure& plan, unsigned runs) {
  try {
    const run_results results = run(plan, runs);
    fmt::print("{}\n{}\n", table_row(plan, results), json_line(plan, results));
    std::fflush(stdout);
    return true;
  } catch (const std::exception& failure) {
    fmt::print("{:<18} FAILED: {}\n", plan.name, failure.what());
    return false;
  }
}

int run_measures(const choices& chosen) {
  print_machine();
  fmt::print("{}\n", table_header());
  bool all_ran = true;
  for (measure plan : all_measures(chosen.role.messages)) {
    if (!is_chosen(chosen, plan)) continue;
    plan.options.seconds = chosen.role.seconds;
    // Opening and watching a thousand connections hardly varies.
    const unsigned runs = plan.what == measured::idle ? std::min(chosen.runs, 3u) : chosen.runs;
    all_ran = measure_and_print(plan, runs) && all_ran;
  }
  print_machine();
  return all_ran ? 0 : 1;
}

int run_program(int count, char** words) {
  CLI::App app("What the plugin costs, beside a plain libmosquitto program.", "ipaas-bench");
  choices chosen;
  declare(app, chosen);
  CLI11_PARSE(app, count, words);
  return chosen.role.name.empty() ? run_measures(chosen) : play(chosen.role);
}

}  // namespace
}  // namespace ipaas::bench

int main(int count, char** words) {
  try {
    return ipaas::bench::run_program(count, words);
  } catch (const std::exception& failure) {
    fmt::print(stderr, "ipaas-bench: {}\n", failure.what());
    return 1;
  }
}
