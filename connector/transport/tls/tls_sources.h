// The texts and files that TLS settings name, read into memory. Any thread; reads files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/transport_settings.h"
#include "message/problem_text.h"
#include "message/secret_text.h"

namespace ipaas::mqtt::transport {

// What there is to say about one setting: its name, and a sentence without its full stop. Never
// holds anything of a key.
struct material_note {
  std::string_view field;
  phrase sentence;
};
struct material_notes {
  std::vector<material_note> faults{};  // the material cannot be used
  std::vector<material_note> warnings{};

  // The first place of the sentence is the field's name.
  template <std::size_t places, typename... Values>
  void fail(std::string_view field, const sentence<places>& what, const Values&... values) {
    faults.push_back({field, say(what, field, values...)});
  }
  template <std::size_t places, typename... Values>
  void warn(std::string_view field, const sentence<places>& what, const Values&... values) {
    warnings.push_back({field, say(what, field, values...)});
  }
};

inline constexpr std::string_view client_certificate_field = "clientCertificate";
inline constexpr std::string_view client_key_field = "clientKey";
inline constexpr std::string_view client_key_password_field = "clientKeyPassword";
inline constexpr std::string_view server_certificate_field = "serverCertificate";

// Empty where the setting is. A certificate may come with its key, so all of them are secrets.
struct tls_sources {
  secret_text client_certificate;
  secret_text client_key;
  secret_text server_certificate;
};

inline constexpr std::size_t most_bytes_of_a_source = std::size_t{1} << 20;

// Text that holds "-----BEGIN" is the material itself, everything else the path of a regular file.
tls_sources read_tls_sources(const config::tls_settings& settings, material_notes& notes);

}  // namespace ipaas::mqtt::transport
