// ipaas_connection_stats: optional for the host, and as hard to misuse as the others.
#include "ipaas/host_stats.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "abi/refusal.h"
#include "abi/subject.h"
#include "harness/paths.h"

namespace ipaas::abi_test {
namespace {

TEST(stats, a_plugin_of_1_0_is_used_without_them) {
  const host::plugin old(harness::echo_plugin());
  const auto connection = old.open_connection("{}");
  EXPECT_FALSE(host::statistics(old, connection).available());
}

class mqtt_stats : public testing::Test {
 protected:
  decltype(&ipaas_connection_stats) call() const {
    void* symbol = dlsym(loaded_.functions().library, "ipaas_connection_stats");
    decltype(&ipaas_connection_stats) result = nullptr;
    std::memcpy(&result, &symbol, sizeof result);
    return result;
  }
  harness::reserved_port nobody_;
  host::plugin loaded_{harness::mqtt_plugin()};
};

TEST_F(mqtt_stats, are_there_from_the_first_moment) {
  const auto connection = loaded_.open_connection(mqtt_connection(nobody_.number()));
  const host::statistics counters(loaded_, connection);
  ASSERT_TRUE(counters.available());
  const std::string text = counters.read();
  EXPECT_EQ(text.front(), '{') << text;
  EXPECT_NE(text.find(R"("window":{"messages":0)"), text.npos) << text;
}

TEST_F(mqtt_stats, of_a_closed_connection_are_a_failure) {
  auto connection = loaded_.open_connection(mqtt_connection(nobody_.number()));
  const host::statistics counters(loaded_, connection);
  connection.close(std::chrono::milliseconds(0));
  try {
    static_cast<void>(counters.read());
    FAIL();
  } catch (const host::failure& refused) {
    EXPECT_EQ(refused.status(), IPAAS_BAD_HANDLE);
  }
}

TEST_F(mqtt_stats, refuse_what_is_none) {
  const auto connection = loaded_.open_connection(mqtt_connection(nobody_.number()));
  expect_refused([&](ipaas_text* error) { return call()(connection.handle(), nullptr, error); },
                 {IPAAS_BAD_ARGUMENT, "stats"});
  ipaas_text text{nullptr, 0, 0};
  for (const std::uint64_t handle : {std::uint64_t{0}, connection.handle() + 1, UINT64_MAX}) {
    expect_refused([&](ipaas_text* error) { return call()(handle, &text, error); },
                   {IPAAS_BAD_HANDLE, "connection"});
  }
  EXPECT_EQ(call()(connection.handle(), &text, nullptr), IPAAS_BUFFER_TOO_SMALL);
  EXPECT_GT(text.length, 100U);
}

}  // namespace
}  // namespace ipaas::abi_test
