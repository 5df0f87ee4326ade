#include "transport/tls/pem_blocks.h"

#include <algorithm>
#include <array>
#include <string>

namespace ipaas::mqtt::transport {
namespace {

constexpr std::string_view begin_mark = "-----BEGIN ";
constexpr std::string_view dashes = "-----";

struct known_label {
  std::string_view label;
  pem_kind kind;
  std::string_view words;
};
constexpr std::string_view ssh_words =
    "a key in OpenSSH's own format (convert a copy with 'ssh-keygen -p -m PKCS8 -f FILE')";
constexpr std::array<known_label, 17> known{{
    {"CERTIFICATE", pem_kind::certificate, "a certificate"},
    {"X509 CERTIFICATE", pem_kind::certificate, "a certificate"},
    {"TRUSTED CERTIFICATE", pem_kind::certificate, "a certificate"},
    {"X509 CRL", pem_kind::revocations, "a revocation list"},
    {"PRIVATE KEY", pem_kind::key, "a private key"},
    {"ENCRYPTED PRIVATE KEY", pem_kind::key, "an encrypted private key"},
    {"RSA PRIVATE KEY", pem_kind::key, "a private key"},
    {"EC PRIVATE KEY", pem_kind::key, "a private key"},
    {"EC PARAMETERS", pem_kind::parameters, "parameters of a key"},
    {"DH PARAMETERS", pem_kind::other, "Diffie-Hellman parameters"},
    {"PUBLIC KEY", pem_kind::other, "a public key"},
    {"RSA PUBLIC KEY", pem_kind::other, "a public key"},
    {"CERTIFICATE REQUEST", pem_kind::other, "a certificate request"},
    {"NEW CERTIFICATE REQUEST", pem_kind::other, "a certificate request"},
    {"PKCS7", pem_kind::other, "a PKCS#7 bundle (convert it with 'openssl pkcs7 -print_certs')"},
    {"OPENSSH PRIVATE KEY", pem_kind::other, ssh_words},
    {"DSA PRIVATE KEY", pem_kind::other, "a DSA key, which TLS no longer uses"},
}};

const known_label* find_label(std::string_view label) {
  const auto found = std::ranges::find(known, label, &known_label::label);
  return found == known.end() ? nullptr : found;
}

pem_kind kind_of(std::string_view label) {
  const known_label* found = find_label(label);
  return found == nullptr ? pem_kind::other : found->kind;
}

}  // namespace

pem_text split_pem(std::string_view text) {
  pem_text found;
  for (std::size_t at = text.find(begin_mark); at != text.npos; at = text.find(begin_mark)) {
    text.remove_prefix(at);
    const std::size_t end_of_label = text.find(dashes, begin_mark.size());
    if (end_of_label == text.npos) break;
    const auto label = text.substr(begin_mark.size(), end_of_label - begin_mark.size());
    const std::string end_mark = "-----END " + std::string(label) + "-----";
    const std::size_t end = text.find(end_mark);
    if (end == text.npos) {
      found.unfinished = label;
      break;
    }
    const std::size_t size = end + end_mark.size();
    found.blocks.push_back({kind_of(label), label, text.substr(0, size)});
    text.remove_prefix(size);
  }
  return found;
}

std::string_view words_for(const pem_block& block) {
  const known_label* found = find_label(block.label);
  return found == nullptr ? std::string_view("something else than a certificate or a key")
                          : found->words;
}

}  // namespace ipaas::mqtt::transport
