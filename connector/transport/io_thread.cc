#include "transport/io_thread.h"

#include <ares.h>
#include <pthread.h>
#include <signal.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/system_error.hpp>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace ipaas::mqtt::transport {
namespace {

using task = std::function<void()>;

struct process_wide {
  std::mutex mutex;
  std::weak_ptr<io_thread> current;  // guarded by mutex
};

// Never destroyed: at the exit of a process that did not close its connections, static destructors
// run while the I/O thread, and perhaps a host thread in acquire(), are still at work.
union never_destroyed {
  process_wide value;
  constexpr never_destroyed() : value() {}
  ~never_destroyed() {}
};
constinit never_destroyed process;

// What the users of a thread share. The mutex is held until the thread has ended: c-ares is set up
// and torn down with the thread, and its functions for that must not meet.
struct thread_in_use {
  thread_in_use() = default;
  thread_in_use(const thread_in_use&) = delete;
  thread_in_use& operator=(const thread_in_use&) = delete;
  ~thread_in_use() {
    if (!thread) return;  // it did not start, and who tried to holds the mutex
    process_wide& state = process.value;
    const std::lock_guard lock(state.mutex);
    // Somebody may have started the next thread since this one lost its last user.
    if (state.current.expired()) state.current.reset();
    thread.reset();
  }
  std::unique_ptr<io_thread> thread;
};

// A thread inherits the signal mask of its creator.
class all_signals_blocked {
 public:
  all_signals_blocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~all_signals_blocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  all_signals_blocked(const all_signals_blocked&) = delete;
  all_signals_blocked& operator=(const all_signals_blocked&) = delete;

 private:
  sigset_t before_;
};

class ares_library {
 public:
  ares_library() {
    if (ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS) throw std::bad_alloc();
  }
  ~ares_library() { ares_library_cleanup(); }
  ares_library(const ares_library&) = delete;
  ares_library& operator=(const ares_library&) = delete;
};

}  // namespace

struct io_thread::implementation {
  // Asio opens its descriptors with the first timer: now, when there is somebody to tell.
  implementation() { const boost::asio::steady_timer first(context); }

  void run();
  void post(task next);
  void run_tasks();

  ares_library names;
  boost::asio::io_context context{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{
      context.get_executor()};
  std::mutex mutex;
  std::vector<task> tasks;    // guarded by mutex
  std::vector<task> running;  // on the thread; kept for its room
  std::thread thread;
};

void io_thread::implementation::run() {
  pthread_setname_np(pthread_self(), "ipaas-mqtt-io");
  context.run();
}

// One wake-up for all tasks posted until the thread comes to them: a host thread pays for a lock
// and a place in a vector, and only the first for more.
void io_thread::implementation::post(task next) {
  const std::lock_guard lock(mutex);
  tasks.push_back(std::move(next));
  if (tasks.size() > 1) return;
  try {
    boost::asio::post(context, [this] { run_tasks(); });
  } catch (...) {
    tasks.pop_back();
    throw;
  }
}

void io_thread::implementation::run_tasks() {
  {
    const std::lock_guard lock(mutex);
    running.swap(tasks);
  }
  for (task& slot : running) {
    const task next = std::move(slot);
    next();
  }
  running.clear();
}

std::shared_ptr<io_thread> io_thread::acquire() {
  process_wide& state = process.value;
  const std::lock_guard lock(state.mutex);
  if (auto running = state.current.lock()) return running;
  const auto users = std::make_shared<thread_in_use>();
  users->thread.reset(new io_thread);
  state.current = std::shared_ptr<io_thread>(users, users->thread.get());
  return state.current.lock();
}

io_thread::io_thread() try : implementation_(std::make_unique<implementation>()) {
  const all_signals_blocked guard;
  implementation& self = *implementation_;
  self.thread = std::thread([&self]() noexcept { self.run(); });
} catch (const boost::system::system_error& failure) {
  throw std::system_error(failure.code(), failure.what());
}

io_thread::~io_thread() {
  try {
    implementation_->post([this] { implementation_->context.stop(); });
  } catch (const std::bad_alloc&) {
    implementation_->context.stop();
  }
  implementation_->thread.join();
}

void io_thread::post(task next) { implementation_->post(std::move(next)); }

bool io_thread::is_current() const {
  return implementation_->thread.get_id() == std::this_thread::get_id();
}

boost::asio::io_context& io_thread::context() { return implementation_->context; }

}  // namespace ipaas::mqtt::transport
