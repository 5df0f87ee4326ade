#include "operations/taken_up.h"

#include <fmt/format.h>

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
  if (std::exchange(failures_, 0) == 0) return;
  report_(fmt::format("Messages that were kept on disk could not be published; the last one: {}",
                      last_->description),
          *last_);
}

}  // namespace ipaas::mqtt::operations
