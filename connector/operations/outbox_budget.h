// How much a connection's outbox may hold: counted by the submitting threads before a message goes
// in and given back by the I/O thread (bytes) and by the taking host (messages), so that the
// outcomes that nobody has taken yet are bounded too. Any thread.
#pragma once

#include <algorithm>
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
      return refuse();
    }
    if (bytes_.fetch_add(bytes, std::memory_order_relaxed) + bytes > max_bytes_) {
      release_bytes(bytes);
      release_message();
      return refuse();
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
  void release_messages(std::size_t count) {
    messages_.fetch_sub(count, std::memory_order_relaxed);
  }
  void release_message() { release_messages(1); }

  std::size_t messages() const { return messages_.load(std::memory_order_relaxed); }
  std::size_t bytes() const { return bytes_.load(std::memory_order_relaxed); }
  std::size_t max_messages() const { return max_messages_; }
  std::size_t max_bytes() const { return max_bytes_; }
  // How full it is, by what is scarcer.
  unsigned percent() const {
    return static_cast<unsigned>(
        std::max(messages() * 100 / max_messages_, bytes() * 100 / max_bytes_));
  }
  // Whether something was refused since the last call.
  bool take_refusal() {
    return refused_.load(std::memory_order_relaxed) &&
           refused_.exchange(false, std::memory_order_relaxed);
  }

 private:
  bool refuse() {
    refused_.store(true, std::memory_order_relaxed);
    return false;
  }

  const std::size_t max_messages_;
  const std::size_t max_bytes_;
  std::atomic<std::size_t> messages_{0};
  std::atomic<std::size_t> bytes_{0};
  std::atomic<bool> refused_{false};
};

}  // namespace ipaas::mqtt::operations
