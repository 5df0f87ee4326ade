// The messages that an earlier process, or an operation that has ended, has left on disk: nobody
// waits for their outcomes but the outbox's account, and a person who has to know of failures.
#pragma once

#include <functional>
#include <memory>

#include "operations/outbox_budget.h"
#include "session/operation_port.h"

namespace ipaas::mqtt::operations {

class taken_up final : public session::operation_port {
 public:
  // `report` is called on the I/O thread, within a turn of the connection: it must not call that.
  using reporter = std::function<void(const session::event& what)>;
  // `budget` outlives this.
  taken_up(outbox_budget& budget, reporter report) : budget_(budget), report_(std::move(report)) {}

  // session::operation_port
  void on_message(const delivery::handover&) override {}
  void on_outcome(const delivery::outcome& result) override;
  void on_event(const session::event&) override {}
  void commit() override;
  std::uint64_t taken() const override { return 0; }
  std::uint64_t withdraw_untaken() override { return 0; }

 private:
  outbox_budget& budget_;
  reporter report_;
  std::size_t failures_ = 0;  // since the last commit
  std::shared_ptr<const error> last_;
};

}  // namespace ipaas::mqtt::operations
