// Verdicts that are given some time after their message came. The delay is the same for all, so the
// first that came is the first that is due, and none holds back another. As long as the window of
// the plugin: a message that is not settled is in it.
#pragma once

#include <cstdint>
#include <deque>

#include "clock.h"

namespace ipaas::command_line {

class settlement_queue {
 public:
  explicit settlement_queue(milliseconds delay) : delay_(delay) {}

  void push(std::uint64_t token, time_point now) { waiting_.push_back({token, now + delay_}); }

  bool empty() const { return waiting_.empty(); }
  // When the next one is due; never, when there is none.
  time_point next() const { return waiting_.empty() ? never : waiting_.front().due; }

  // Calls `settle(token)` for those that are due, and returns how many there were.
  template <typename Settle>
  std::uint64_t release(time_point now, Settle&& settle) {
    std::uint64_t count = 0;
    for (; !empty() && next() <= now; ++count) {
      settle(waiting_.front().token);
      waiting_.pop_front();
    }
    return count;
  }

 private:
  struct entry {
    std::uint64_t token;
    time_point due;
  };
  milliseconds delay_;
  std::deque<entry> waiting_;
};

}  // namespace ipaas::command_line
