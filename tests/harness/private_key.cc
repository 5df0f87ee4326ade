#include "harness/private_key.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <stdexcept>

#include "harness/pem_text.h"

namespace ipaas::harness {
namespace {

EVP_PKEY* generate(key_kind kind) {
  switch (kind) {
    case key_kind::rsa:
      return EVP_RSA_gen(2048);
    case key_kind::ed25519:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    case key_kind::ec:
      break;
  }
  return EVP_EC_gen("P-256");
}

}  // namespace

void check_openssl(bool worked, const char* what) {
  if (worked) return;
  std::string words(256, '\0');
  ERR_error_string_n(ERR_get_error(), words.data(), words.size());
  throw std::runtime_error(std::string(what) + ": " + words.c_str());
}

private_key::private_key(key_kind kind) : key_(generate(kind), EVP_PKEY_free) {
  check_openssl(key_ != nullptr, "a new key");
}

std::string private_key::pem(key_form form, const std::string& password) const {
  const EVP_CIPHER* cipher = password.empty() ? nullptr : EVP_aes_128_cbc();
  const auto* secret = reinterpret_cast<const unsigned char*>(password.data());
  const int length = static_cast<int>(password.size());
  return pem_text([&](BIO* out) {
    return form == key_form::traditional
               ? PEM_write_bio_PrivateKey_traditional(out, get(), cipher, secret, length, nullptr,
                                                      nullptr)
               : PEM_write_bio_PKCS8PrivateKey(out, get(), cipher, password.data(), length, nullptr,
                                               nullptr);
  });
}

std::string private_key::public_pem() const {
  return pem_text([&](BIO* out) { return PEM_write_bio_PUBKEY(out, get()); });
}

}  // namespace ipaas::harness
