// What every running command has: the signals, the terminal, the log, the counts.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "channel.h"
#include "clock.h"
#include "counts.h"
#include "event_log.h"
#include "live_counter.h"
#include "signals.h"
#include "statistics_log.h"
#include "waiting.h"

namespace ipaas::command_line {

class environment {
 public:
  environment(verbosity wanted, const statistics_plan& plan) : environment(wanted, wanted, plan) {}
  environment(verbosity of_counter, verbosity of_events, const statistics_plan& plan)
      : counter(of_counter), log(of_events, counter), statistics(plan, counter) {}

  // When a line of the counter or of the statistics is due.
  time_point next_line() const { return std::min(counter.next(), statistics.next()); }

  // Writes to standard output. False: it could not, and the command should end.
  bool print(std::string_view lines);
  // Whether print has failed because nobody reads any more.
  bool output_closed() const { return output_closed_; }

  // Lines on standard error that quiet does not silence: why the program ends.
  void complain(std::string_view lines);
  // The last line of the command.
  void print_summary();

  time_point started() const { return started_; }

  signals signal;
  live_counter counter;
  event_log log;
  statistics_log statistics;
  counts total;

 private:
  time_point started_ = clock::now();
  bool output_closed_ = false;
};

// Writes each line of `lines` to standard error, with the program's name in front.
void print_problem(std::string_view lines);

// Ends an operation in order: no new message comes, what is submitted may finish. Returns after
// its STOPPED event, or when `timeout` is over. Records that still come go to `each`.
template <typename Each>
void stop_channel(channel& operation, milliseconds timeout, Each&& each) {
  const auto take_until = [&](time_point deadline, auto&& over) {
    while (!over() && clock::now() < deadline) {
      wait_readable(std::array{operation.fd()}, std::min(deadline, operation.next_try()));
      operation.take(each);
    }
  };
  // After the stop nothing more may be submitted: what waits for room gets half a second before.
  take_until(clock::now() + milliseconds(500), [&] {
    operation.flush();
    return !operation.backlog() || operation.failed();
  });
  operation.begin_stop(timeout);
  // The plugin keeps the time itself; the second more is for one that does not.
  take_until(clock::now() + timeout + milliseconds(1000), [&] { return operation.stopped(); });
}

}  // namespace ipaas::command_line
