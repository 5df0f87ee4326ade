#include "session/credentials.h"

#include <gmock/gmock.h>

namespace ipaas::mqtt::session {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const config::broker_address hub{"hub.azure-devices.net", 8883, ""};
const std::chrono::system_clock::time_point moment{std::chrono::seconds(1'700'000'000)};

config::connection_settings device_settings() {
  config::connection_settings settings;
  settings.client_id = "demo_001";
  settings.sas.key = secret_text("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
  settings.sas.lifetime = std::chrono::seconds(600);
  return settings;
}

TEST(credentials, are_those_of_the_settings) {
  config::connection_settings settings;
  settings.username = "u";
  settings.password = secret_text("p");
  const auto shown = credentials_for(settings, hub, moment);
  EXPECT_EQ(shown.username, "u");
  EXPECT_EQ(shown.password, secret_text("p"));
}

TEST(credentials, are_made_from_a_shared_access_key) {
  const auto shown = credentials_for(device_settings(), hub, moment);
  EXPECT_EQ(shown.username, "hub.azure-devices.net/demo_001/?api-version=2021-04-12");
  ASSERT_TRUE(shown.password);
  EXPECT_THAT(
      std::string(shown.password->view()),
      StartsWith("SharedAccessSignature sr=hub.azure-devices.net%2Fdevices%2Fdemo_001&sig="));
  EXPECT_THAT(std::string(shown.password->view()), HasSubstr("&se=1700000600"));
}

TEST(credentials, keep_a_user_name_that_is_given) {
  auto settings = device_settings();
  settings.username = "hub/demo_001/?api-version=2018-06-30";
  EXPECT_EQ(credentials_for(settings, hub, moment).username, settings.username);
}

}  // namespace
}  // namespace ipaas::mqtt::session
