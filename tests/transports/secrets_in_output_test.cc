// Nothing that the plugin says repeats a secret: no report, no error, no event, no statistic.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/canaries.h"
#include "harness/flow.h"
#include "harness/http_proxy.h"
#include "harness/mosquitto_broker.h"
#include "harness/nginx_proxy.h"
#include "harness/plugin_under_test.h"
#include "harness/reserved_port.h"
#include "ipaas/host_probe.hpp"
#include "ipaas/host_stats.hpp"
#include "ipaas/host_update.hpp"

namespace ipaas::harness {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string word(canary);

// Whatever is said about a request.
template <typename Call>
std::string said(Call call) {
  try {
    return call();
  } catch (const host::failure& refused) {
    return refused.details();
  }
}

std::string probe_of(const json_object& settings) {
  return host::connection_probe(plugin_under_test())
      .run(json_object().json("connection", settings.str()).str(), std::chrono::seconds(10));
}

json_object with_canary_credentials(json_object settings) {
  return settings.text("username", "anna").text("password", word);
}

class wrong_secret : public testing::TestWithParam<canary_setting> {
 protected:
  json_object settings() const {
    json_object result = connection_settings("wss://127.0.0.1:9/mqtt", "quiet");
    if (std::string_view(GetParam().key) != "clientCertificate") {
      result.text("clientCertificate", identities().client.chain_pem());
    }
    return result.json(GetParam().key, GetParam().value);
  }
};

TEST_P(wrong_secret, is_not_repeated) {
  const auto& plugin = plugin_under_test();
  const std::string request = json_object().json("connection", settings().str()).str();
  const std::string report = plugin.validate(request);
  EXPECT_THAT(report, HasSubstr(R"("valid":false)"));
  EXPECT_THAT(report, Not(HasSubstr(word)));
  const auto open = [&] { return plugin.open_connection(settings().str()), std::string("opened"); };
  EXPECT_THAT(said(open), Not(HasSubstr(word)));
  EXPECT_THAT(said([&] { return probe_of(settings()); }), Not(HasSubstr(word)));
}

TEST_P(wrong_secret, is_not_repeated_by_an_update) {
  const auto& plugin = plugin_under_test();
  const auto connection =
      plugin.open_connection(connection_settings("wss://127.0.0.1:9/mqtt", "quiet").str());
  const auto update = [&] {
    host::updater(plugin, connection)
        .update(json_object().json(GetParam().key, GetParam().value).str());
    return std::string("updated");
  };
  const std::string answer = said(update);
  EXPECT_THAT(answer, HasSubstr("CORE:CONFIG"));
  EXPECT_THAT(answer, Not(HasSubstr(word)));
}

INSTANTIATE_TEST_SUITE_P(each, wrong_secret, testing::ValuesIn(wrong_canaries));

// --- every secret setting, with whatever it may hold by mistake ---

TEST(canary, is_found_in_every_form) {
  EXPECT_EQ(canary_form_in("x" + word + "x"), "plain");
  EXPECT_EQ(canary_form_in("Y0FuQXJZN3hjQW5Bclk3eA=="), "base64");
  EXPECT_EQ(canary_form_in("OmNBbkFyWTd4Y0FuQXJZN3g="), "base64");
  EXPECT_EQ(canary_form_in("eDpjQW5Bclk3eGNBbkFyWTd4Og=="), "base64");
  EXPECT_EQ(canary_form_in("%63%41%6E%41%72%59%37%78%63%41%6e%41%72%59%37%78"), "percent-encoded");
  EXPECT_EQ(canary_form_in("63416e417259377863416e4172593778"), "hexadecimal");
  EXPECT_EQ(canary_form_in("cAnArY7x"), "");
}

TEST(canary, stands_in_every_setting_that_the_manifest_calls_secret) {
  EXPECT_THAT(secret_settings(),
              testing::IsSupersetOf({"password", "clientKey", "clientKeyPassword", "proxy",
                                     "sharedAccessKey", "webSocketHeaders"}));
}

class any_secret : public testing::TestWithParam<std::string> {
 protected:
  // Calls `use` with every value, and shows the value where something is repeated.
  template <typename Use>
  void with_every_value(Use use) const {
    for (const std::string& value : canary_values(GetParam())) {
      SCOPED_TRACE(value);
      use(value);
    }
  }
  static void expect_quiet(const std::string& what) { EXPECT_EQ(canary_form_in(what), "") << what; }
};

TEST_P(any_secret, is_repeated_by_no_report) {
  with_every_value([](const std::string& value) {
    for (const char* language : {"en", "zh"}) {
      json_object settings = settings_with(GetParam(), value);
      settings.text("language", language);
      expect_quiet(
          plugin_under_test().validate(json_object().json("connection", settings.str()).str()));
    }
  });
}

TEST_P(any_secret, is_repeated_by_no_attempt_to_open_or_to_probe) {
  with_every_value([](const std::string& value) {
    const json_object settings = settings_with(GetParam(), value);
    expect_quiet(said([&] { return probe_of(settings); }));
    expect_quiet(said([&] {
      const auto connection = plugin_under_test().open_connection(settings.str());
      flow consumer(connection, consumer_request("t", 1));
      const flow_event failure = consumer.wait_for_failure();
      return failure.error + failure.attribute + consumer.summary() +
             host::statistics(plugin_under_test(), connection).read();
    }));
  });
  expect_quiet(plugin_under_test().manifest());
}

TEST_P(any_secret, is_repeated_by_no_update) {
  const auto& plugin = plugin_under_test();
  const auto connection =
      plugin.open_connection(connection_settings("wss://127.0.0.1:9/mqtt", "quiet").str());
  const host::updater updates(plugin, connection);
  with_every_value([&](const std::string& value) {
    expect_quiet(said([&] {
      updates.update(json_object().json(GetParam(), value).str());
      return std::string("updated");
    }));
  });
}

INSTANTIATE_TEST_SUITE_P(of_the_manifest, any_secret, testing::ValuesIn(secret_settings()));

// Events, statistics and the report of a probe, of a connection that does not come up.
void expect_silence(const json_object& settings, const char* code) {
  const auto& plugin = plugin_under_test();
  const auto connection = plugin.open_connection(settings.str());
  flow consumer(connection, consumer_request("t", 1));
  const flow_event failure = consumer.wait_for_failure();
  EXPECT_EQ(failure.error_code(), code) << failure.error;
  EXPECT_THAT(failure.error + failure.attribute + consumer.summary(), Not(HasSubstr(word)));
  EXPECT_THAT(host::statistics(plugin, connection).read(), Not(HasSubstr(word)));
  EXPECT_THAT(probe_of(settings), Not(HasSubstr(word)));
}

TEST(right_secret, is_not_repeated_where_nobody_listens) {
  expect_silence(with_canary_credentials(connection_settings(reserved_port().address(), "quiet")),
                 "MQTT:CONNECT_REFUSED");
}

TEST(right_secret, is_not_repeated_where_tls_fails) {
  mosquitto_broker broker({.entrances = {entrance::mutual_tls}});
  const identity stranger = certificate_authority("a stranger").issue({.name = "client"});
  expect_silence(
      with_canary_credentials(connection_settings(broker.url(entrance::mutual_tls), "quiet"))
          .text("clientCertificate", stranger.chain_pem())
          .text("clientKey", stranger.key().pem(key_form::pkcs8, word))
          .text("clientKeyPassword", word),
      "MQTT:TLS_CERTIFICATE");
}

TEST(right_secret, is_not_repeated_where_a_proxy_refuses) {
  const http_proxy proxy({.user = "anna", .password = "another"});
  expect_silence(with_canary_credentials(connection_settings("127.0.0.1:9", "quiet"))
                     .text("proxy", proxy.url("anna:" + word)),
                 "MQTT:PROXY");
}

TEST(right_secret, is_not_repeated_where_there_is_no_proxy) {
  expect_silence(with_canary_credentials(connection_settings("127.0.0.1:9", "quiet"))
                     .text("proxy", "socks5://anna:" + word + "@" + reserved_port().address()),
                 "MQTT:PROXY");
}

TEST(right_secret, is_not_repeated_where_websocket_is_refused) {
  mosquitto_broker broker({.entrances = {entrance::ws}});
  nginx_proxy nginx(broker);
  expect_silence(with_canary_credentials(connection_settings(nginx.wss_url("/guarded"), "quiet"))
                     .json("webSocketHeaders", json_object().text("X-Token", word).str()),
                 "MQTT:WEBSOCKET");
}

TEST(right_secret, is_not_repeated_where_the_broker_refuses) {
  mosquitto_broker broker({.users = {{"anna", "another"}}});
  expect_silence(with_canary_credentials(connection_settings(broker.url(entrance::tcp), "quiet")),
                 "MQTT:NOT_AUTHORIZED");
  expect_silence(connection_settings(broker.url(entrance::tcp), "quiet")
                     .text("username", "anna")
                     .text("sharedAccessKey", word),
                 "MQTT:NOT_AUTHORIZED");
}

TEST(right_secret, is_not_repeated_where_all_goes_well) {
  mosquitto_broker broker({.users = {{"anna", word}}});
  const http_proxy proxy({.user = "anna", .password = word});
  const auto settings =
      with_canary_credentials(connection_settings(broker.url(entrance::tcp), "quiet"))
          .text("proxy", proxy.url("anna:" + word));
  const auto& plugin = plugin_under_test();
  const auto connection = plugin.open_connection(settings.str());
  flow consumer(connection, consumer_request("t", 1));
  consumer.wait_until_up();
  std::string all = host::statistics(plugin, connection).read();
  all += probe_of(settings);
  consumer.stop();
  all += consumer.summary();
  EXPECT_EQ(canary_form_in(all), "") << all;
}

}  // namespace
}  // namespace ipaas::harness
