// The records on their way to the host. The I/O thread stages them and commits a whole turn's at
// once; a taking thread works through what is committed without holding the I/O thread up.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "operations/notification_pipe.h"
#include "protocol/publish.h"

namespace ipaas::mqtt::operations {

struct record_texts {
  std::string error;
  std::string attribute;
};

// A record before it is written out. The message's bytes belong to the window.
struct queued_record {
  std::uint16_t kind = 0;
  std::uint32_t code = 0;
  std::uint32_t deliveries = 0;
  std::uint64_t token = 0;
  std::uint64_t ticket = 0;
  protocol::publish message{};
  std::unique_ptr<record_texts> texts;
};

class record_queue {
 public:
  // --- I/O thread ---
  void stage(queued_record record) { staged_.push_back(std::move(record)); }
  void commit();
  // Removes the records of a kind that have not been taken, and says how many; waits for a take
  // that runs.
  std::size_t remove(std::uint16_t kind);

  // --- any thread ---
  void push(queued_record record);
  int descriptor() const { return pipe_.read_end(); }

  // Calls `write(const queued_record&)` for each record in turn until it says false (there is no
  // room) or none is left. One thread at a time takes.
  template <typename Write>
  void take(Write write) {
    const std::lock_guard lock(take_mutex_);
    for (;;) {
      if (next_ == taking_.size() && !refill()) return;
      if (!write(std::as_const(taking_[next_]))) return;
      taking_[next_++].texts.reset();
    }
  }

 private:
  bool refill();
  void show();

  std::vector<queued_record> staged_;
  std::mutex take_mutex_;  // before mutex_
  std::vector<queued_record> taking_;
  std::size_t next_ = 0;
  std::mutex mutex_;
  std::vector<queued_record> committed_;
  bool shown_ = false;  // the pipe is readable
  notification_pipe pipe_;
};

}  // namespace ipaas::mqtt::operations
