// The Consumer: messages to the host, settlements back.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "config/consumer_settings.h"
#include "delivery/handover.h"
#include "operations/attribute_text.h"
#include "operations/handoff.h"
#include "operations/operation.h"

namespace ipaas::mqtt::operations {

class consumer final : public operation {
 public:
  // `most_unsettled`: no host can owe more settlements than that.
  consumer(std::shared_ptr<hub> owner, std::uint32_t id, config::consumer_settings settings,
           std::string variable, std::size_t most_unsettled);

  const config::consumer_settings& settings() const { return settings_; }

  // session::operation_port
  void on_message(const delivery::handover& message) override;
  void on_outcome(const delivery::outcome& result) override;
  std::uint64_t taken() const override { return taken_.load(std::memory_order_acquire); }
  std::uint64_t withdraw_untaken() override;

 protected:
  result accept(const record_view& record) override;
  std::uint16_t accepted_kind() const override { return IPAAS_KIND_SETTLEMENT; }
  result flush() override;
  record_parts parts_of(const queued_record& record) override;
  void on_taken(const queued_record& record) override;
  void taken_all() override { give(settled_by_taking_); }

 private:
  std::shared_ptr<const std::string> error_of(const record_view& record) const;
  void give(std::vector<delivery::settlement>& settlements);

  config::consumer_settings settings_;
  std::string variable_;
  std::size_t most_waiting_;
  std::atomic<std::uint64_t> taken_{0};
  attribute_text attribute_;                             // of the thread that takes
  std::vector<delivery::settlement> settled_by_taking_;  // of the thread that takes
  std::vector<delivery::settlement> submitted_;          // of the thread that submits
  handoff<delivery::settlement> handoff_;
  std::vector<delivery::settlement> collected_;  // of the I/O thread
};

}  // namespace ipaas::mqtt::operations
