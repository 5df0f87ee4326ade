#include "state/sync_thread.h"

#include <pthread.h>
#include <signal.h>

#include <algorithm>

namespace ipaas::mqtt::state {

namespace {

struct process_wide {
  std::mutex mutex;
  std::weak_ptr<sync_thread> current;  // guarded by mutex
};

process_wide& process() {
  static process_wide state;
  return state;
}

}  // namespace

std::shared_ptr<sync_thread> sync_thread::acquire() {
  process_wide& state = process();
  const std::lock_guard lock(state.mutex);
  if (auto running = state.current.lock()) return running;
  std::shared_ptr<sync_thread> started(new sync_thread);
  state.current = started;
  return started;
}

// The thread inherits the signal mask of its creator: the host's handlers must not run on it.
sync_thread::sync_thread() {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    thread_ = std::thread([this] { run(); });
  } catch (...) {
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    throw;
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

sync_thread::~sync_thread() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void sync_thread::add(client& who) {
  const std::lock_guard lock(mutex_);
  entries_.push_back({&who, time_point::max()});
}

void sync_thread::wake(client& who, time_point when) {
  {
    const std::lock_guard lock(mutex_);
    entry* const known = find(who);
    if (known == nullptr || known->due <= when) return;
    known->due = when;
  }
  changed_.notify_all();
}

void sync_thread::remove(client& who) {
  std::unique_lock lock(mutex_);
  std::erase_if(entries_, [&](const entry& each) { return each.who == &who; });
  changed_.wait(lock, [&] { return called_ != &who; });
}

sync_thread::entry* sync_thread::find(const client& who) {
  const auto found = std::ranges::find(entries_, &who, &entry::who);
  return found == entries_.end() ? nullptr : &*found;
}

sync_thread::entry* sync_thread::earliest() {
  const auto found = std::ranges::min_element(entries_, {}, &entry::due);
  return found == entries_.end() || found->due == time_point::max() ? nullptr : &*found;
}

void sync_thread::run() {
  pthread_setname_np(pthread_self(), "ipaas-mqtt-disk");
  std::unique_lock lock(mutex_);
  while (!ending_) {
    entry* const next = earliest();
    if (next == nullptr) {
      changed_.wait(lock);
      continue;
    }
    if (next->due > std::chrono::steady_clock::now()) {
      const time_point due = next->due;
      changed_.wait_until(lock, due);
      continue;
    }
    client* const who = next->who;
    next->due = time_point::max();
    called_ = who;
    lock.unlock();
    who->write();
    lock.lock();
    called_ = nullptr;
    changed_.notify_all();
  }
}

}  // namespace ipaas::mqtt::state
