// How much a connection's outbox may hold: counted by the submitting threads before a message goes
// in and given back by the I/O thread (bytes) and by the taking host (messages), so that the
// outcomes that nobody has taken yet are bounded too. Any thread.
#pragma once

#include <atomic>
#include <cstddef>

#include "delivery/outbox_room.h"

namespace ipaas::mqtt::operations {

class outbox_budget final : public delivery::outbox_room {
 public:
  outbox_budget(std::size_t max_messages, std::size_t max_bytes)
      : max_messages_(max_messages), max_bytes_(max_bytes) {}

  // Whether a message of `bytes` could go in at all.
  bool could_hold(std::size_t bytes) const { return bytes <= max_bytes_; }
  // Takes room for one message; false, and nothing taken, when there is none.
  bool reserve(std::size_t bytes) override {
    if (messages_.fetch_add(1, std::memory_order_relaxed) >= max_messages_) {
      release_message();
      return false;
    }
    if (bytes_.fetch_add(bytes, std::memory_order_relaxed) + bytes > max_bytes_) {
      release_bytes(bytes);
      release_message();
      return false;
    }
    return true;
  }
  // Counts what is there already, also beyond the bounds.
  void take_over(std::size_t bytes, std::size_t messages) {
    bytes_.fetch_add(bytes, std::memory_order_relaxed);
    messages_.fetch_add(messages, std::memory_order_relaxed);
  }
  void release_bytes(std::size_t bytes) { bytes_.fetch_sub(bytes, std::memory_order_relaxed); }
  void release(std::size_t bytes) override {
    release_bytes(bytes);
    release_message();
  }
  void release_message() { messages_.fetch_sub(1, std::memory_order_relaxed); }

 private:
  const std::size_t max_messages_;
  const std::size_t max_bytes_;
  std::atomic<std::size_t> messages_{0};
  std::atomic<std::size_t> bytes_{0};
};

}  // namespace ipaas::mqtt::operations
