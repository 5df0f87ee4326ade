#include "transport/sas_token.h"

#include <gtest/gtest.h>

namespace ipaas::mqtt::transport {
namespace {

config::sas_settings settings_of(std::string key_name) {
  config::sas_settings settings;
  settings.key = secret_text("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
  settings.key_name = std::move(key_name);
  return settings;
}

std::chrono::system_clock::time_point at(std::int64_t seconds) {
  return std::chrono::system_clock::time_point(std::chrono::seconds(seconds));
}

// The expected signatures come from Python's hmac module.
TEST(sas_token, is_signed_with_the_key) {
  EXPECT_EQ(sas_token(settings_of(""), "hub.azure-devices.net/devices/demo_001", at(1'700'000'000))
                .view(),
            "SharedAccessSignature sr=hub.azure-devices.net%2Fdevices%2Fdemo_001"
            "&sig=Ao8Yjxnxueraeti3ihXfdYNnP5QKAZ3jRE7SvWroy6E%3D&se=1700000000");
}

TEST(sas_token, names_the_policy_of_its_key) {
  EXPECT_EQ(sas_token(settings_of("device"), "hub.azure-devices.net/devices/d/modules/m 1",
                      at(1'700'003'600))
                .view(),
            "SharedAccessSignature sr=hub.azure-devices.net%2Fdevices%2Fd%2Fmodules%2Fm%201"
            "&sig=aYwXAEl%2BHXGPTYFek9mZFqQxMleoJBsd0iGGiqAFxmk%3D&se=1700003600&skn=device");
}

TEST(sas_token, is_for_a_device_or_a_module_of_it) {
  EXPECT_EQ(sas_resource("hub", "device"), "hub/devices/device");
  EXPECT_EQ(sas_resource("hub", "device/module"), "hub/devices/device/modules/module");
  EXPECT_EQ(sas_username("hub", "device"), "hub/device/?api-version=2021-04-12");
}

}  // namespace
}  // namespace ipaas::mqtt::transport
