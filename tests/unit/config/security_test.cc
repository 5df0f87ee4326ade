// The settings of the general tab that protect the way to the broker, or lead around obstacles.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/fields.h"
#include "expect.h"

namespace ipaas::mqtt::config {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

connection_settings tls_with(std::string_view members) {
  return settings_with(R"("protocol": "TLS", )" + std::string(members));
}

std::string error_of(std::string_view members) { return only_error(parse_with(members)); }

TEST(security, reads_every_setting_of_tls) {
  const auto tls = tls_with(R"("clientCertificate": "c", "clientKey": "k",
    "clientKeyPassword": "p", "serverCertificate": "s", "serverName": "broker.example",
    "alpn": ["x-amzn-mqtt-ca", "mqtt"], "tlsMinVersion": "1.3", "insecureSkipVerify": true)")
                       .tls;
  EXPECT_EQ(tls.client_certificate.view(), "c");
  EXPECT_EQ(tls.client_key.view(), "k");
  EXPECT_EQ(tls.client_key_password.view(), "p");
  EXPECT_EQ(tls.server_certificate, "s");
  EXPECT_EQ(tls.server_name, "broker.example");
  EXPECT_THAT(tls.alpn, ElementsAre("x-amzn-mqtt-ca", "mqtt"));
  EXPECT_EQ(tls.minimum, tls_version::v1_3);
  EXPECT_TRUE(tls.skip_verify);
}

TEST(security, verifies_by_default_from_tls_1_2_on) {
  const auto tls = tls_with(R"("username": "u")").tls;
  EXPECT_FALSE(tls.skip_verify);
  EXPECT_EQ(tls.minimum, tls_version::v1_2);
  EXPECT_THAT(tls.alpn, IsEmpty());
}

// Forms keep what was entered before the protocol was changed.
TEST(security, is_ignored_where_there_is_no_tls) {
  const auto settings = settings_with(
      R"("clientCertificate": "c", "clientKey": 5, "alpn": 1, "webSocketHeaders": {"a b": "c"})");
  EXPECT_EQ(settings.tls.client_certificate.view(), "");
  EXPECT_THAT(settings.web_socket_headers, IsEmpty());
}

TEST(security, applies_where_only_the_scheme_asks_for_it) {
  const auto result = parse_connection(
      R"({"brokerUrl": "wss://a/x", "clientId": "c", "serverCertificate": "s",
          "webSocketHeaders": {"Authorization": "Bearer t"}})");
  ASSERT_THAT(result.errors, IsEmpty());
  EXPECT_EQ(result.settings.tls.server_certificate, "s");
  ASSERT_EQ(result.settings.web_socket_headers.size(), 1U);
  EXPECT_EQ(result.settings.web_socket_headers[0].name, "Authorization");
  EXPECT_EQ(result.settings.web_socket_headers[0].value.view(), "Bearer t");
}

TEST(security, does_not_apply_where_the_protocol_is_unknown) {
  EXPECT_THAT(fields_of(parse_with(R"("protocol": "QUIC", "alpn": 1)").errors),
              ElementsAre("/protocol"));
}

TEST(security, reads_names_of_alpn_in_one_text) {
  EXPECT_THAT(tls_with(R"("alpn": "a, b,,c")").tls.alpn, ElementsAre("a", "b", "c"));
  EXPECT_THAT(tls_with(R"("alpn": "")").tls.alpn, IsEmpty());
  EXPECT_THAT(error_of(R"("protocol": "TLS", "alpn": [1])"), StartsWith("/alpn: alpn holds a num"));
  EXPECT_THAT(error_of(R"("protocol": "TLS", "alpn": [")" + std::string(256, 'x') + "\"]"),
              HasSubstr("longer than 255"));
}

TEST(security, takes_a_name_or_an_address_as_server_name) {
  for (const char* good : {"broker", "b.example.com", "10.0.0.1", "fe80::1"}) {
    EXPECT_EQ(tls_with(R"("serverName": ")" + std::string(good) + '"').tls.server_name, good);
  }
  for (const char* bad : {"broker:8883", "ssl://broker", "a b", "[::1]", "[::1]:1"}) {
    EXPECT_THAT(error_of(R"("protocol": "TLS", "serverName": ")" + std::string(bad) + '"'),
                StartsWith("/serverName: "))
        << bad;
  }
}

struct bad_header {
  const char* header;
  const char* says;
};

class broken_header : public testing::TestWithParam<bad_header> {};

TEST_P(broken_header, is_an_error_that_does_not_show_its_value) {
  EXPECT_THAT(
      error_of(R"("protocol": "WS", "webSocketHeaders": )" + std::string(GetParam().header)),
      AllOf(StartsWith("/webSocketHeaders: "), HasSubstr(GetParam().says),
            Not(HasSubstr("geheim"))));
}

INSTANTIATE_TEST_SUITE_P(
    forms, broken_header,
    testing::Values(bad_header{R"({"": "geheim"})", "no name of an HTTP header"},
                    bad_header{R"({"a b": "geheim"})", "no name of an HTTP header"},
                    bad_header{R"({"a:": "geheim"})", "no name"},
                    bad_header{R"({"A": "geheim\r\nB: c"})", "control character"},
                    bad_header{R"({"A": "geheim\u0000"})", "control character"},
                    bad_header{R"({"HOST": "geheim"})", "set by the connector itself"},
                    bad_header{R"({"Sec-WebSocket-Key": "geheim"})", "set by the connector"},
                    bad_header{R"({"Transfer-Encoding": "geheim"})", "set by the connector"},
                    bad_header{R"({"A": 5})", "must be an object"},
                    bad_header{R"("geheim")", "must be an object"}));

TEST(security, has_room_for_32_headers) {
  std::string headers;
  for (int i = 0; i < 33; ++i) {
    headers += (i == 0 ? "\"h" : ", \"h") + std::to_string(i) + "\": \"v\"";
  }
  EXPECT_THAT(error_of(R"("protocol": "WS", "webSocketHeaders": {)" + headers + '}'),
              HasSubstr("33 entries"));
  EXPECT_THAT(
      error_of(R"("protocol": "WS", "webSocketHeaders": {"a": ")" + std::string(8192, 'x') + "\"}"),
      HasSubstr("longer than 8192 bytes"));
}

TEST(security, reads_a_proxy) {
  const auto proxy = settings_with(R"("proxy": "socks5://me%40x:p%3Aw%25@[::1]:1080/")").proxy;
  ASSERT_TRUE(proxy);
  EXPECT_EQ(proxy->kind, proxy_kind::socks5);
  EXPECT_EQ(proxy->address.text(), "[::1]:1080");
  EXPECT_EQ(proxy->username, "me@x");
  EXPECT_EQ(proxy->password.view(), "p:w%");

  const auto open = settings_with(R"("proxy": "HTTP://proxy:3128")").proxy;
  ASSERT_TRUE(open);
  EXPECT_EQ(open->kind, proxy_kind::http);
  EXPECT_EQ(open->address.text(), "proxy:3128");
  EXPECT_FALSE(open->username);
  EXPECT_FALSE(settings_with(R"("proxy": " ")").proxy);
}

class broken_proxy : public testing::TestWithParam<bad_header> {};

TEST_P(broken_proxy, is_an_error_that_does_not_show_a_password) {
  EXPECT_THAT(error_of(R"("proxy": ")" + std::string(GetParam().header) + '"'),
              AllOf(StartsWith("/proxy: In proxy, "), HasSubstr(GetParam().says),
                    Not(HasSubstr("geheim"))));
}

INSTANTIATE_TEST_SUITE_P(
    forms, broken_proxy,
    testing::Values(bad_header{"proxy:3128", "must begin with http:// or socks5://"},
                    bad_header{"https://proxy:3128", "must begin with"},
                    bad_header{"http://proxy", "the port is missing"},
                    bad_header{"http://u:geheim%zz@proxy:1", "hexadecimal"},
                    bad_header{"http://u:geheim%2@proxy:1", "hexadecimal"},
                    bad_header{"http://:geheim@proxy:1", "1 to 255 bytes"},
                    bad_header{"socks5://u:geheim@:1", "the host is missing"}));

TEST(security, reads_a_shared_access_key) {
  const auto sas = tls_with(R"("sharedAccessKey": "c2VjcmV0", "sharedAccessKeyName": "device",
                               "sasTokenLifetime": "10m")")
                       .sas;
  EXPECT_EQ(sas.key.view(), "c2VjcmV0");
  EXPECT_EQ(sas.key_name, "device");
  EXPECT_EQ(sas.lifetime, std::chrono::minutes(10));
  EXPECT_THAT(
      error_of(R"("protocol": "TLS", "sharedAccessKey": "HostName=geheim;x")"),
      AllOf(StartsWith("/sharedAccessKey: "), HasSubstr("no base64"), Not(HasSubstr("geheim"))));
}

TEST(security, makes_the_password_from_the_key_and_from_nothing_else) {
  EXPECT_THAT(error_of(R"("protocol": "TLS", "sharedAccessKey": "c2VjcmV0", "username": "u",
                          "password": "p")"),
              StartsWith("/password: password and sharedAccessKey"));
}

TEST(security, needs_the_device_for_a_shared_access_key) {
  EXPECT_THAT(
      only_error(parse_connection(R"({"brokerUrl": "ssl://a", "sharedAccessKey": "c2VjcmV0"})")),
      StartsWith("/clientId: "));
}

TEST(security, warns_of_a_shared_access_key_without_tls) {
  const auto result = parse_with(R"("sharedAccessKey": "c2VjcmV0")");
  EXPECT_THAT(result.errors, IsEmpty());
  EXPECT_THAT(fields_of(result.warnings), ElementsAre("/sharedAccessKey"));
}

}  // namespace
}  // namespace ipaas::mqtt::config
