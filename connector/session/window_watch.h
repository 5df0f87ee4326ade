// When to say that the window is full: once it has been for a while, again each time that has
// doubled, and when it is over. Sans-I/O.
#pragma once

#include <chrono>
#include <optional>
#include <utility>

namespace ipaas::mqtt::session {

class window_watch {
 public:
  using time_point = std::chrono::steady_clock::time_point;
  using duration = std::chrono::steady_clock::duration;

  // The window is full. For how long, when it is time to say so.
  std::optional<duration> on_full(time_point now) {
    if (!since_) {
      since_ = now;
      next_report_ = now + patience;
    }
    if (now < next_report_) return {};
    const duration full_for = now - *since_;
    next_report_ = *since_ + 2 * full_for;
    reported_ = true;
    return full_for;
  }
  // The window has room. For how long it had none, when that was said.
  std::optional<duration> on_room(time_point now) {
    if (!since_) return {};
    const duration full_for = now - *since_;
    since_.reset();
    if (!std::exchange(reported_, false)) return {};
    return full_for;
  }
  std::optional<time_point> next_deadline() const {
    return since_ ? std::optional(next_report_) : std::nullopt;
  }

 private:
  static constexpr std::chrono::seconds patience{10};

  std::optional<time_point> since_;
  time_point next_report_{};
  bool reported_ = false;
};

}  // namespace ipaas::mqtt::session
