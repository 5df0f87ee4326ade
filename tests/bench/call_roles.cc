// Calls that no broker takes part in: what a form and each message to publish cost.
#include <fmt/format.h>
#include <rapidjson/document.h>

#include <cstdio>
#include <cstring>
#include <stdexcept>

#include "config/template_text.h"
#include "plugin_host.h"
#include "usage.h"

namespace ipaas::bench {
namespace {

// A form sends every field, also those that it hides; but no certificate, since reading one is
// OpenSSL's work.
constexpr std::string_view connection_form = R"({"brokerUrl": "broker.example:443/mqtt",
  "protocol": "WSS", "clientId": "line-7-recorder", "username": "recorder",
  "password": "not a secret", "mqttVersion": "5", "insecureSkipVerify": false,
  "serverName": "broker.example", "alpn": ["mqtt"], "tlsMinVersion": "1.2",
  "webSocketHeaders": {"X-Tenant": "line-7"}, "proxy": "http://proxy.example:3128",
  "sharedAccessKeyName": "", "sasTokenLifetime": "1h", "willEnabled": true,
  "willTopic": "lines/7/state", "willPayload": "gone", "willQos": "AT_LEAST_ONCE",
  "willRetain": true, "cleanSession": false, "sessionExpiry": "24h", "order": false,
  "keepAlive": "30s", "pingTimeout": "10s", "connectTimeout": "30s", "autoReconnect": true,
  "maxReconnectInterval": "10m", "connectRetry": true, "connectRetryInterval": "30s",
  "writeTimeout": "1m", "maxInFlight": 1000, "maxInFlightBytes": "64MiB",
  "maxPacketSize": "16MiB", "outboxMaxMessages": 100000, "outboxMaxBytes": "256MiB",
  "outboxMaxAge": "0s", "stateDirectory": "/var/lib/flows", "errorCodes": "detailed",
  "language": "zh", "clientKeyPassword": ""})";

// Does `call` as often as asked, and prints what it has cost.
template <typename Call>
int repeat(const role_options& options, Call call) {
  span_of_work work(options.warm_up, options.messages);
  for (std::uint64_t count = 1; !work.is_over(); ++count) {
    call();
    work.done(count);
  }
  std::puts(work.report().c_str());
  return 0;
}

void expect(bool met, const char* what) {
  if (!met) throw std::runtime_error(what);
}

// 1 KiB of JSON; what is looked for stands at its end.
std::string reading() {
  std::string text = R"({"samples":[)";
  for (int i = 0; text.size() < 930; ++i) text += fmt::format(R"({{"t":{},"v":{}.5}},)", i, 20 + i);
  return text + R"({}],"site":"north","line":{"number":7,"unit":"press"}})";
}

void parse(std::string_view text) {
  rapidjson::Document document;
  document.Parse(text.data(), text.size());
  expect(!document.HasParseError(), "the text is no JSON");
}

}  // namespace

int validate_connection(const role_options& options) {
  const std::string request =
      fmt::format(R"({{"fields": true, "connection": {}}})", connection_form);
  const auto& plugin = harness::plugin_under_test();
  expect(plugin.validate(request).starts_with(R"({"valid":true,)"), "the form is not valid");
  return repeat(options, [&] { plugin.validate(request); });
}

int parse_connection(const role_options& options) {
  return repeat(options, [] { parse(connection_form); });
}

int render_template(const role_options& options) {
  const mqtt::config::template_text topic(
      "sites/${payload.site}/lines/${payload.line.number}/${payload.line.unit}");
  const std::string payload = reading();
  std::string rendered;
  const auto render = [&] {
    rendered.clear();
    topic.render({payload, {}, {}}, rendered);
  };
  render();
  expect(rendered == "sites/north/lines/7/press", "the topic is another");
  return repeat(options, render);
}

int parse_payload(const role_options& options) {
  const std::string payload = reading();
  return repeat(options, [&] { parse(payload); });
}

int ask_manifest(const role_options& options) {
  const auto& plugin = harness::plugin_under_test();
  return repeat(options, [&] { plugin.manifest(); });
}

int copy_manifest(const role_options& options) {
  const std::string manifest = harness::plugin_under_test().manifest();
  std::string copy;
  return repeat(options, [&] { copy.assign(manifest.data(), manifest.size()); });
}

}  // namespace ipaas::bench
