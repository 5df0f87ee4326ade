// A probe at one broker: connects as the settings say, does what else was asked for, and says
// goodbye. Everything on the I/O thread, but for the constructor.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/probe_request.h"
#include "operations/outbox_budget.h"
#include "operations/probe_steps.h"
#include "session/connection.h"
#include "session/operation_port.h"
#include "transport/timer.h"

namespace ipaas::mqtt::operations {

class probe_attempt final : session::operation_port, transport::connect_trace {
 public:
  using time_point = probe_steps::time_point;

  // `thread` outlives this. The request's connection has one broker, and never tries again.
  probe_attempt(transport::io_thread& thread, config::probe_request wanted);
  ~probe_attempt() override;
  probe_attempt(const probe_attempt&) = delete;
  probe_attempt& operator=(const probe_attempt&) = delete;

  // Calls `done` once it is over, which is soon after `deadline` at the latest; never from within
  // this call. `done` must not destroy this.
  void begin(time_point deadline, std::function<void()> done);

  const std::string& broker() const { return broker_; }
  const probe_steps& steps() const { return steps_; }
  std::chrono::nanoseconds took() const { return took_; }
  // What a person should know although nothing has failed.
  const std::vector<session::event>& warnings() const { return warnings_; }

 private:
  // transport::connect_trace
  void on_stage(std::string_view stage) override;
  void on_found(std::string_view name, std::string_view json) override;
  // session::operation_port, of a Producer and, later, of a Consumer
  void on_message(const delivery::handover& message) override;
  void on_outcome(const delivery::outcome& result) override;
  void on_event(const session::event& what) override;
  void commit() override;
  std::uint64_t taken() const override { return last_ticket_; }
  std::uint64_t withdraw_untaken() override { return last_ticket_; }

  void warn(const session::event& what);
  void advance();
  void settle_received();
  void subscribe();
  void publish();
  void on_deadline();
  error out_of_time() const;
  void fail(error why);
  void end();

  transport::io_thread& thread_;
  config::probe_request wanted_;
  std::string broker_;
  std::string payload_;  // like no other's, to be known again
  probe_steps steps_;
  outbox_budget room_{1, 1};  // of dead letters, of which there are none
  std::unique_ptr<session::connection> connection_;
  transport::timer deadline_;
  transport::timer work_;
  time_point begun_{};
  time_point due_{};
  std::chrono::nanoseconds took_{0};
  std::function<void()> done_;

  std::vector<session::event> warnings_;
  std::optional<error> failure_;
  bool connected_ = false;
  bool granted_ = false;
  bool published_ = false;
  bool received_ = false;
  std::vector<delivery::settlement> unsettled_;
  std::uint64_t last_ticket_ = 0;
};

}  // namespace ipaas::mqtt::operations
