#include "transport/sas_token.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <new>

#include "message/ascii.h"
#include "message/base64.h"

namespace ipaas::mqtt::transport {

namespace {

constexpr std::string_view api_version = "2021-04-12";

// RFC 3986 section 2.1: all but the unreserved characters as %XX.
std::string percent_encoded(std::string_view text) {
  constexpr std::string_view unreserved_marks = "-._~";
  std::string out;
  for (const char each : text) {
    if (is_alphanumeric(each) || unreserved_marks.find(each) != unreserved_marks.npos) {
      out += each;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(each));
    }
  }
  return out;
}

// HMAC-SHA-256 of the text, in base64.
std::string signature_of(std::string_view text, const secret_text& key) {
  std::string raw_key = from_base64(key.view()).value_or(std::string());
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned int size = 0;
  const auto* const made = HMAC(EVP_sha256(), raw_key.data(), static_cast<int>(raw_key.size()),
                                reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                                reinterpret_cast<unsigned char*>(digest.data()), &size);
  wipe(raw_key);
  if (made == nullptr) throw std::bad_alloc();
  digest.resize(size);
  return to_base64(digest);
}

}  // namespace

std::string sas_resource(std::string_view hub, std::string_view client_id) {
  const std::size_t slash = client_id.find('/');
  if (slash == client_id.npos) return fmt::format("{}/devices/{}", hub, client_id);
  return fmt::format("{}/devices/{}/modules/{}", hub, client_id.substr(0, slash),
                     client_id.substr(slash + 1));
}

std::string sas_username(std::string_view hub, std::string_view client_id) {
  return fmt::format("{}/{}/?api-version={}", hub, client_id, api_version);
}

secret_text sas_token(const config::sas_settings& settings, std::string_view resource,
                      std::chrono::system_clock::time_point expiry) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(expiry.time_since_epoch()).count();
  const std::string signed_resource = percent_encoded(resource);
  const std::string signature =
      signature_of(fmt::format("{}\n{}", signed_resource, seconds), settings.key);
  const std::string policy =
      settings.key_name.empty() ? std::string() : "&skn=" + percent_encoded(settings.key_name);
  return secret_text(fmt::format("SharedAccessSignature sr={}&sig={}&se={}{}", signed_resource,
                                 percent_encoded(signature), seconds, policy));
}

}  // namespace ipaas::mqtt::transport
