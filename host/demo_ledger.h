// The demo's bookkeeping: every reading has a sequence number, and every place that sees it says
// so. At the end the books tell what was lost and what came twice. Pure: the time comes in.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "clock.h"

namespace ipaas::command_line {

// A reading above this temperature is an alert.
inline constexpr double alert_temperature = 90.0;

// Which of the numbers 0, 1, 2 ... were seen.
class sightings {
 public:
  void see(std::uint64_t sequence);
  // How many numbers were seen, and how many times one was seen again.
  std::uint64_t distinct() const { return distinct_; }
  std::uint64_t repeated() const { return repeated_; }

 private:
  std::vector<bool> seen_;
  std::uint64_t distinct_ = 0;
  std::uint64_t repeated_ = 0;
};

class demo_ledger {
 public:
  // A reading leaves its machine; returns its sequence number.
  std::uint64_t publish(double temperature);
  // The broker has acknowledged one.
  void acknowledge() { ++acknowledged_; }
  // The flow has got one. Numbers that were never published are not ours, and not counted.
  void consume(std::uint64_t sequence);
  // The control room has got an alert.
  void alert(std::uint64_t sequence);

  // How long an alert took from its machine; across the restart of the broker that is another
  // matter than in the usual course of things.
  void usual_latency(clock::duration latency) { usual_.push_back(latency); }
  void restart_latency(clock::duration latency) { slowest_ = std::max(slowest_, latency); }

  std::uint64_t published() const { return published_; }
  std::uint64_t consumed() const { return consumed_.distinct(); }
  std::uint64_t alerts() const { return alerts_.distinct(); }
  std::uint64_t lost() const;
  std::uint64_t doubled() const { return consumed_.repeated() + alerts_.repeated(); }
  bool caught_up() const { return lost() == 0 && acknowledged_ == published_; }

  // Of the usual latencies, the one that this share of them does not exceed; nothing without any.
  std::optional<clock::duration> percentile(double share) const;
  clock::duration slowest_across_restart() const { return slowest_; }

 private:
  std::uint64_t published_ = 0;
  std::uint64_t acknowledged_ = 0;
  std::uint64_t alerts_due_ = 0;
  sightings consumed_;
  sightings alerts_;
  std::vector<clock::duration> usual_;
  clock::duration slowest_{0};
};

}  // namespace ipaas::command_line
