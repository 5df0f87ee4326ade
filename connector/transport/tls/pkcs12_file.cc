#include "transport/tls/pkcs12_file.h"

#include <openssl/err.h>

#include "transport/tls/certificate_facts.h"

namespace ipaas::mqtt::transport {
namespace {

const unsigned char* begin_of(std::string_view content) {
  return reinterpret_cast<const unsigned char*>(content.data());
}

template <typename Owner, auto parse>
Owner parsed_as(std::string_view content) {
  const unsigned char* at = begin_of(content);
  Owner object(parse(nullptr, &at, static_cast<long>(content.size())));
  ERR_clear_error();
  return object;
}

constexpr auto certificate_of = parsed_as<certificate_ptr, d2i_X509>;
constexpr auto pkcs12_of = parsed_as<pkcs12_ptr, d2i_PKCS12>;
constexpr auto key_of = parsed_as<key_ptr, d2i_AutoPrivateKey>;

// An absent password and an empty one are two things in PKCS#12, but not to people.
bool opens(PKCS12* file, const secret_text& password) {
  if (!password.empty()) return PKCS12_verify_mac(file, password.c_str(), -1) == 1;
  return PKCS12_mac_present(file) == 0 || PKCS12_verify_mac(file, "", 0) == 1 ||
         PKCS12_verify_mac(file, nullptr, 0) == 1;
}

void take_chain(STACK_OF(X509) * others, tls_material& client) {
  for (int i = 0; i < sk_X509_num(others); ++i)
    client.chain.push_back(share(sk_X509_value(others, i)));
  sk_X509_pop_free(others, X509_free);
}

void take_parts(PKCS12* file, const secret_text& password, tls_material& client,
                material_notes& notes) {
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;
  STACK_OF(X509)* others = nullptr;
  if (PKCS12_parse(file, password.c_str(), &key, &certificate, &others) != 1) {
    const int reason = ERR_GET_REASON(ERR_peek_last_error());
    ERR_clear_error();
    const bool old = reason == ERR_R_UNSUPPORTED || reason == EVP_R_UNSUPPORTED_ALGORITHM;
    return notes.fail(client_certificate_field,
                      old ? problem::tls_pkcs12_old : problem::tls_pkcs12_damaged);
  }
  client.key.reset(key);
  client.certificate.reset(certificate);
  take_chain(others, client);
}

}  // namespace

bool is_der(std::string_view content) {
  return content.starts_with('\x30') && content.find("-----BEGIN") == content.npos;
}

const sentence<1>& der_advice(std::string_view content) {
  if (certificate_of(content)) return problem::tls_certificate_der;
  if (pkcs12_of(content)) return problem::tls_pkcs12_for_pem;
  if (key_of(content)) return problem::tls_key_for_certificate;
  return problem::tls_neither_form;
}

void read_pkcs12(std::string_view content, std::string_view password, tls_material& client,
                 material_notes& notes) {
  const pkcs12_ptr file = pkcs12_of(content);
  if (!file) return notes.fail(client_certificate_field, der_advice(content));
  const secret_text secret{std::string(password)};
  if (!opens(file.get(), secret)) {
    ERR_clear_error();
    return notes.fail(client_key_password_field, secret.empty()
                                                     ? problem::tls_pkcs12_locked
                                                     : problem::tls_pkcs12_password_wrong);
  }
  take_parts(file.get(), secret, client, notes);
  if (!client.certificate && notes.faults.empty()) {
    notes.fail(client_certificate_field, problem::tls_pkcs12_without_certificate);
  }
}

}  // namespace ipaas::mqtt::transport
