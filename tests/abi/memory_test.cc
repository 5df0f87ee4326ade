// No exception crosses the boundary: every exported function runs out of memory, at each allocation
// that its call makes here, and gives a status. This program's operator new is the one that the
// plugin uses too.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "abi/error_text.h"
#include "abi/failing_allocator.h"
#include "abi/session.h"
#include "abi/subject.h"
#include "harness/paths.h"

namespace ipaas::abi_test {
namespace {

struct attempt {
  std::int32_t status;
  bool had_enough;
  std::string error;
  bool is_last() const { return had_enough || status != IPAAS_NO_RESOURCES; }
};

template <typename Call>
attempt try_with(long allowed, Call call) {
  char buffer[1024];
  ipaas_text error{buffer, sizeof buffer, 0};
  failing_allocator::begin(allowed);
  const std::int32_t status = call(&error);
  const bool had_enough = failing_allocator::end();
  return {status, had_enough, std::string(buffer, std::min(error.length, sizeof buffer))};
}

class memory : public testing::Test {
 protected:
  // Calls again and again with one allocation more, until the call needs no more than it gets.
  // Every call before that must have failed for want of memory, and said so. Returns the last
  // status.
  template <typename Call>
  std::int32_t exhaust(Call call) {
    for (long allowed = 0;; ++allowed) {
      const attempt made = try_with(allowed, call);
      if (made.is_last()) return made.status;
      EXPECT_EQ(member(made.error, "Code"), "CORE:RESOURCE") << made.error;
      EXPECT_FALSE(member(made.error, "Description").empty()) << made.error;
    }
  }
  // The same for a function that has no argument for an error.
  template <typename Call>
  std::int32_t exhaust_in_silence(Call call) {
    for (long allowed = 0;; ++allowed) {
      const attempt made = try_with(allowed, [&](ipaas_text*) { return call(); });
      if (made.is_last()) return made.status;
    }
  }
  const host::detail::functions& api() const { return loaded_.functions(); }

  harness::reserved_port nobody_;
  std::string settings_ = mqtt_connection(nobody_.number());
  host::plugin loaded_{harness::mqtt_plugin()};
};

class memory_of_operation : public memory {
 protected:
  host::connection connection_ = loaded_.open_connection(settings_);
  host::operation operation_ = connection_.open_operation(mqtt.producer);
};

TEST_F(memory, manifest_and_validate) {
  std::string buffer(1 << 20, '\0');
  const std::string request = R"({"connection": {"keepAliv": "soon"}})";
  EXPECT_EQ(exhaust_in_silence([&] {
              ipaas_text text{buffer.data(), buffer.size(), 0};
              return api().manifest(&text);
            }),
            IPAAS_OK);
  EXPECT_EQ(exhaust_in_silence([&] {
              ipaas_text text{buffer.data(), buffer.size(), 0};
              return api().validate(request.data(), request.size(), &text);
            }),
            IPAAS_OK);
}

TEST_F(memory, connection_open_and_close) {
  std::uint64_t connection = 0;
  ASSERT_EQ(exhaust([&](ipaas_text* error) {
              return api().connection_open(settings_.data(), settings_.size(), &connection, error);
            }),
            IPAAS_OK);
  EXPECT_EQ(
      exhaust([&](ipaas_text* error) { return api().connection_close(connection, 1000, error); }),
      IPAAS_OK);
}

TEST_F(memory_of_operation, operation_open_and_close) {
  const std::string request = mqtt.consumer;
  std::uint64_t operation = 0;
  ASSERT_EQ(exhaust([&](ipaas_text* error) {
              return api().operation_open(connection_.handle(), request.data(), request.size(),
                                          &operation, error);
            }),
            IPAAS_OK);
  EXPECT_EQ(exhaust([&](ipaas_text* error) { return api().operation_close(operation, error); }),
            IPAAS_OK);
}

TEST_F(memory_of_operation, submit_and_take) {
  host::batch message;
  message.publish(1, std::string(5000, 'x'));
  const auto bytes = message.data();
  EXPECT_EQ(exhaust([&](ipaas_text* error) {
              std::size_t accepted = 0;
              return api().operation_submit(operation_.handle(), bytes.data(), bytes.size(),
                                            &accepted, error);
            }),
            IPAAS_OK);
  ASSERT_TRUE(operation_.wait(patience));
  EXPECT_EQ(exhaust([&](ipaas_text* error) {
              static std::uint64_t buffer[4096];
              std::size_t length = 0;
              return api().operation_take(operation_.handle(), buffer, sizeof buffer, &length,
                                          error);
            }),
            IPAAS_OK);
}

TEST_F(memory_of_operation, fd_and_stop) {
  std::int32_t descriptor = -1;
  EXPECT_EQ(exhaust([&](ipaas_text* error) {
              return api().operation_fd(operation_.handle(), &descriptor, error);
            }),
            IPAAS_OK);
  EXPECT_EQ(exhaust([&](ipaas_text* error) {
              return api().operation_stop(operation_.handle(), 1000, error);
            }),
            IPAAS_OK);
  stop_and_drain(operation_);
}

// A refusal needs memory for its text: without, it is a want of memory. So each function throws
// somewhere behind its barrier, and what is open stays as it is.
TEST_F(memory_of_operation, refusals_of_every_function) {
  std::uint64_t buffer[64];
  std::uint64_t opened = 0;
  std::int32_t descriptor = -1;
  std::size_t length = 0;
  const std::vector<std::function<std::int32_t(ipaas_text*)>> calls{
      [&](auto* error) { return api().connection_close(1, 0, error); },
      [&](auto* error) { return api().operation_open(1, "{}", 2, &opened, error); },
      [&](auto* error) { return api().operation_fd(1, &descriptor, error); },
      [&](auto* error) { return api().operation_submit(1, buffer, 8, &length, error); },
      [&](auto* error) { return api().operation_take(1, buffer, sizeof buffer, &length, error); },
      [&](auto* error) { return api().operation_stop(1, 0, error); },
      [&](auto* error) { return api().operation_close(1, error); },
  };
  for (const auto& call : calls) {
    EXPECT_EQ(try_with(0, call).status, IPAAS_NO_RESOURCES);
    EXPECT_EQ(exhaust(call), IPAAS_BAD_HANDLE);
  }
}

TEST_F(memory, refusal_of_settings) {
  std::uint64_t opened = 0;
  const auto call = [&](ipaas_text* error) {
    return api().connection_open("{\"a\":", 5, &opened, error);
  };
  EXPECT_EQ(try_with(0, call).status, IPAAS_NO_RESOURCES);
  EXPECT_EQ(exhaust(call), IPAAS_BAD_CONFIGURATION);
}

}  // namespace
}  // namespace ipaas::abi_test
