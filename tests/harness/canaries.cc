#include "harness/canaries.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include "harness/plugin_under_test.h"
#include "harness/test_identities.h"

namespace ipaas::harness {
namespace {

using json_value = rapidjson::Value;

// Every object with a "key" that is marked as secret, wherever the manifest has it.
void collect_secrets(const json_value& value, std::vector<std::string>& keys) {
  if (value.IsArray()) {
    for (const auto& each : value.GetArray()) collect_secrets(each, keys);
  }
  if (!value.IsObject()) return;
  const auto secret = value.FindMember("secret");
  const auto key = value.FindMember("key");
  const bool is_secret = secret != value.MemberEnd() && secret->value.IsTrue();
  if (is_secret && key != value.MemberEnd()) keys.emplace_back(key->value.GetString());
  for (const auto& member : value.GetObject()) collect_secrets(member.value, keys);
}

std::string base64(const std::string& text) {
  std::string out((text.size() + 2) / 3 * 4 + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

// What of the canary's base64 does not depend on its neighbours, where `before` bytes stand in
// front of it in its group of three.
std::string base64_core(std::size_t before) {
  const std::string whole = base64(std::string(before, 'x') + std::string(canary));
  const std::size_t begin = before == 0 ? 0 : before + 1;
  const std::size_t bits = (before + canary.size()) * 8;
  return whole.substr(begin, bits / 6 - begin);
}

std::string in_hex(std::string_view prefix) {
  std::string out;
  for (const char c : canary) out += fmt::format("{}{:02x}", prefix, c);
  return out;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

bool holds(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}

}  // namespace

std::vector<std::string> secret_settings() {
  std::vector<std::string> keys;
  rapidjson::Document manifest;
  manifest.Parse(plugin_under_test().manifest().c_str());
  if (manifest.HasParseError()) throw std::runtime_error("the manifest is no JSON");
  collect_secrets(manifest, keys);
  std::ranges::sort(keys);
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  keys.insert(keys.end(), {"brokerUrl", "clientCertificate"});
  return keys;
}

namespace {

using texts = std::vector<std::string>;

texts keys_with(const std::string& word) {
  return {"-----BEGIN PRIVATE KEY-----\n" + word + "\n-----END PRIVATE KEY-----\n",
          "-----BEGIN PRIVATE KEY-----\n" + word,
          "-----BEGIN " + word,
          "-----BEGIN " + word + "-----\nAAAA\n-----END " + word + "-----\n",
          "MII" + word,
          base64(word)};
}

texts addresses_with(const std::string& word) {
  return {"anna:" + word + "@127.0.0.1:9",
          "mqtt://anna:" + word + "@127.0.0.1:9",
          "wss://anna:" + word + "@127.0.0.1:9/mqtt",
          "wss://127.0.0.1:9/mqtt?token=" + word,
          "wss://127.0.0.1:9/mq tt?token=" + word,
          "127.0.0.1:9/a?u=://" + word,
          "anna:" + word + "@://127.0.0.1",
          "anna:" + word + "@[::1",
          "anna:" + word + "@127.0.0.1:9/a b",
          word + "@127.0.0.1",
          "http://anna:" + word + "@127.0.0.1:9",
          "socks5://anna:" + word + "@127.0.0.1:x",
          "ftp://anna:" + word + "@a",
          "wss://127.0.0.1:9,anna:" + word + "@127.0.0.1:9,"};
}

texts words_with(const std::string& word) {
  return {word,
          word + "\n",
          word + "=",
          word + ".pem",
          "/" + word,
          "/" + word + "/key.pem",
          "http://" + word + "%zz@127.0.0.1:9",
          "http://anna:" + word,
          "HostName=h;DeviceId=d;SharedAccessKey=" + word,
          "SharedAccessSignature sr=h&sig=" + word + "&se=1"};
}

// Values of other types.
texts structures_with(const std::string& word) {
  const std::string text = json_quoted(word);
  return {"[" + text + "]",
          "[[" + text + "]]",
          R"([["X",)" + text + "]]",
          R"({"x":)" + text + "}",
          "{" + text + ":1}",
          "{" + text + R"(:"x"})",
          R"({"X":{"x":)" + text + "}}",
          R"({"Host":)" + text + "}",
          R"({"a b":)" + text + "}",
          R"({"X":)" + text + R"(,"X":1})",
          R"({"Authorization":)" + json_quoted(word + "\n") + "}"};
}

void append(texts& to, const texts& more) { to.insert(to.end(), more.begin(), more.end()); }

}  // namespace

std::vector<std::string> canary_values(std::string_view key) {
  const std::string word(canary);
  texts plain;
  texts values;
  if (key != "brokerUrl") append(plain, keys_with(word));
  if (key != "clientCertificate") append(plain, addresses_with(word));
  if (key != "brokerUrl" && key != "clientCertificate") append(plain, words_with(word));
  for (const std::string& text : plain) values.push_back(json_quoted(text));
  append(values, structures_with(word));
  return values;
}

json_object settings_with(const std::string& key, const std::string& value) {
  json_object settings;
  settings.text("clientId", "quiet").text("protocol", "WSS");
  if (key != "brokerUrl") settings.text("brokerUrl", "wss://127.0.0.1:9/mqtt");
  if (key != "clientCertificate" && key.starts_with("clientKey")) {
    settings.text("clientCertificate", identities().client.chain_pem());
  }
  if (key == "clientKeyPassword") {
    settings.text("clientKey", identities().client.key().pem(key_form::pkcs8, "another"));
  }
  return settings.json(key, value);
}

std::string canary_form_in(std::string_view text) {
  if (holds(text, canary)) return "plain";
  for (const std::size_t before : {0U, 1U, 2U}) {
    if (holds(text, base64_core(before))) return "base64";
  }
  const std::string small = lower(text);
  if (holds(small, in_hex("%"))) return "percent-encoded";
  if (holds(small, in_hex(""))) return "hexadecimal";
  return {};
}

}  // namespace ipaas::harness
