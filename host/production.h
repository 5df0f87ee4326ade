// Publishes an input and collects the outcomes: what the command produce does.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "channel.h"
#include "environment.h"
#include "exit_status.h"
#include "message_input.h"
#include "pacer.h"

namespace ipaas::command_line {

enum class printed_outcomes { failed, all };

struct production_plan {
  printed_outcomes printed = printed_outcomes::failed;
  double rate = 0;  // messages per second; 0: as many as the plugin takes
};

class production {
 public:
  // All outlive this.
  production(const production_plan& plan, message_input& input, channel& target,
             environment& around);

  // Until every message of the input has its outcome, a signal, or a failure.
  exit_status run();

 private:
  void turn();
  void wait();
  void fill();
  bool has_room() const;
  void submit(input_message message);
  void refuse(const input_message& message);
  void take();
  void note(const host::record& outcome);
  void print(const host::record& outcome, const input_message& message);
  void give_up_rest();
  bool ending();
  exit_status finish();
  void show_counter();

  production_plan plan_;
  message_input& input_;
  channel& target_;
  environment& around_;
  pacer pace_;
  // What has no outcome yet: as many as the plugin has accepted, and one batch.
  std::unordered_map<std::uint64_t, input_message> pending_;
  std::uint64_t last_token_ = 0;
  std::string lines_;
  bool input_is_dry_ = false;  // the next message must be read first
  bool output_ended_ = false;
};

}  // namespace ipaas::command_line
