#include "transport/tls/certificate_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "certificates.h"
#include "transport/tls/tls_context.h"

namespace ipaas::mqtt::transport::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

config::connection_settings over(config::transport_kind kind) {
  config::connection_settings settings;
  settings.transport = kind;
  return settings;
}

std::vector<std::string> fields_of(const std::vector<error>& errors) {
  std::vector<std::string> fields;
  for (const error& each : errors) fields.push_back(each.field);
  return fields;
}

TEST(certificate_check, says_nothing_where_nothing_is_wrong) {
  const identity device({.name = "device"});
  auto settings = over(config::transport_kind::tls);
  settings.tls.client_certificate = secret_text(device.pem());
  settings.tls.client_key = secret_text(device.key_pem());
  settings.tls.server_certificate = make_authority().pem();
  config::problems found;
  check_certificates(settings, "", found);
  EXPECT_THAT(fields_of(found.errors), IsEmpty());
  EXPECT_THAT(fields_of(found.warnings), IsEmpty());
}

TEST(certificate_check, every_mistake_at_its_field) {
  auto settings = over(config::transport_kind::wss);
  settings.tls.client_certificate = secret_text("/nowhere.pem");
  settings.tls.client_key = secret_text("/nowhere.key");
  settings.tls.server_certificate = "/nowhere.ca";
  config::problems found;
  check_certificates(settings, "/connection", found);
  EXPECT_THAT(fields_of(found.errors),
              ElementsAre("/connection/clientCertificate", "/connection/clientKey",
                          "/connection/serverCertificate"));
  for (const error& each : found.errors) EXPECT_EQ(each.code, error_code::core_config);
}

TEST(certificate_check, warns_of_what_ends_soon_and_of_what_is_not_looked_at) {
  const identity device({.name = "device", .ends = one_day});
  auto settings = over(config::transport_kind::tls);
  settings.tls.client_certificate = secret_text(device.pem() + device.key_pem());
  settings.tls.skip_verify = true;
  config::problems found;
  check_certificates(settings, "", found);
  EXPECT_THAT(found.errors, IsEmpty());
  EXPECT_THAT(fields_of(found.warnings), ElementsAre("/clientCertificate", "/insecureSkipVerify"));
  EXPECT_THAT(found.warnings.at(0).description, HasSubstr("expires soon"));
}

// It does not look at them again then.
TEST(certificate_check, says_the_same_while_another_connection_uses_them) {
  const identity device({.name = "device", .ends = one_day});
  auto settings = over(config::transport_kind::tls);
  settings.tls.client_certificate = secret_text(device.pem() + device.key_pem());
  settings.tls.server_certificate = identity({.name = "authority", .ends = one_day}).pem();
  const auto in_use = tls_context::acquire(settings.tls);
  ASSERT_TRUE(std::holds_alternative<std::shared_ptr<tls_context>>(in_use));
  config::problems found;
  check_certificates(settings, "", found);
  EXPECT_THAT(found.errors, IsEmpty());
  EXPECT_THAT(fields_of(found.warnings), ElementsAre("/clientCertificate", "/serverCertificate"));
  settings.tls.client_key = secret_text("no key");
  config::problems others;
  check_certificates(settings, "", others);
  EXPECT_THAT(fields_of(others.errors), ElementsAre("/clientKey"));
}

TEST(certificate_check, does_not_look_where_no_tls_is) {
  for (const auto kind : {config::transport_kind::tcp, config::transport_kind::ws}) {
    auto settings = over(kind);
    settings.tls.client_certificate = secret_text("/nowhere.pem");
    settings.tls.skip_verify = true;
    config::problems found;
    check_certificates(settings, "", found);
    EXPECT_THAT(found.errors, IsEmpty());
    EXPECT_THAT(found.warnings, IsEmpty());
  }
}

}  // namespace
}  // namespace ipaas::mqtt::transport::test
