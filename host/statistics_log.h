// What --stats shows: every now and then, how each connection fares, as a line on standard error.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "clock.h"
#include "command_line.h"
#include "ipaas/host_stats.hpp"
#include "live_counter.h"

namespace ipaas::command_line {

struct statistics_plan {
  std::optional<milliseconds> interval;
  enum class form { line, json } shape = form::line;

  // --stats and --stats-json
  option_table declare();
};

class statistics_log {
 public:
  // Keeps a reference to the counter, whose line it clears before each of its own.
  statistics_log(const statistics_plan& plan, live_counter& counter);

  // Shows this connection too, under this name. The plugin outlives this.
  void watch(const host::plugin& library, const host::connection& of, std::string name);

  // When there is something to show, and showing it.
  time_point next() const { return next_; }
  void show_due(time_point now);

 private:
  struct source {
    host::statistics counters;
    std::string name;
  };
  void show(const source& from);

  statistics_plan plan_;
  live_counter& counter_;
  std::vector<source> sources_;
  time_point next_;
};

// The JSON of ipaas_connection_stats in one line for a person.
std::string statistics_line(std::string_view name, std::string_view json);

}  // namespace ipaas::command_line
