// A Consumer and a Producer in a row: each message is published again, and settled by what became
// of that. What the command run does, and the flow of the demo.
#pragma once

#include <cstdint>
#include <functional>

#include "channel.h"
#include "counts.h"

namespace ipaas::command_line {

// The verdict on a message whose publication had this outcome (IPAAS_SUCCEEDED ...).
std::uint32_t verdict_of(std::uint32_t outcome);

class relay {
 public:
  enum class step { publish, accept, leave };
  // What to do with a message that has come.
  using decision = std::function<step(const host::record&)>;
  // Told of each publication that failed.
  using failure_handler = std::function<void(const host::record& outcome)>;

  // All outlive this.
  relay(channel& source, channel& target, counts& total, decision decide, failure_handler failed);

  // Submits and takes on both sides what can go without waiting.
  void turn();

  // Messages whose publication has no outcome yet: at most the window of the source.
  std::uint64_t in_flight() const { return in_flight_; }

 private:
  void forward(const host::record& message);
  void settle(const host::record& outcome);
  void give_verdict(std::uint64_t token, std::uint32_t verdict);

  channel& source_;
  channel& target_;
  counts& total_;
  decision decide_;
  failure_handler failed_;
  std::uint64_t in_flight_ = 0;
};

}  // namespace ipaas::command_line
