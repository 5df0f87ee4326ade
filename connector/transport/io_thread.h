// The one thread that does all network work of the process. It starts with the first user and ends
// with the last.
#pragma once

#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace ipaas::mqtt::transport {

class io_thread {
 public:
  // The process's I/O thread; started when nobody else holds one. The thread blocks every signal,
  // so that the host's handlers never run on it and a broken pipe raises nothing. Throws
  // std::system_error when no thread, or no descriptor for it, is to be had. Call from any thread
  // but its own.
  //
  // Dropping the last reference runs the tasks posted so far and waits for the thread to end; it
  // must not happen on the thread itself, which could not wait for its own end. So a task may own a
  // reference only while somebody else is sure to own another. A process that exits without
  // dropping it neither waits nor crashes.
  static std::shared_ptr<io_thread> acquire();

  ~io_thread();
  io_thread(const io_thread&) = delete;
  io_thread& operator=(const io_thread&) = delete;

  // Runs `task` on the thread, after those posted before. A task must not throw: there is nobody to
  // tell, so an exception that leaves one ends the process. Throws std::bad_alloc, and then has
  // done nothing. The queue has no limit of its own; who posts keeps the number of tasks under way
  // bounded. [any thread]
  void post(std::function<void()> task);
  // Whether the caller is on the thread. [any thread]
  bool is_current() const;

  // For the files of this folder that wait for descriptors and alarms. [I/O thread]
  boost::asio::io_context& context();

 private:
  io_thread();
  struct implementation;
  std::unique_ptr<implementation> implementation_;
};

}  // namespace ipaas::mqtt::transport
