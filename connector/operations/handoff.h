// Batches from host threads to the I/O thread: many give, one collects; only the first of a row has
// to wake the collector.
#pragma once

#include <cstddef>
#include <iterator>
#include <mutex>
#include <utility>
#include <vector>

namespace ipaas::mqtt::operations {

template <typename Value>
class handoff {
 public:
  // Moves `batch` in. True when the collector has to be woken. [any thread]
  bool give(std::vector<Value>& batch) {
    const std::lock_guard lock(mutex_);
    waiting_.insert(waiting_.end(), std::make_move_iterator(batch.begin()),
                    std::make_move_iterator(batch.end()));
    batch.clear();
    return !std::exchange(scheduled_, true);
  }
  // Everything that was given. `batch` is empty before; its memory is used again. [I/O thread]
  void collect(std::vector<Value>& batch) {
    const std::lock_guard lock(mutex_);
    std::swap(batch, waiting_);
    scheduled_ = false;
  }
  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return waiting_.size();
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Value> waiting_;
  bool scheduled_ = false;
};

}  // namespace ipaas::mqtt::operations
