// Every wrong argument and every wrong handle: a status and an error that names the blame, and the
// operation beside it works on.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "abi/refusal.h"
#include "abi/session.h"
#include "abi/subject.h"

namespace ipaas::abi_test {
namespace {

using functions = host::detail::functions;

// What an output argument holds before a call that must not give anything out.
constexpr std::size_t untouched = 0xABABABABu;

class misuse : public each_plugin {
 protected:
  const functions& api() const { return loaded_.functions(); }
  // Handles that are wrong for either kind: never given out, out of range, closed.
  std::vector<std::uint64_t> dead_handles() {
    auto gone = loaded_.open_connection(settings("abi-gone"));
    auto with_it = gone.open_operation(GetParam().consumer);
    auto before_it = gone.open_operation(GetParam().producer);
    const std::vector<std::uint64_t> closed{gone.handle(), with_it.handle(), before_it.handle()};
    before_it.close();
    gone.close(patience);
    std::vector<std::uint64_t> all{
        0, 1, UINT32_MAX, 1ull << 52, 1ull << 53, UINT64_MAX, operation_.handle() ^ (1ull << 40)};
    all.insert(all.end(), closed.begin(), closed.end());
    return all;
  }
  template <typename Call>
  void expect_bad_connection(Call call) {
    auto handles = dead_handles();
    handles.push_back(operation_.handle());
    expect_bad_handles(handles, "connection", call);
  }
  template <typename Call>
  void expect_bad_operation(Call call) {
    auto handles = dead_handles();
    handles.push_back(connection_.handle());
    expect_bad_handles(handles, "operation", call);
  }
  template <typename Call>
  void expect_bad_handles(const std::vector<std::uint64_t>& handles, const char* name, Call call) {
    for (const std::uint64_t handle : handles) {
      SCOPED_TRACE(handle);
      expect_refused([&](ipaas_text* error) { return call(handle, error); },
                     {IPAAS_BAD_HANDLE, name});
    }
  }
  // Whatever was done wrong, the rest works.
  void TearDown() override { EXPECT_EQ(stop_and_drain(operation_).back().kind, IPAAS_KIND_EVENT); }

  host::plugin loaded_{GetParam().path};
  host::connection connection_ = loaded_.open_connection(settings());
  host::operation operation_ = connection_.open_operation(GetParam().producer);
};

TEST_P(misuse, connection_open_with_null_pointers) {
  std::uint64_t handle = untouched;
  expect_refused(
      [&](ipaas_text* error) { return api().connection_open(nullptr, 2, &handle, error); },
      {IPAAS_BAD_ARGUMENT, "configuration"});
  expect_refused([&](ipaas_text* error) { return api().connection_open("{}", 2, nullptr, error); },
                 {IPAAS_BAD_ARGUMENT, "connection"});
  EXPECT_EQ(handle, untouched);
}

TEST_P(misuse, connection_open_with_what_is_no_object) {
  for (const std::string text : {"", "{\"a\":", "[]", "nonsense", "\"text\"", "1", "}{"}) {
    SCOPED_TRACE(text);
    std::uint64_t handle = untouched;
    expect_refused(
        [&](ipaas_text* error) {
          return api().connection_open(text.data(), text.size(), &handle, error);
        },
        {IPAAS_BAD_CONFIGURATION, ""});
    EXPECT_EQ(handle, untouched);
  }
}

TEST_P(misuse, connection_close_with_a_bad_handle) {
  expect_bad_connection([&](std::uint64_t handle, ipaas_text* error) {
    return api().connection_close(handle, 0, error);
  });
}

TEST_P(misuse, connection_close_twice) {
  auto other = loaded_.open_connection(settings("abi-other"));
  const std::uint64_t handle = other.handle();
  other.close(patience);
  expect_refused([&](ipaas_text* error) { return api().connection_close(handle, 0, error); },
                 {IPAAS_BAD_HANDLE, "connection"});
}

TEST_P(misuse, operation_open_with_null_pointers) {
  const std::string request = GetParam().consumer;
  std::uint64_t handle = untouched;
  expect_refused(
      [&](ipaas_text* error) {
        return api().operation_open(connection_.handle(), nullptr, 2, &handle, error);
      },
      {IPAAS_BAD_ARGUMENT, "request"});
  expect_refused(
      [&](ipaas_text* error) {
        return api().operation_open(connection_.handle(), request.data(), request.size(), nullptr,
                                    error);
      },
      {IPAAS_BAD_ARGUMENT, "operation"});
  EXPECT_EQ(handle, untouched);
}

TEST_P(misuse, operation_open_with_what_is_no_request) {
  for (const std::string text : {"", "{\"operation\":", "[]", "{}", R"({"operation": "nosuch"})"}) {
    SCOPED_TRACE(text);
    std::uint64_t handle = untouched;
    expect_refused(
        [&](ipaas_text* error) {
          return api().operation_open(connection_.handle(), text.data(), text.size(), &handle,
                                      error);
        },
        {IPAAS_BAD_CONFIGURATION, ""});
    EXPECT_EQ(handle, untouched);
  }
}

TEST_P(misuse, operation_open_on_a_bad_handle) {
  const std::string request = GetParam().consumer;
  std::uint64_t opened = untouched;
  expect_bad_connection([&](std::uint64_t handle, ipaas_text* error) {
    return api().operation_open(handle, request.data(), request.size(), &opened, error);
  });
  EXPECT_EQ(opened, untouched);
}

TEST_P(misuse, operation_fd) {
  std::int32_t descriptor = -7;
  expect_refused(
      [&](ipaas_text* error) { return api().operation_fd(operation_.handle(), nullptr, error); },
      {IPAAS_BAD_ARGUMENT, "descriptor"});
  expect_bad_operation([&](std::uint64_t handle, ipaas_text* error) {
    return api().operation_fd(handle, &descriptor, error);
  });
  EXPECT_EQ(descriptor, -7);
}

TEST_P(misuse, operation_submit_with_null_pointers) {
  host::batch message;
  message.publish(1, "text");
  const auto bytes = message.data();
  std::size_t accepted = 0;
  expect_refused(
      [&](ipaas_text* error) {
        return api().operation_submit(operation_.handle(), nullptr, 48, &accepted, error);
      },
      {IPAAS_BAD_ARGUMENT, "records"});
  expect_refused(
      [&](ipaas_text* error) {
        return api().operation_submit(operation_.handle(), bytes.data(), bytes.size(), nullptr,
                                      error);
      },
      {IPAAS_BAD_ARGUMENT, "accepted"});
}

TEST_P(misuse, operation_submit_to_a_bad_handle) {
  host::batch message;
  message.publish(1, "text");
  const auto bytes = message.data();
  expect_bad_operation([&](std::uint64_t handle, ipaas_text* error) {
    std::size_t accepted = untouched;
    const std::int32_t status =
        api().operation_submit(handle, bytes.data(), bytes.size(), &accepted, error);
    EXPECT_EQ(accepted, 0u);
    return status;
  });
}

TEST_P(misuse, operation_submit_after_stop) {
  auto stopped = connection_.open_operation(GetParam().producer);
  stop_and_drain(stopped);
  host::batch message;
  message.publish(1, "text");
  const auto bytes = message.data();
  expect_refused(
      [&](ipaas_text* error) {
        std::size_t accepted = untouched;
        const std::int32_t status =
            api().operation_submit(stopped.handle(), bytes.data(), bytes.size(), &accepted, error);
        EXPECT_EQ(accepted, 0u);
        return status;
      },
      {IPAAS_BAD_STATE, "operation"});
}

TEST_P(misuse, operation_take_with_null_pointers) {
  std::uint64_t buffer[64];
  std::size_t length = 0;
  expect_refused(
      [&](ipaas_text* error) {
        return api().operation_take(operation_.handle(), nullptr, sizeof buffer, &length, error);
      },
      {IPAAS_BAD_ARGUMENT, "records"});
  expect_refused(
      [&](ipaas_text* error) {
        return api().operation_take(operation_.handle(), buffer, sizeof buffer, nullptr, error);
      },
      {IPAAS_BAD_ARGUMENT, "length"});
}

TEST_P(misuse, operation_take_to_a_buffer_that_is_not_aligned) {
  alignas(8) char buffer[1024];
  for (int offset = 1; offset < 8; ++offset) {
    expect_refused(
        [&](ipaas_text* error) {
          std::size_t length = untouched;
          const std::int32_t status =
              api().operation_take(operation_.handle(), buffer + offset, 512, &length, error);
          EXPECT_EQ(length, 0u);
          return status;
        },
        {IPAAS_BAD_ARGUMENT, "records"});
  }
}

TEST_P(misuse, operation_take_from_a_bad_handle) {
  std::uint64_t buffer[64];
  expect_bad_operation([&](std::uint64_t handle, ipaas_text* error) {
    std::size_t length = untouched;
    const std::int32_t status = api().operation_take(handle, buffer, sizeof buffer, &length, error);
    EXPECT_EQ(length, 0u);
    return status;
  });
}

TEST_P(misuse, operation_stop_with_a_bad_handle) {
  expect_bad_operation([&](std::uint64_t handle, ipaas_text* error) {
    return api().operation_stop(handle, 0, error);
  });
}

TEST_P(misuse, operation_close_with_a_bad_handle) {
  expect_bad_operation([&](std::uint64_t handle, ipaas_text* error) {
    return api().operation_close(handle, error);
  });
}

TEST_P(misuse, operation_close_twice) {
  auto other = connection_.open_operation(GetParam().consumer);
  const std::uint64_t handle = other.handle();
  other.close();
  expect_refused([&](ipaas_text* error) { return api().operation_close(handle, error); },
                 {IPAAS_BAD_HANDLE, "operation"});
}

TEST_P(misuse, manifest_and_validate_with_null_pointers) {
  char buffer[16];
  ipaas_text report{buffer, sizeof buffer, 0};
  EXPECT_EQ(api().manifest(nullptr), IPAAS_BAD_ARGUMENT);
  EXPECT_EQ(api().validate("{}", 2, nullptr), IPAAS_BAD_ARGUMENT);
  EXPECT_EQ(api().validate(nullptr, 2, &report), IPAAS_BAD_ARGUMENT);
}

TEST_P(misuse, validate_reports_what_is_no_json) {
  for (const std::string request : {"", "{\"connection\":", "nonsense"}) {
    const std::string report = loaded_.validate(request);
    EXPECT_NE(report.find("\"valid\":false"), std::string::npos) << report;
    EXPECT_FALSE(member(report, "Description").empty()) << report;
  }
}

IPAAS_FOR_EACH_PLUGIN(misuse);

}  // namespace
}  // namespace ipaas::abi_test
