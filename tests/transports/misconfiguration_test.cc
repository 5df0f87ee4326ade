// What people get wrong on the way to a broker, and what they are told: each has its code, the
// words that matter, and the field or the stage.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/aedes_broker.h"
#include "harness/asking_socks_proxy.h"
#include "harness/flow.h"
#include "harness/http_proxy.h"
#include "harness/mosquitto_broker.h"
#include "harness/nginx_proxy.h"
#include "harness/plugin_under_test.h"
#include "harness/reserved_port.h"
#include "harness/scripted_broker.h"
#include "harness/socks_proxy.h"

namespace ipaas::harness {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

// The error of the first attempt to be up.
std::string error_of(const json_object& settings) {
  const auto connection = plugin_under_test().open_connection(settings.str());
  flow consumer(connection, consumer_request("t", 1));
  return consumer.wait_for_failure().error;
}

// The error of opening the connection at all.
std::string refusal_of(const json_object& settings) {
  try {
    plugin_under_test().open_connection(settings.str());
  } catch (const host::failure& refused) {
    return refused.details();
  }
  return "it was opened";
}

void expect_error(const std::string& error, const char* code, std::string_view words) {
  EXPECT_EQ(text_at(error, "/Code"), code) << error;
  EXPECT_THAT(text_at(error, "/Description").value_or(""), HasSubstr(words)) << error;
}

void expect_field(const std::string& error, const char* code, const char* field,
                  std::string_view words) {
  expect_error(error, code, words);
  EXPECT_EQ(text_at(error, "/Field"), field) << error;
}

void expect_stage(const std::string& error, const char* code, const char* stage) {
  EXPECT_EQ(text_at(error, "/Code"), code) << error;
  EXPECT_EQ(text_at(error, "/Stage"), stage) << error;
}

json_object bare_settings(const std::string& url) {
  return json_object().text("brokerUrl", url).text("clientId", "wrong");
}

std::string address_of(std::uint16_t port) { return "127.0.0.1:" + std::to_string(port); }

// --- the server's certificate ---

const std::vector<std::string> here{"127.0.0.1"};

std::string error_with_certificate(const identity& certificate) {
  mosquitto_broker broker({.entrances = {entrance::tls}, .certificate = certificate});
  return error_of(connection_settings(broker.url(entrance::tls), "wrong"));
}

TEST(server_certificate, of_another_authority) {
  const certificate_authority other("somebody else");
  expect_error(error_with_certificate(other.issue({.name = "server", .addresses = here})),
               "MQTT:TLS_CERTIFICATE", "serverCertificate");
}

TEST(server_certificate, of_a_private_authority_when_nothing_is_given) {
  mosquitto_broker broker({.entrances = {entrance::tls}});
  expect_error(error_of(bare_settings(broker.url(entrance::tls))), "MQTT:TLS_CERTIFICATE",
               "serverCertificate");
}

TEST(server_certificate, expired) {
  expect_error(
      error_with_certificate(identities().authority.issue(
          {.name = "server", .addresses = here, .starts = -hours(48), .ends = -hours(24)})),
      "MQTT:TLS_CERTIFICATE", "expired");
}

TEST(server_certificate, not_valid_yet) {
  expect_error(error_with_certificate(identities().authority.issue(
                   {.name = "server", .addresses = here, .starts = hours(24)})),
               "MQTT:TLS_CERTIFICATE", "not valid");
}

TEST(server_certificate, of_another_name) {
  const std::string error = error_with_certificate(
      identities().authority.issue({.name = "server", .hosts = {"elsewhere.test"}}));
  expect_error(error, "MQTT:TLS_HOSTNAME", "elsewhere.test");
  EXPECT_THAT(error, HasSubstr("127.0.0.1"));
}

TEST(server_certificate, signed_by_itself) {
  expect_error(error_with_certificate(self_signed({.name = "server", .addresses = here})),
               "MQTT:TLS_CERTIFICATE", "self-signed");
}

TEST(server_certificate, revoked) {
  certificate_authority authority("an authority with a list");
  const identity revoked = authority.issue({.name = "server", .addresses = here});
  authority.revoke(revoked);
  mosquitto_broker broker({.entrances = {entrance::tls}, .certificate = revoked});
  expect_error(error_of(bare_settings(broker.url(entrance::tls))
                            .text("serverCertificate",
                                  authority.certificate_pem() + authority.revocation_list_pem())),
               "MQTT:TLS_CERTIFICATE", "revoked");
}

// --- the client's certificate, refused by the server ---

class client_certificate : public testing::TestWithParam<int> {
 protected:
  static std::string error_with(json_object settings) {
    scripted_broker server([](listener& door) {
      const tls_server speaks({.require_client = true, .maximum = GetParam()});
      peer client = door.accept(speaks);
      client.wait_for_close();
    });
    return error_of(settings.text("brokerUrl", server.url(entrance::tls)));
  }
  static json_object settings() {
    return json_object()
        .text("clientId", "wrong")
        .text("serverCertificate", identities().authority.certificate_pem());
  }
  static std::string error_with(const identity& certificate) {
    return error_with(settings()
                          .text("clientCertificate", certificate.chain_pem())
                          .text("clientKey", certificate.key_pem()));
  }
};

// TLS 1.2 has no alert of its own for it: what tells is that the server has asked for one.
TEST_P(client_certificate, missing) {
  expect_error(error_with(settings()), "MQTT:TLS_CERTIFICATE", "clientCertificate");
}

TEST_P(client_certificate, of_an_authority_that_the_server_does_not_know) {
  expect_error(error_with(certificate_authority("a stranger").issue({.name = "client"})),
               "MQTT:TLS_CERTIFICATE", "authority");
}

INSTANTIATE_TEST_SUITE_P(tls, client_certificate, testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& chosen) {
                           return chosen.param == TLS1_2_VERSION ? "v1_2" : "v1_3";
                         });

TEST(mosquitto_refuses, a_client_certificate_that_is_missing_or_unknown) {
  mosquitto_broker broker({.entrances = {entrance::mutual_tls}});
  const auto settings = connection_settings(broker.url(entrance::mutual_tls), "wrong");
  expect_error(error_of(settings), "MQTT:TLS_CERTIFICATE", "clientCertificate");
  const identity stranger = certificate_authority("a stranger").issue({.name = "client"});
  expect_error(error_of(json_object(settings)
                            .text("clientCertificate", stranger.chain_pem())
                            .text("clientKey", stranger.key_pem())),
               "MQTT:TLS_CERTIFICATE", "authority");
}

TEST(mosquitto_refuses, a_revoked_client_certificate) {
  temporary_folder folder;
  certificate_authority authority = identities().authority;
  const identity revoked = authority.issue({.name = "revoked"});
  authority.revoke(revoked);
  const auto list = folder.write("list.pem", authority.revocation_list_pem());
  mosquitto_broker broker(
      {.entrances = {entrance::mutual_tls}, .tls_lines = {"crlfile " + list.string()}});
  expect_error(error_of(connection_settings(broker.url(entrance::mutual_tls), "wrong")
                            .text("clientCertificate", revoked.chain_pem())
                            .text("clientKey", revoked.key_pem())),
               "MQTT:TLS_CERTIFICATE", "revoked");
}

// --- what is wrong with the files, at open ---

class credentials : public testing::Test {
 protected:
  json_object settings() { return bare_settings("tls://127.0.0.1:8883"); }
  std::string refusal_with(const std::string& certificate, const std::string& key,
                           const std::string& password = {}) {
    json_object all = settings().text("clientCertificate", certificate).text("clientKey", key);
    if (!password.empty()) all.text("clientKeyPassword", password);
    return refusal_of(all);
  }
  const identity& client = identities().client;
};

TEST_F(credentials, expired) {
  const identity old =
      identities().authority.issue({.name = "client", .starts = -hours(48), .ends = -hours(24)});
  expect_field(refusal_with(old.chain_pem(), old.key_pem()), "CORE:CONFIG", "/clientCertificate",
               "expired");
}

TEST_F(credentials, key_of_another_certificate) {
  expect_field(refusal_with(client.chain_pem(), identities().server.key_pem()), "CORE:CONFIG",
               "/clientKey", "does not belong");
}

TEST_F(credentials, wrong_password) {
  expect_field(
      refusal_with(client.chain_pem(), client.key().pem(key_form::pkcs8, "right"), "wr0ng-secret"),
      "CORE:CONFIG", "/clientKeyPassword", "wrong");
}

TEST_F(credentials, no_password_for_an_encrypted_key) {
  expect_field(refusal_with(client.chain_pem(), client.key().pem(key_form::pkcs8, "right")),
               "CORE:CONFIG", "/clientKeyPassword", "missing");
}

TEST_F(credentials, unreadable_file) {
  expect_field(refusal_of(settings().text("serverCertificate", "/nowhere/at/all/ca.pem")),
               "CORE:CONFIG", "/serverCertificate", "/nowhere/at/all/ca.pem");
}

TEST_F(credentials, key_where_a_certificate_belongs) {
  const std::string refusal = refusal_with(client.key_pem(), client.key_pem());
  expect_field(refusal, "CORE:CONFIG", "/clientCertificate", "key");
}

TEST_F(credentials, certificate_where_a_key_belongs) {
  expect_field(refusal_with(client.chain_pem(), client.chain_pem()), "CORE:CONFIG", "/clientKey",
               "certificate");
}

// --- servers that speak something else ---

TEST(another_protocol, plain_server_on_the_tls_port) {
  mosquitto_broker broker;
  expect_error(error_of(connection_settings("tls://" + address_of(broker.port()), "wrong")),
               "MQTT:TLS_HANDSHAKE", "TCP");
}

TEST(another_protocol, tls_server_on_the_plain_port) {
  mosquitto_broker broker({.entrances = {entrance::tls}});
  expect_error(error_of(bare_settings(address_of(broker.port(entrance::tls)))),
               "MQTT:CONNECTION_LOST", "TLS");
}

TEST(another_protocol, websocket_server_on_the_plain_port) {
  mosquitto_broker broker({.entrances = {entrance::ws}});
  expect_error(error_of(bare_settings(address_of(broker.port(entrance::ws)))),
               "MQTT:PROTOCOL_ERROR", "HTTP");
}

TEST(another_protocol, http_server_on_the_plain_port) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.take(wire::type::connect);
    client.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    client.wait_for_close();
  });
  expect_error(error_of(bare_settings(server.url())), "MQTT:PROTOCOL_ERROR", "HTTP");
}

TEST(another_protocol, plain_server_on_the_websocket_port) {
  mosquitto_broker broker;
  expect_stage(error_of(bare_settings("ws://" + address_of(broker.port()) + "/mqtt")),
               "MQTT:WEBSOCKET", "websocket");
}

TEST(another_protocol, websocket_without_tls_on_the_secure_port) {
  mosquitto_broker broker({.entrances = {entrance::ws}});
  expect_error(error_of(connection_settings(
                   "wss://" + address_of(broker.port(entrance::ws)) + "/mqtt", "wrong")),
               "MQTT:TLS_HANDSHAKE", "does not speak TLS");
}

TEST(another_protocol, no_websocket_at_that_path) {
  mosquitto_broker broker({.entrances = {entrance::ws}});
  nginx_proxy nginx(broker);
  expect_error(error_of(connection_settings(nginx.wss_url("/nothing"), "wrong")), "MQTT:WEBSOCKET",
               "404");
  expect_error(error_of(connection_settings(nginx.wss_url("/page"), "wrong")), "MQTT:WEBSOCKET",
               "200");
}

TEST(another_protocol, missing_header) {
  mosquitto_broker broker({.entrances = {entrance::ws}});
  nginx_proxy nginx(broker);
  const auto settings = connection_settings(nginx.wss_url("/guarded"), "wrong");
  expect_error(error_of(settings), "MQTT:WEBSOCKET", "403");
  const auto connection = plugin_under_test().open_connection(
      json_object(settings).json("webSocketHeaders", R"({"X-Token":"open sesame"})").str());
  flow(connection, consumer_request("t", 1)).wait_until_up();
}

// --- nothing in common ---

TEST(nothing_in_common, tls_version) {
  scripted_broker server(
      [](listener& door) { door.accept(tls_server({.maximum = TLS1_2_VERSION})); });
  expect_error(
      error_of(
          connection_settings(server.url(entrance::tls), "wrong").text("tlsMinVersion", "1.3")),
      "MQTT:TLS_HANDSHAKE", "version");
}

TEST(nothing_in_common, cipher) {
  scripted_broker server([](listener& door) {
    door.accept(tls_server({.maximum = TLS1_2_VERSION, .ciphers = "PSK"}));
  });
  expect_error(error_of(connection_settings(server.url(entrance::tls), "wrong")),
               "MQTT:TLS_HANDSHAKE", "cipher");
}

TEST(nothing_in_common, application_protocol) {
  scripted_broker server(
      [](listener& door) { door.accept(tls_server({.alpn = {"x-amzn-mqtt-ca"}})); });
  expect_error(
      error_of(connection_settings(server.url(entrance::tls), "wrong").json("alpn", R"(["mqtt"])")),
      "MQTT:TLS_HANDSHAKE", "alpn");
}

// --- the address ---

TEST(address, name_that_does_not_exist) {
  expect_stage(error_of(bare_settings("no-such-host.invalid")), "MQTT:DNS", "name");
}

TEST(address, port_that_nobody_listens_on) {
  expect_stage(error_of(bare_settings("tls://" + reserved_port().address())),
               "MQTT:CONNECT_REFUSED", "tcp");
}

// No connection can be made to a broadcast address: the system refuses it without asking the
// network.
TEST(address, unreachable) {
  expect_stage(error_of(bare_settings("255.255.255.255:1883").text("connectTimeout", "1s")),
               "MQTT:CONNECT_REFUSED", "tcp");
}

// --- servers that never answer ---

class silent_server : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(silent_server, is_a_timeout_in_its_stage) {
  const auto [scheme, stage] = GetParam();
  scripted_broker server([](listener& door) { door.accept().wait_for_close(); });
  expect_stage(error_of(connection_settings(std::string(scheme) + server.url(), "wrong")
                            .text("connectTimeout", "1s")),
               "MQTT:CONNECT_TIMEOUT", stage);
}

INSTANTIATE_TEST_SUITE_P(stages, silent_server,
                         testing::Values(std::pair{"tcp://", "connack"}, std::pair{"tls://", "tls"},
                                         std::pair{"ws://", "websocket"},
                                         std::pair{"wss://", "tls"}),
                         [](const auto& chosen) {
                           const std::string scheme = chosen.param.first;
                           return scheme.substr(0, scheme.find(':'));
                         });

TEST(silent_server, behind_its_handshake_is_a_timeout_in_the_next_stage) {
  const auto only_tls = [](listener& door) {
    const tls_server speaks;
    door.accept(speaks).wait_for_close();
  };
  for (const auto& [way, stage] :
       {std::pair{entrance::tls, "connack"}, std::pair{entrance::wss, "websocket"}}) {
    scripted_broker server(only_tls);
    expect_stage(
        error_of(connection_settings(server.url(way), "wrong").text("connectTimeout", "1500ms")),
        "MQTT:CONNECT_TIMEOUT", stage);
  }
}

// --- proxies ---

std::string error_through(const std::string& proxy) {
  mosquitto_broker broker;
  return error_of(bare_settings(broker.url(entrance::tcp)).text("proxy", proxy));
}

TEST(proxy, that_is_not_there) {
  for (const char* scheme : {"http://", "socks5://"}) {
    expect_error(error_through(scheme + reserved_port().address()), "MQTT:PROXY", "proxy");
  }
}

TEST(proxy, that_wants_credentials) {
  http_proxy asking({.user = "anna", .password = "right"});
  expect_error(error_through(asking.url()), "MQTT:PROXY", "credentials");
  const std::string error = error_through(asking.url("anna:wr0ng-secret"));
  expect_error(error, "MQTT:PROXY", "credentials");
  EXPECT_EQ(error.find("wr0ng-secret"), std::string::npos) << error;
}

TEST(proxy, of_socks_whose_credentials_are_missing_or_wrong) {
  asking_socks_proxy asking("anna", "right");
  expect_error(error_through(asking.url()), "MQTT:PROXY", "credentials");
  const std::string error = error_through(asking.url("anna:wr0ng-secret"));
  expect_error(error, "MQTT:PROXY", "credentials");
  EXPECT_EQ(error.find("wr0ng-secret"), std::string::npos) << error;
}

TEST(proxy, that_denies_the_target) {
  http_proxy denying({.denies_every_target = true});
  expect_error(error_through(denying.url()), "MQTT:PROXY", "403");
  socks_proxy blocking(socks_rule::block_all);
  expect_error(error_through(blocking.url()), "MQTT:PROXY", "does not allow");
}

TEST(proxy, of_socks_that_wants_credentials) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.read_bytes();                   // the methods it has
    client.send(wire::from_hex("05 FF"));  // none of them
    client.wait_for_close();
  });
  expect_error(error_through("socks5://" + server.url()), "MQTT:PROXY", "credentials");
}

TEST(proxy, of_socks_that_refuses_the_credentials) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.read_bytes();
    client.send(wire::from_hex("05 02"));
    EXPECT_EQ(client.read_bytes(), std::string("\x01\x04") + "anna" + "\x05" + "wr0ng");
    client.send(wire::from_hex("01 01"));
    client.wait_for_close();
  });
  const std::string error = error_through("socks5://anna:wr0ng@" + server.url());
  expect_error(error, "MQTT:PROXY", "credentials");
  EXPECT_EQ(error.find("wr0ng"), std::string::npos) << error;
}

// --- what the broker answers, over TLS ---

class connack_over_tls : public testing::TestWithParam<std::pair<int, const char*>> {};

TEST_P(connack_over_tls, has_its_code) {
  const auto [code, expected] = GetParam();
  scripted_broker server([code = code](listener& door) {
    const tls_server speaks;
    peer client = door.accept(speaks);
    client.take(wire::type::connect);
    client.send(wire::connack(wire::version::v3_1_1, static_cast<std::uint8_t>(code)));
    client.wait_for_close();
  });
  const std::string error = error_of(connection_settings(server.url(entrance::tls), "wrong"));
  EXPECT_EQ(text_at(error, "/Code"), expected) << error;
}

INSTANTIATE_TEST_SUITE_P(
    codes, connack_over_tls,
    testing::Values(std::pair{1, "MQTT:PROTOCOL_VERSION"}, std::pair{2, "MQTT:CLIENT_ID_REJECTED"},
                    std::pair{4, "MQTT:BAD_CREDENTIALS"}, std::pair{5, "MQTT:NOT_AUTHORIZED"}),
    [](const auto& chosen) { return "code" + std::to_string(chosen.param.first); });

TEST(refused_version, by_a_broker_that_does_not_know_it) {
  aedes_broker broker;
  const std::string error =
      error_of(bare_settings(broker.url(entrance::tcp)).text("mqttVersion", "5"));
  EXPECT_EQ(text_at(error, "/Code"), "MQTT:PROTOCOL_VERSION") << error;
}

TEST(refused_password, over_tls) {
  mosquitto_broker broker({.users = {{"anna", "right"}}, .entrances = {entrance::tls}});
  const std::string error = error_of(connection_settings(broker.url(entrance::tls), "wrong")
                                         .text("username", "anna")
                                         .text("password", "wr0ng-secret"));
  EXPECT_EQ(text_at(error, "/Code"), "MQTT:NOT_AUTHORIZED") << error;
  EXPECT_EQ(error.find("wr0ng-secret"), std::string::npos) << error;
}

// --- in Chinese ---

std::string told_in_chinese(json_object settings) {
  return text_at(error_of(settings.text("language", "zh")), "/Description").value_or("");
}

TEST(in_chinese, names_and_addresses) {
  EXPECT_THAT(told_in_chinese(bare_settings("no-such-host.invalid")),
              HasSubstr(R"("no-such-host.invalid")"));
  const std::string nobody = reserved_port().address();
  EXPECT_THAT(told_in_chinese(bare_settings(nobody)),
              StartsWith("无法连接 " + nobody + "：连接被拒绝。"));
}

TEST(in_chinese, certificates_and_handshakes) {
  mosquitto_broker broker({.entrances = {entrance::tcp, entrance::tls}});
  EXPECT_THAT(told_in_chinese(bare_settings(broker.url(entrance::tls))),
              AllOf(StartsWith("服务器的证书（CN=server）由此处不认识的颁发机构签发（"),
                    HasSubstr("）：请把该颁发机构的证书填入 serverCertificate。")));
  EXPECT_THAT(told_in_chinese(connection_settings("tls://" + address_of(broker.port()), "wrong")),
              AllOf(StartsWith("服务器没有以 TLS 应答，而是关闭了连接"),
                    HasSubstr("请把 protocol 设为 TCP")));
}

TEST(in_chinese, proxies) {
  const std::string nobody = reserved_port().address();
  EXPECT_THAT(told_in_chinese(bare_settings("broker.test").text("proxy", "http://" + nobody)),
              StartsWith("无法连接代理 " + nobody + "。无法连接 " + nobody + "：连接被拒绝。"));
  http_proxy denying({.denies_every_target = true});
  EXPECT_THAT(told_in_chinese(bare_settings("broker.test:1883").text("proxy", denying.url())),
              HasSubstr("它不允许连接 broker.test:1883；请联系代理的管理员放行。"));
}

TEST(in_chinese, web_servers_and_malformed_packets) {
  scripted_broker web([](listener& door) {
    peer client = door.accept();
    client.read_bytes();
    client.send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    client.wait_for_close();
  });
  EXPECT_THAT(told_in_chinese(bare_settings("ws://" + web.url() + "/mqtt")),
              StartsWith("服务器对路径 \"/mqtt\" 的 WebSocket 请求以 HTTP 404 Not Found "
                         "应答：该路径没有任何内容；"));
  scripted_broker broken([](listener& door) {
    peer client = door.accept();
    client.take(wire::type::connect);
    client.send(wire::from_hex("20 02 02 00"));
    client.wait_for_close();
  });
  EXPECT_THAT(told_in_chinese(bare_settings(broken.url())), StartsWith("CONNACK 设置了保留标志。"));
}

}  // namespace
}  // namespace ipaas::harness
