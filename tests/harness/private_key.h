// Private keys for the tests' certificates, and the forms in which people have them.
#pragma once

#include <openssl/types.h>

#include <cstdint>
#include <memory>
#include <string>

namespace ipaas::harness {

// Destroys what OpenSSL's own functions have made.
template <auto release>
struct openssl_release {
  template <typename Object>
  void operator()(Object* object) const {
    release(object);
  }
};
template <typename Object, auto release>
using openssl_ptr = std::unique_ptr<Object, openssl_release<release>>;

enum class key_kind : std::uint8_t { ec, rsa, ed25519 };    // P-256; 2048 bits, which is slow
enum class key_form : std::uint8_t { pkcs8, traditional };  // traditional: PKCS#1, SEC 1 for EC

class private_key {
 public:
  explicit private_key(key_kind kind = key_kind::ec);

  // With a password: encrypted.
  std::string pem(key_form form = key_form::pkcs8, const std::string& password = {}) const;
  std::string public_pem() const;
  EVP_PKEY* get() const { return key_.get(); }

 private:
  std::shared_ptr<EVP_PKEY> key_;
};

// Throws OpenSSL's own words when `worked` is false.
void check_openssl(bool worked, const char* what);

}  // namespace ipaas::harness
