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
    return notes.fail(
        client_certificate_field,
        old ? "is a PKCS#12 file with encryption that OpenSSL no longer reads: export "
              "it again with AES-256"
            : "is a PKCS#12 file that cannot be decoded");
  }
  client.key.reset(key);
  client.certificate.reset(certificate);
  take_chain(others, client);
}

}  // namespace

bool is_der(std::string_view content) {
  return content.starts_with('\x30') && content.find("-----BEGIN") == content.npos;
}

std::string der_advice(std::string_view content) {
  if (certificate_of(content)) {
    return "is a certificate in DER form, and PEM is wanted: convert it with 'openssl x509 -inform "
           "der -in FILE -out FILE.pem'";
  }
  if (pkcs12_of(content)) {
    return "is a PKCS#12 file, and PEM is wanted: convert it with 'openssl pkcs12 -nokeys -in FILE "
           "-out FILE.pem'";
  }
  if (key_of(content)) return "is a private key in DER form, and a certificate is wanted";
  return "is neither PEM nor PKCS#12";
}

void read_pkcs12(std::string_view content, std::string_view password, tls_material& client,
                 material_notes& notes) {
  const pkcs12_ptr file = pkcs12_of(content);
  if (!file) return notes.fail(client_certificate_field, der_advice(content));
  const secret_text secret{std::string(password)};
  if (!opens(file.get(), secret)) {
    ERR_clear_error();
    return notes.fail(client_key_password_field,
                      secret.empty() ? "is missing: the PKCS#12 file is protected by one"
                                     : "is wrong: it does not open the PKCS#12 file");
  }
  take_parts(file.get(), secret, client, notes);
  if (!client.certificate && notes.faults.empty()) {
    notes.fail(client_certificate_field, "is a PKCS#12 file without a certificate of its own");
  }
}

}  // namespace ipaas::mqtt::transport
