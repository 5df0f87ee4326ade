#include "config/connection_update.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expect.h"

namespace ipaas::mqtt::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

const secret_text opened(
    R"({"brokerUrl": "mqtts://a", "clientId": "c", "username": "u", "password": "old",
        "keepAlive": "7s"})");

TEST(connection_update, changes_what_it_names_and_nothing_else) {
  const auto updated = update_connection(opened, R"({"password": "new", "proxy": "http://p:1"})");
  ASSERT_THAT(updated.result.errors, IsEmpty());
  const connection_settings& now = updated.result.settings;
  EXPECT_EQ(now.username, "u");
  EXPECT_EQ(now.password, secret_text("new"));
  EXPECT_EQ(now.proxy->address.text(), "p:1");
  EXPECT_EQ(now.keep_alive, std::chrono::seconds(7));
}

TEST(connection_update, goes_on_from_the_last_one) {
  const auto first = update_connection(opened, R"({"clientCertificate": "x"})");
  const auto second = update_connection(first.document, R"({"username": "v"})");
  EXPECT_EQ(second.result.settings.tls.client_certificate.view(), "x");
  EXPECT_EQ(second.result.settings.username, "v");
}

TEST(connection_update, takes_a_setting_back_with_null) {
  const auto updated = update_connection(opened, R"({"password": null})");
  ASSERT_THAT(updated.result.errors, IsEmpty());
  EXPECT_FALSE(updated.result.settings.password);
}

TEST(connection_update, refuses_what_cannot_change_and_what_it_does_not_know) {
  const auto updated =
      update_connection(opened, R"({"brokerUrl": "b", "keepAlive": 5, "pasword": "x"})");
  EXPECT_THAT(fields_of(updated.result.errors),
              ElementsAre("/brokerUrl", "/keepAlive", "/pasword"));
  EXPECT_THAT(updated.result.errors[0].description, StartsWith("brokerUrl cannot change"));
}

TEST(connection_update, checks_the_settings_together) {
  EXPECT_THAT(fields_of(update_connection(opened, R"({"username": null})").result.errors),
              ElementsAre("/password"));
}

TEST(connection_update, must_be_an_object) {
  EXPECT_THAT(update_connection(opened, "[]").result.errors[0].description,
              HasSubstr("where an object is expected"));
  EXPECT_THAT(update_connection(opened, "{").result.errors[0].description, HasSubstr("line 1"));
}

TEST(connection_update, copies_what_may_change) {
  connection_settings from = update_connection(opened, R"({"password": "new"})").result.settings;
  connection_settings to;
  to.keep_alive = std::chrono::seconds(9);
  take_credentials(from, to);
  EXPECT_EQ(to.password, secret_text("new"));
  EXPECT_EQ(to.username, "u");
  EXPECT_EQ(to.keep_alive, std::chrono::seconds(9));
}

}  // namespace
}  // namespace ipaas::mqtt::config
