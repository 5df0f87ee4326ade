#include "transport/tls/certificate_facts.h"

#include <arpa/inet.h>
#include <fmt/chrono.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <string_view>

#include "message/json_text.h"

namespace ipaas::mqtt::transport {
namespace {

using names_ptr = std::unique_ptr<GENERAL_NAMES, released_by<GENERAL_NAMES_free>>;

std::string text_in(BIO* memory) {
  const char* data = nullptr;
  const auto size = BIO_get_mem_data(memory, &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

// One line, in UTF-8, with control characters escaped.
std::string text_of(const X509_NAME* name) {
  const bio_ptr memory(BIO_new(BIO_s_mem()));
  constexpr unsigned long form = XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB & ~XN_FLAG_SPC_EQ;
  X509_NAME_print_ex(memory.get(), name, 0, form);
  const std::string text = text_in(memory.get());
  return text.empty() ? "(no name)" : text;
}

// The clock's nanoseconds end in 2262, and a certificate without end says 9999 (RFC 5280, 4.1.2.5).
constexpr auto earliest_second =
    std::chrono::ceil<std::chrono::seconds>(wall_clock::time_point::min().time_since_epoch());
constexpr auto latest_second =
    std::chrono::floor<std::chrono::seconds>(wall_clock::time_point::max().time_since_epoch());

wall_clock::time_point point_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
  const std::chrono::seconds since_epoch(::timegm(&parts));
  return wall_clock::time_point(std::clamp(since_epoch, earliest_second, latest_second));
}

std::string text_of(const ASN1_STRING* string) {
  const auto* data = reinterpret_cast<const char*>(ASN1_STRING_get0_data(string));
  return {data, static_cast<std::size_t>(ASN1_STRING_length(string))};
}

std::string address_text(const ASN1_OCTET_STRING* bytes) {
  const int size = ASN1_STRING_length(bytes);
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (size != 4 && size != 16) return {};
  ::inet_ntop(size == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(bytes), text.data(),
              text.size());
  return text.data();
}

std::string text_of(const GENERAL_NAME* name) {
  int type = 0;
  const void* value = GENERAL_NAME_get0_value(name, &type);
  if (type == GEN_DNS) return text_of(static_cast<const ASN1_STRING*>(value));
  if (type == GEN_IPADD) return address_text(static_cast<const ASN1_OCTET_STRING*>(value));
  return {};
}

std::vector<std::string> alternative_names(const X509* certificate) {
  const names_ptr names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> found;
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    std::string text = text_of(sk_GENERAL_NAME_value(names.get(), i));
    if (!text.empty()) found.push_back(std::move(text));
  }
  return found;
}

std::string common_name(const X509* certificate) {
  const X509_NAME* subject = X509_get_subject_name(certificate);
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at < 0) return {};
  unsigned char* text = nullptr;
  const int size =
      ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
  if (size < 0) return {};
  std::string name(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
  OPENSSL_free(text);
  return name;
}

std::string rfc3339(wall_clock::time_point when) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(wall_clock::to_time_t(when)));
}

void append_certificate(std::string& out, const X509* certificate) {
  out += '{';
  append_json_member(out, "subject", subject_of(certificate));
  append_json_member(out, "issuer", issuer_of(certificate));
  append_json_member(out, "notBefore", rfc3339(not_before(certificate)));
  append_json_member(out, "notAfter", rfc3339(not_after(certificate)));
  append_json_name(out, "names");
  out += '[';
  for (const std::string& name : names_of(certificate)) {
    if (out.back() != '[') out += ',';
    append_json_string(out, name);
  }
  out += "]}";
}

}  // namespace

std::string subject_of(const X509* certificate) {
  return text_of(X509_get_subject_name(certificate));
}
std::string issuer_of(const X509* certificate) {
  return text_of(X509_get_issuer_name(certificate));
}
wall_clock::time_point not_before(const X509* certificate) {
  return point_of(X509_get0_notBefore(certificate));
}
wall_clock::time_point not_after(const X509* certificate) {
  return point_of(X509_get0_notAfter(certificate));
}

std::vector<std::string> names_of(const X509* certificate) {
  auto names = alternative_names(certificate);
  if (!names.empty()) return names;
  std::string name = common_name(certificate);
  if (!name.empty()) names.push_back(std::move(name));
  return names;
}

std::string date_text(wall_clock::time_point when) {
  return fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", fmt::gmtime(wall_clock::to_time_t(when)));
}

std::string chain_json(std::span<const certificate_ptr> chain) {
  std::string out = "[";
  for (const certificate_ptr& each : chain) {
    if (out.size() > 1) out += ',';
    append_certificate(out, each.get());
  }
  return out + ']';
}

}  // namespace ipaas::mqtt::transport
