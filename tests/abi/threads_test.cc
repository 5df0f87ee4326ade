// The contract's [any] and [serial], for ThreadSanitizer: calls at the same time from many threads.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "abi/session.h"
#include "abi/subject.h"

namespace ipaas::abi_test {
namespace {

class threads : public each_plugin {
 protected:
  host::plugin loaded_{GetParam().path};
};

TEST_P(threads, open_and_close_their_own_connections) {
  std::vector<std::thread> all;
  for (int number = 0; number < 4; ++number) {
    all.emplace_back([&, number] {
      for (int round = 0; round < 20; ++round) {
        auto connection = loaded_.open_connection(settings("abi-" + std::to_string(number)));
        auto operation = connection.open_operation(GetParam().consumer);
        stop_and_drain(operation);
      }
    });
  }
  for (std::thread& each : all) each.join();
}

TEST_P(threads, submit_and_take_at_the_same_time) {
  constexpr std::uint64_t count = 500;
  auto connection = loaded_.open_connection(settings());
  auto operation = connection.open_operation(GetParam().producer);
  std::atomic<bool> all_submitted = false;
  std::thread submitter([&] {
    for (std::uint64_t token = 1; token <= count; ++token) {
      host::batch message;
      message.publish(token, "text");
      while (!operation.submit(message)) std::this_thread::yield();
    }
    all_submitted = true;
    operation.stop(std::chrono::seconds(1));
  });
  std::uint64_t outcomes = 0;
  take_until(operation, [&](const taken_record& next) {
    outcomes += next.kind == IPAAS_KIND_OUTCOME;
    return is_event(next, IPAAS_EVENT_STOPPED);
  });
  submitter.join();
  EXPECT_TRUE(all_submitted);
  EXPECT_EQ(outcomes, count);
}

// A handle that another thread closes is valid or an error, at every moment.
TEST_P(threads, use_a_handle_while_it_is_closed) {
  for (int round = 0; round < 20; ++round) {
    auto connection = loaded_.open_connection(settings());
    auto operation = connection.open_operation(GetParam().consumer);
    const std::uint64_t handle = operation.handle();
    std::thread user([&] {
      std::int32_t status = IPAAS_OK;
      while (status != IPAAS_BAD_HANDLE) {
        std::uint64_t buffer[256];
        std::size_t length = 0;
        status =
            loaded_.functions().operation_take(handle, buffer, sizeof buffer, &length, nullptr);
      }
    });
    connection.close(patience);
    user.join();
  }
}

IPAAS_FOR_EACH_PLUGIN(threads);

}  // namespace
}  // namespace ipaas::abi_test
