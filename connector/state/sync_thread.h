// The one thread of the process that writes and syncs state to disk, so that a slow disk holds up
// neither a host's call nor the network. It starts with the first user and ends with the last.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace ipaas::mqtt::state {

class sync_thread {
 public:
  // Who has something to write.
  struct client {
    virtual ~client() = default;
    // Must not throw. [the thread]
    virtual void write() noexcept = 0;
  };

  // Started when nobody else holds one. Throws std::system_error when no thread is to be had.
  // Dropping the last reference waits for the thread to end: not from within client::write().
  static std::shared_ptr<sync_thread> acquire();
  ~sync_thread();
  sync_thread(const sync_thread&) = delete;
  sync_thread& operator=(const sync_thread&) = delete;

  // One place for `who` in the list of those to be called; remove() takes it back.
  void add(client& who);
  // Calls who.write() at `when` or soon after. An earlier wish holds. Only what add() has added.
  void wake(client& who, std::chrono::steady_clock::time_point when);
  // When it returns, `who` is not being called and will not be. Not from within client::write().
  void remove(client& who);

 private:
  using time_point = std::chrono::steady_clock::time_point;
  struct entry {
    client* who = nullptr;
    time_point due = time_point::max();
  };
  sync_thread();
  void run();
  entry* find(const client& who);
  entry* earliest();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<entry> entries_;      // under mutex_
  const client* called_ = nullptr;  // under mutex_: whose write() runs
  bool ending_ = false;             // under mutex_
  std::thread thread_;
};

}  // namespace ipaas::mqtt::state
