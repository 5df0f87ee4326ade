// Takes messages, prints them, and gives their verdicts: what the command consume does.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "channel.h"
#include "environment.h"
#include "exit_status.h"
#include "settlement_queue.h"

namespace ipaas::command_line {

struct consumption_plan {
  std::optional<std::uint32_t> verdict;  // IPAAS_ACCEPT ...; none: messages are left unsettled
  milliseconds settle_delay{0};
  std::optional<std::uint64_t> count;
  std::optional<milliseconds> time;
};

class consumption {
 public:
  // Both outlive this.
  consumption(const consumption_plan& plan, channel& source, environment& around);

  // Until the count, the time, a signal or a failure; then stops the operation in order.
  exit_status run();

 private:
  void turn();
  void take();
  void keep(const host::record& message);
  void settle_due();
  std::optional<exit_status> ending();
  void finish(exit_status status);
  void show_counter();
  bool count_reached() const;
  time_point next_event() const;

  consumption_plan plan_;
  channel& source_;
  environment& around_;
  settlement_queue due_;
  time_point deadline_;
  std::string lines_;                 // of the messages just taken
  std::vector<std::uint64_t> taken_;  // their tokens
  bool messages_are_left_ = false;    // beyond the count
  bool output_ended_ = false;
};

}  // namespace ipaas::command_line
