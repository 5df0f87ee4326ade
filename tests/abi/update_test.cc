// ipaas_connection_update: optional for the host, and as hard to misuse as the others.
#include <gtest/gtest.h>

#include <chrono>

#include "abi/refusal.h"
#include "abi/subject.h"
#include "harness/paths.h"
#include "ipaas/host_update.hpp"

namespace ipaas::abi_test {
namespace {

TEST(update, a_plugin_of_1_0_is_used_without_it) {
  const host::plugin old(harness::echo_plugin());
  const auto connection = old.open_connection("{}");
  EXPECT_FALSE(host::updater(old, connection).available());
}

class mqtt_update : public testing::Test {
 protected:
  decltype(&ipaas_connection_update) call() const {
    void* symbol = dlsym(loaded_.functions().library, "ipaas_connection_update");
    decltype(&ipaas_connection_update) result = nullptr;
    std::memcpy(&result, &symbol, sizeof result);
    return result;
  }
  harness::reserved_port nobody_;
  host::plugin loaded_{harness::mqtt_plugin()};
  host::connection connection_ = loaded_.open_connection(mqtt_connection(nobody_.number()));
};

TEST_F(mqtt_update, takes_new_credentials) {
  const host::updater credentials(loaded_, connection_);
  ASSERT_TRUE(credentials.available());
  EXPECT_NO_THROW(credentials.update(R"({"username": "u", "password": "p"})"));
}

TEST_F(mqtt_update, names_every_field_that_is_wrong) {
  const host::updater credentials(loaded_, connection_);
  try {
    credentials.update(R"({"keepAlive": 7, "proxy": "ftp://canary"})");
    FAIL();
  } catch (const host::failure& refused) {
    EXPECT_EQ(refused.status(), IPAAS_BAD_CONFIGURATION);
    const std::string text = refused.what();
    EXPECT_NE(text.find("/keepAlive"), text.npos) << text;
    EXPECT_NE(text.find("/proxy"), text.npos) << text;
    EXPECT_EQ(text.find("canary"), text.npos) << text;
  }
}

TEST_F(mqtt_update, refuses_what_is_none) {
  expect_refused([&](ipaas_text* error) { return call()(connection_.handle(), nullptr, 0, error); },
                 {IPAAS_BAD_ARGUMENT, "changes"});
  for (const std::uint64_t handle :
       {std::uint64_t{0}, connection_.handle() + 1, std::uint64_t{UINT64_MAX}}) {
    expect_refused([&](ipaas_text* error) { return call()(handle, "{}", 2, error); },
                   {IPAAS_BAD_HANDLE, "connection"});
  }
  EXPECT_EQ(call()(connection_.handle(), "[]", 2, nullptr), IPAAS_BAD_CONFIGURATION);
  EXPECT_EQ(call()(connection_.handle(), "{}", 2, nullptr), IPAAS_OK);
}

TEST_F(mqtt_update, of_a_closed_connection_is_a_failure) {
  const host::updater credentials(loaded_, connection_);
  connection_.close(std::chrono::milliseconds(0));
  EXPECT_THROW(credentials.update("{}"), host::failure);
}

}  // namespace
}  // namespace ipaas::abi_test
