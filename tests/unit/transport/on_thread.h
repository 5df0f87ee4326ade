// Helpers of these tests: work on the I/O thread, awaited from the test's own.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <memory>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "transport/io_thread.h"
#include "transport/timer.h"

namespace ipaas::mqtt::transport::test {

// Far more than anything here takes: it turns a hang into a failure, and decides nothing else.
inline constexpr std::chrono::seconds patience{60};

// A value that one thread sets and another waits for.
template <typename Value>
class awaited {
 public:
  void set(Value value) { promise_.set_value(std::move(value)); }
  Value get() {
    if (future_.wait_for(patience) != std::future_status::ready) {
      throw std::runtime_error("it never came");
    }
    return future_.get();
  }

 private:
  std::promise<Value> promise_;
  std::future<Value> future_ = promise_.get_future();
};

// Runs `work` on the thread and returns what it returns.
template <typename Work>
std::invoke_result_t<Work&> run_on(io_thread& thread, Work work) {
  using value = std::invoke_result_t<Work&>;
  const auto result = std::make_shared<std::packaged_task<value()>>(std::move(work));
  auto done = result->get_future();
  thread.post([result] { (*result)(); });
  if (done.wait_for(patience) != std::future_status::ready) {
    throw std::runtime_error("the I/O thread hangs");
  }
  return done.get();
}

// Returns when everything that was due on the thread has run: queued tasks, alarms, descriptors.
inline void settle(io_thread& thread) {
  for (int turn = 0; turn < 3; ++turn) {
    awaited<int> gone_off;
    std::unique_ptr<timer> alarm;
    run_on(thread, [&] {
      alarm = std::make_unique<timer>(thread);
      alarm->set(clock::now(), [&] { gone_off.set(0); });
    });
    gone_off.get();
    run_on(thread, [&] { alarm.reset(); });
  }
}

// An I/O thread for the length of a test.
class io_thread_fixture : public testing::Test {
 protected:
  template <typename Work>
  auto on_thread(Work work) {
    return run_on(*thread_, std::move(work));
  }

  std::shared_ptr<io_thread> thread_ = io_thread::acquire();
};

}  // namespace ipaas::mqtt::transport::test
