// take, the descriptor, and the end of an operation.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "abi/refusal.h"
#include "abi/session.h"
#include "abi/subject.h"

namespace ipaas::abi_test {
namespace {

class queue : public each_plugin {
 protected:
  std::int32_t take(void* buffer, std::size_t capacity, std::size_t& length) {
    return loaded_.functions().operation_take(operation_.handle(), buffer, capacity, &length,
                                              nullptr);
  }
  bool is_readable() const { return operation_.wait(std::chrono::milliseconds(0)); }

  host::plugin loaded_{GetParam().path};
  host::connection connection_ = loaded_.open_connection(settings());
  host::operation operation_ = connection_.open_operation(GetParam().consumer);
};

TEST_P(queue, take_with_too_small_a_buffer_says_how_much_it_needs) {
  ASSERT_TRUE(operation_.wait(patience));
  std::uint64_t small = 7;
  std::size_t needed = 0;
  EXPECT_EQ(take(&small, sizeof small, needed), IPAAS_BUFFER_TOO_SMALL);
  EXPECT_EQ(small, 7u);
  EXPECT_GE(needed, sizeof(ipaas_record));
  EXPECT_EQ(needed % 8, 0u);
  std::vector<std::uint64_t> buffer(needed / 8, 7);
  const auto unused = buffer;
  std::size_t again = 0;
  EXPECT_EQ(take(buffer.data(), needed - 1, again), IPAAS_BUFFER_TOO_SMALL);
  EXPECT_EQ(again, needed);
  EXPECT_EQ(buffer, unused);
}

TEST_P(queue, take_with_a_capacity_that_is_no_multiple_of_8_gives_whole_records) {
  ASSERT_TRUE(operation_.wait(patience));
  std::uint64_t small = 0;
  std::size_t needed = 0;
  ASSERT_EQ(take(&small, 0, needed), IPAAS_BUFFER_TOO_SMALL);
  std::vector<std::uint64_t> buffer(needed / 8 + 1);
  std::size_t length = 0;
  EXPECT_EQ(take(buffer.data(), needed + 5, length), IPAAS_OK);
  EXPECT_EQ(length, needed);
}

TEST_P(queue, the_descriptor_is_a_pipe_that_does_not_block_and_is_not_inherited) {
  const int descriptor = operation_.fd();
  EXPECT_EQ(fcntl(descriptor, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
  EXPECT_EQ(fcntl(descriptor, F_GETFL) & (O_NONBLOCK | O_ACCMODE), O_NONBLOCK | O_RDONLY);
  EXPECT_GT(fcntl(descriptor, F_GETPIPE_SZ), 0);
}

// As event loops do that know no other way to wait, on a descriptor of their own.
TEST_P(queue, the_host_may_read_from_the_pipe_when_it_takes_all_that_waits) {
  const std::string path = "/dev/fd/" + std::to_string(operation_.fd());
  const int own = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  ASSERT_GE(own, 0);
  std::array<char, 64> content{};
  bool stopped = false;
  bool stopping = false;
  while (!stopped) {
    pollfd entry{own, POLLIN, 0};
    ASSERT_GT(poll(&entry, 1, std::chrono::milliseconds(patience).count()), 0);
    EXPECT_GT(read(own, content.data(), content.size()), 0);
    const auto note = [&](const host::record& next) { stopped = next.code == IPAAS_EVENT_STOPPED; };
    while (operation_.take(note) > 0) continue;
    if (!std::exchange(stopping, true)) operation_.stop(std::chrono::milliseconds(0));
  }
  EXPECT_FALSE(is_readable());
  close(own);
}

TEST_P(queue, stop_ends_with_one_event_and_then_nothing) {
  const auto records = stop_and_drain(operation_);
  EXPECT_EQ(std::ranges::count_if(records,
                                  [](const auto& r) { return is_event(r, IPAAS_EVENT_STOPPED); }),
            1);
  EXPECT_TRUE(is_event(records.back(), IPAAS_EVENT_STOPPED));
  operation_.stop(std::chrono::seconds(1));
  EXPECT_EQ(operation_.take([](const host::record&) {}), 0u);
  EXPECT_FALSE(is_readable());
}

TEST_P(queue, what_was_submitted_is_answered_before_the_stop_has_ended) {
  auto producer = connection_.open_operation(GetParam().producer);
  host::batch messages;
  for (std::uint64_t token = 1; token <= 20; ++token) messages.publish(token, "text");
  ASSERT_TRUE(producer.submit(messages));
  std::vector<std::uint64_t> answered;
  for (const taken_record& each : stop_and_drain(producer))
    if (each.kind == IPAAS_KIND_OUTCOME) answered.push_back(each.token);
  std::ranges::sort(answered);
  EXPECT_EQ(answered.size(), 20u);
  EXPECT_EQ(std::ranges::adjacent_find(answered), answered.end());
}

TEST_P(queue, closing_the_connection_ends_its_operations) {
  const std::uint64_t handle = operation_.handle();
  const int descriptor = operation_.fd();
  connection_.close(patience);
  EXPECT_EQ(fcntl(descriptor, F_GETFD), -1);
  std::uint64_t buffer[16];
  std::size_t length = 0;
  expect_refused(
      [&](ipaas_text* error) {
        return loaded_.functions().operation_take(handle, buffer, sizeof buffer, &length, error);
      },
      {IPAAS_BAD_HANDLE, "operation"});
}

TEST_P(queue, closing_one_operation_leaves_the_other) {
  auto other = connection_.open_operation(GetParam().producer);
  other.close();
  EXPECT_TRUE(is_event(stop_and_drain(operation_).back(), IPAAS_EVENT_STOPPED));
}

TEST_P(queue, an_operation_may_be_closed_with_records_waiting) {
  ASSERT_TRUE(operation_.wait(patience));
  operation_.close();
}

IPAAS_FOR_EACH_PLUGIN(queue);

}  // namespace
}  // namespace ipaas::abi_test
