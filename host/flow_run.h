// A flow while it runs: what the command run does.
#pragma once

#include <cstdint>
#include <optional>

#include "channel.h"
#include "environment.h"
#include "exit_status.h"
#include "relay.h"

namespace ipaas::command_line {

struct flow_limits {
  std::optional<std::uint64_t> count;  // of messages accepted or rejected
  std::optional<milliseconds> time;
};

class flow_run {
 public:
  // All outlive this.
  flow_run(const flow_limits& limits, channel& source, channel& target, environment& around);

  // Until the count, the time, a signal or a failure; then stops both operations in order.
  exit_status run();

 private:
  void turn();
  relay::step next_step() const;
  void tell(const host::record& outcome);
  std::optional<exit_status> ending();
  void finish();
  void show_counter();
  std::uint64_t finished() const { return around_.total.accepted + around_.total.rejected; }

  flow_limits limits_;
  channel& source_;
  channel& target_;
  environment& around_;
  time_point deadline_;
  relay relay_;
};

}  // namespace ipaas::command_line
