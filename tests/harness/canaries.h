// A word that stands in secrets, and wherever it is written by mistake.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/json.h"

namespace ipaas::harness {

inline constexpr std::string_view canary = "cAnArY7xcAnArY7x";

struct canary_setting {
  const char* key;
  const char* value;  // JSON
};

// The settings that may hold a secret: those that the manifest calls one, so that a new one is
// covered by itself, and those that people put secrets into although they have another place.
std::vector<std::string> secret_settings();

// JSON values with the canary in them, as right and as wrong as this setting can be. Where it is no
// secret itself, only values in which the canary stands as one.
std::vector<std::string> canary_values(std::string_view key);

// Settings of a connection to nobody over WSS, where all of them apply, with this one set.
json_object settings_with(const std::string& key, const std::string& value);

// In which form `text` holds the canary: "plain", "base64", "percent-encoded" or "hexadecimal";
// empty: it does not.
std::string canary_form_in(std::string_view text);

// Every secret setting with values that cannot be used. To be read with a brokerUrl of wss://,
// where all of them apply.
inline constexpr canary_setting wrong_canaries[] = {
    {"password", R"({"x": "cAnArY7xcAnArY7x"})"},
    {"password", R"(["cAnArY7xcAnArY7x"])"},
    {"clientKey", R"("cAnArY7xcAnArY7x")"},
    {"clientKey", R"("/cAnArY7xcAnArY7x/key.pem")"},
    {"clientKey",
     R"("-----BEGIN PRIVATE KEY-----\ncAnArY7xcAnArY7x\n-----END PRIVATE KEY-----\n")"},
    {"clientKey", R"("-----BEGIN PRIVATE KEY-----\ncAnArY7xcAnArY7x")"},
    {"clientKey", R"("-----BEGIN cAnArY7xcAnArY7x")"},
    {"clientKey", R"({"x": "cAnArY7xcAnArY7x"})"},
    {"clientCertificate", R"("MIIcAnArY7xcAnArY7x")"},
    {"clientKeyPassword", R"(["cAnArY7xcAnArY7x"])"},
    {"webSocketHeaders", R"("cAnArY7xcAnArY7x")"},
    {"webSocketHeaders", R"({"Authorization": "cAnArY7xcAnArY7x\n"})"},
    {"webSocketHeaders", R"({"Authorization": {"x": "cAnArY7xcAnArY7x"}})"},
    {"webSocketHeaders", R"({"Host": "cAnArY7xcAnArY7x"})"},
    {"webSocketHeaders", R"({"a b": "cAnArY7xcAnArY7x"})"},
    {"webSocketHeaders", R"([["Authorization", "Bearer", "cAnArY7xcAnArY7x"]])"},
    {"proxy", R"("cAnArY7xcAnArY7x")"},
    {"proxy", R"("anna:cAnArY7xcAnArY7x@127.0.0.1:9")"},
    {"proxy", R"("ftp://anna:cAnArY7xcAnArY7x@127.0.0.1:9")"},
    {"proxy", R"("http://anna:cAnArY7xcAnArY7x")"},
    {"proxy", R"("http://cAnArY7xcAnArY7x:anna")"},
    {"proxy", R"("http://anna:cAnArY7xcAnArY7x/@127.0.0.1")"},
    {"proxy", R"("http://anna:cAnArY7xcAnArY7x%zz@127.0.0.1:9")"},
    {"proxy", R"("http://an%3Ana:cAnArY7xcAnArY7x@127.0.0.1:9")"},
    {"proxy", R"("http://anna:cAnArY7xcAnArY7x@127.0.0.1:9:9")"},
    {"proxy", R"("http://anna@127.0.0.1:9/cAnArY7xcAnArY7x")"},
    {"proxy", R"({"x": "cAnArY7xcAnArY7x"})"},
    {"sharedAccessKey", R"("HostName=h;SharedAccessKey=cAnArY7xcAnArY7x")"},
    {"sharedAccessKey", R"(["cAnArY7xcAnArY7x"])"},
};

}  // namespace ipaas::harness
