#include "operations/taken_up.h"

#include <utility>

namespace ipaas::mqtt::operations {

void taken_up::on_outcome(const delivery::outcome& result) {
  budget_.release_bytes(result.size);
  budget_.release_message();
  if (!result.failure) return;
  ++failures_;
  last_ = result.failure;
}

void taken_up::commit() {
  const std::uint64_t failures = std::exchange(failures_, 0);
  if (failures == 0) return;
  report_({event_name::kept_failed, {told("messages", failures)}, *last_});
}

}  // namespace ipaas::mqtt::operations
