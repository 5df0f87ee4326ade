// The example plugin does what the contract says of messages, settlements and outcomes.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <string>

#include "abi/session.h"
#include "abi/subject.h"
#include "harness/paths.h"

namespace ipaas::abi_test {
namespace {

class echo_plugin : public testing::Test {
 protected:
  bool submit(std::uint64_t token, std::string_view payload) {
    host::batch one;
    one.publish(token, payload, R"({"n": 1})", R"({"v": 2})");
    return operation_.submit(one);
  }
  void settle(std::uint64_t token, std::uint32_t verdict) {
    host::batch one;
    one.settle(token, verdict);
    EXPECT_TRUE(operation_.submit(one));
  }
  std::vector<taken_record> take() {
    std::vector<taken_record> all;
    operation_.take([&](const host::record& next) { all.push_back(own(next)); });
    return all;
  }

  host::plugin loaded_{harness::echo_plugin()};
  host::connection connection_ = loaded_.open_connection("{}");
  host::operation operation_ = connection_.open_operation(echo.consumer);
};

TEST_F(echo_plugin, is_up_first) {
  const auto records = take();
  ASSERT_EQ(records.size(), 1u);
  EXPECT_TRUE(is_event(records[0], IPAAS_EVENT_UP));
}

TEST_F(echo_plugin, hands_a_message_back_and_reports_it_as_done) {
  take();
  ASSERT_TRUE(submit(42, "hello"));
  const auto records = take();
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0].kind, IPAAS_KIND_MESSAGE);
  EXPECT_EQ(records[0].payload, "hello");
  EXPECT_EQ(records[0].attribute, R"({"n": 1})");
  EXPECT_EQ(records[0].deliveries, 1u);
  EXPECT_EQ(records[1].kind, IPAAS_KIND_OUTCOME);
  EXPECT_EQ(records[1].token, 42u);
  EXPECT_EQ(records[1].code, IPAAS_SUCCEEDED);
  EXPECT_EQ(records[1].flags, 15u);
}

TEST_F(echo_plugin, hands_a_retried_message_over_again) {
  take();
  ASSERT_TRUE(submit(1, "again"));
  const std::uint64_t token = take()[0].token;
  settle(token, IPAAS_RETRY);
  const auto records = take();
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].token, token);
  EXPECT_EQ(records[0].payload, "again");
  EXPECT_EQ(records[0].deliveries, 2u);
}

// As a host that was built for a later minor version would write it.
TEST_F(echo_plugin, finds_the_parts_behind_a_header_that_has_grown) {
  take();
  struct {
    ipaas_record header{};
    std::uint64_t later_field = UINT64_MAX;
    char payload[8] = {'p', 'a', 'y', 'l', 'o', 'a', 'd', 0};
  } record;
  record.header.size = sizeof record;
  record.header.header_size = offsetof(decltype(record), payload);
  record.header.kind = IPAAS_KIND_MESSAGE;
  record.header.payload_length = 7;
  std::size_t accepted = 0;
  EXPECT_EQ(loaded_.functions().operation_submit(operation_.handle(), &record, sizeof record,
                                                 &accepted, nullptr),
            IPAAS_OK);
  EXPECT_EQ(take()[0].payload, "payload");
}

TEST_F(echo_plugin, is_readable_while_records_wait_and_only_then) {
  EXPECT_TRUE(operation_.wait(std::chrono::milliseconds(0)));
  take();
  EXPECT_FALSE(operation_.wait(std::chrono::milliseconds(0)));
  ASSERT_TRUE(submit(1, "text"));
  EXPECT_TRUE(operation_.wait(std::chrono::milliseconds(0)));
}

TEST_F(echo_plugin, is_full_until_messages_are_taken_and_settled) {
  const std::string payload(60'000, 'x');
  std::uint64_t submitted = 0;
  while (submit(submitted + 1, payload)) ++submitted;
  EXPECT_EQ(submitted, 4u);
  std::vector<std::uint64_t> held;
  while (operation_.wait(std::chrono::milliseconds(0)))
    for (const auto& each : take())
      if (each.kind == IPAAS_KIND_MESSAGE) held.push_back(each.token);
  EXPECT_EQ(held.size(), submitted);
  EXPECT_FALSE(submit(9, payload));
  settle(held[0], IPAAS_ACCEPT);
  EXPECT_TRUE(submit(9, payload));
}

TEST_F(echo_plugin, says_at_the_end_what_was_left) {
  take();
  ASSERT_TRUE(submit(1, "held"));
  take();
  ASSERT_TRUE(submit(2, "waiting"));
  const auto records = stop_and_drain(operation_);
  EXPECT_EQ(records.back().attribute, R"({"unsettled":2})");
  EXPECT_TRUE(
      std::ranges::none_of(records, [](const auto& r) { return r.kind == IPAAS_KIND_MESSAGE; }));
}

}  // namespace
}  // namespace ipaas::abi_test
