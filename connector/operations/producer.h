// The Producer: messages from the host, outcomes back. Packets are encoded on the submitting
// thread; the I/O thread only fills in the packet identifier.
#pragma once

#include <vector>

#include "config/producer_settings.h"
#include "delivery/handover.h"
#include "operations/handoff.h"
#include "operations/hub.h"
#include "operations/message_composer.h"
#include "operations/operation.h"
#include "operations/outbox_budget.h"
#include "operations/packet_arena.h"

namespace ipaas::mqtt::operations {

class producer final : public operation {
 public:
  producer(std::shared_ptr<hub> owner, std::uint32_t id, const config::producer_settings& settings);

  // session::operation_port
  void on_message(const delivery::handover& message) override;
  void on_outcome(const delivery::outcome& result) override;
  void commit() override;
  std::uint64_t taken() const override { return 0; }
  std::uint64_t withdraw_untaken() override;

 protected:
  result accept(const record_view& record) override;
  std::uint16_t accepted_kind() const override { return IPAAS_KIND_MESSAGE; }
  result flush() override;
  void on_taken(const queued_record& record) override;
  void taken_all() override;

 private:
  // The size of its packet, or why it is too large.
  std::optional<error> measure(const protocol::publish& message, std::size_t& size);
  void encode(std::uint64_t token, const protocol::publish& message, std::size_t size);
  void undo();
  void answer_failed();
  queued_record outcome_record(std::uint64_t token, const error* failure) const;

  message_composer composer_;  // of the thread that submits, as all below
  packet_arena arena_;
  std::vector<delivery::submission> submitted_;
  struct failed_message {
    error_code code = error_code::core_runtime;
    queued_record answer;
  };
  std::vector<failed_message> failed_;  // never reach the network, and are answered all the same
  std::size_t outcomes_taken_ = 0;      // of the thread that takes
  handoff<delivery::submission> handoff_;
  std::vector<delivery::submission> collected_;  // of the I/O thread
  std::size_t released_bytes_ = 0;               // of the I/O thread: for the account, at once
};

}  // namespace ipaas::mqtt::operations
