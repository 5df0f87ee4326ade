// The one thread that does all network work of the process, and its timers. It starts with the first
// user and ends with the last.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace ipaas::mqtt::transport {

using clock = std::chrono::steady_clock;

class io_thread {
 public:
  // The process's I/O thread; started when nobody else holds one. The thread blocks every signal, so
  // that the host's handlers never run on it and a broken pipe raises nothing. Throws
  // std::system_error when no thread can be made. Call from any thread but its own.
  static std::shared_ptr<io_thread> acquire();

  ~io_thread();  // waits for the thread to end; never runs on the thread itself
  io_thread(const io_thread&) = delete;
  io_thread& operator=(const io_thread&) = delete;

  // Runs `task` on the thread, after those posted before. [any thread]
  void post(std::function<void()> task);
  // Whether the caller is on the thread. [any thread]
  bool is_current() const;

  boost::asio::io_context& context();

 private:
  io_thread();
  struct implementation;
  std::unique_ptr<implementation> implementation_;
};

// One alarm. Everything on the I/O thread.
class timer {
 public:
  explicit timer(io_thread& thread);
  ~timer();  // cancels
  timer(const timer&) = delete;
  timer& operator=(const timer&) = delete;

  // Calls `alarm` once at `when`, instead of an earlier alarm that has not gone off.
  void set(clock::time_point when, std::function<void()> alarm);
  // After it, the alarm will not be called, even when it was already due.
  void cancel();

 private:
  struct implementation;
  std::unique_ptr<implementation> implementation_;
};

}  // namespace ipaas::mqtt::transport
