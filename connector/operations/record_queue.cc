#include "operations/record_queue.h"

#include <iterator>
#include <utility>

namespace ipaas::mqtt::operations {

void record_queue::commit() {
  if (staged_.empty()) return;
  const std::lock_guard lock(mutex_);
  if (committed_.empty()) {
    std::swap(committed_, staged_);
  } else {
    committed_.insert(committed_.end(), std::make_move_iterator(staged_.begin()),
                      std::make_move_iterator(staged_.end()));
  }
  staged_.clear();
  show();
}

void record_queue::push(queued_record record) {
  const std::lock_guard lock(mutex_);
  committed_.push_back(std::move(record));
  show();
}

void record_queue::show() {
  if (!std::exchange(shown_, true)) pipe_.set();
}

// Gets what was committed since. The pipe is cleared only when nothing is left at all.
bool record_queue::refill() {
  taking_.clear();
  next_ = 0;
  const std::lock_guard lock(mutex_);
  std::swap(taking_, committed_);
  if (!taking_.empty()) return true;
  if (std::exchange(shown_, false)) pipe_.clear();
  return false;
}

std::size_t record_queue::remove(std::uint16_t kind) {
  const auto unwanted = [kind](const queued_record& record) { return record.kind == kind; };
  std::size_t removed = std::erase_if(staged_, unwanted);
  const std::lock_guard taking(take_mutex_);
  taking_.erase(taking_.begin(), taking_.begin() + static_cast<std::ptrdiff_t>(next_));
  next_ = 0;
  removed += std::erase_if(taking_, unwanted);
  const std::lock_guard lock(mutex_);
  removed += std::erase_if(committed_, unwanted);
  if (taking_.empty() && committed_.empty() && std::exchange(shown_, false)) pipe_.clear();
  return removed;
}

}  // namespace ipaas::mqtt::operations
