// One alarm on the I/O thread. Everything on the I/O thread.
//
// Cheap to move and to cancel, so that a timer may be set again with every message: the system is
// told only when an alarm is to come earlier than the one it knows of.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "transport/io_thread.h"

namespace ipaas::mqtt::transport {

using clock = std::chrono::steady_clock;

class timer {
 public:
  explicit timer(io_thread& thread);  // the thread must outlive the timer
  ~timer();                           // cancels
  timer(const timer&) = delete;
  timer& operator=(const timer&) = delete;

  // Calls `alarm` once at `when`, instead of an earlier alarm that has not gone off; never from
  // within this call. The alarm may set, cancel and destroy the timer, and must not throw.
  void set(clock::time_point when, std::function<void()> alarm);
  // After it, the alarm will not be called, even when it was already due.
  void cancel();

 private:
  struct implementation;
  std::shared_ptr<implementation> implementation_;
};

}  // namespace ipaas::mqtt::transport
