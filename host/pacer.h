// Spreads messages evenly over time.
#pragma once

#include <algorithm>

#include "clock.h"

namespace ipaas::command_line {

class pacer {
 public:
  // `per_second` 0: no limit. The first message may go at `start`.
  pacer(double per_second, time_point start) : next_(start) {
    if (per_second <= 0) return;
    const std::chrono::duration<double> interval(1 / per_second);
    interval_ = std::chrono::duration_cast<clock::duration>(interval);
  }

  // When the next one may go.
  time_point next() const { return next_; }

  // Counts one that goes now. After a jam only a tenth of a second is made up for, so that its end
  // is no burst.
  void count(time_point now) { next_ = std::max(next_, now - milliseconds(100)) + interval_; }

 private:
  time_point next_;
  clock::duration interval_{0};
};

}  // namespace ipaas::command_line
