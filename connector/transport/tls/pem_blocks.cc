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
  const sentence<0>& words;
};
constexpr std::array<known_label, 17> known{{
    {"CERTIFICATE", pem_kind::certificate, problem::pem_certificate},
    {"X509 CERTIFICATE", pem_kind::certificate, problem::pem_certificate},
    {"TRUSTED CERTIFICATE", pem_kind::certificate, problem::pem_certificate},
    {"X509 CRL", pem_kind::revocations, problem::pem_revocations},
    {"PRIVATE KEY", pem_kind::key, problem::pem_key},
    {"ENCRYPTED PRIVATE KEY", pem_kind::key, problem::pem_encrypted_key},
    {"RSA PRIVATE KEY", pem_kind::key, problem::pem_key},
    {"EC PRIVATE KEY", pem_kind::key, problem::pem_key},
    {"EC PARAMETERS", pem_kind::parameters, problem::pem_parameters},
    {"DH PARAMETERS", pem_kind::other, problem::pem_dh_parameters},
    {"PUBLIC KEY", pem_kind::other, problem::pem_public_key},
    {"RSA PUBLIC KEY", pem_kind::other, problem::pem_public_key},
    {"CERTIFICATE REQUEST", pem_kind::other, problem::pem_request},
    {"NEW CERTIFICATE REQUEST", pem_kind::other, problem::pem_request},
    {"PKCS7", pem_kind::other, problem::pem_pkcs7},
    {"OPENSSH PRIVATE KEY", pem_kind::other, problem::pem_openssh},
    {"DSA PRIVATE KEY", pem_kind::other, problem::pem_dsa},
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

const sentence<0>& words_for(const pem_block& block) {
  const known_label* found = find_label(block.label);
  return found == nullptr ? problem::pem_other : found->words;
}

}  // namespace ipaas::mqtt::transport
