// OpenSSL's objects with owners.
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>
#include <vector>

namespace ipaas::mqtt::transport {

template <auto release>
struct released_by {
  template <typename Object>
  void operator()(Object* object) const {
    release(object);
  }
};

using bio_ptr = std::unique_ptr<BIO, released_by<BIO_free>>;
using bio_method_ptr = std::unique_ptr<BIO_METHOD, released_by<BIO_meth_free>>;
using digest_ptr = std::unique_ptr<EVP_MD_CTX, released_by<EVP_MD_CTX_free>>;
using key_ptr = std::unique_ptr<EVP_PKEY, released_by<EVP_PKEY_free>>;
using pkcs12_ptr = std::unique_ptr<PKCS12, released_by<PKCS12_free>>;
using ssl_ptr = std::unique_ptr<SSL, released_by<SSL_free>>;
using ssl_context_ptr = std::unique_ptr<SSL_CTX, released_by<SSL_CTX_free>>;
using session_ptr = std::unique_ptr<SSL_SESSION, released_by<SSL_SESSION_free>>;
using certificate_ptr = std::unique_ptr<X509, released_by<X509_free>>;
using revocations_ptr = std::unique_ptr<X509_CRL, released_by<X509_CRL_free>>;

// Another owner of the same certificate.
inline certificate_ptr share(X509* certificate) {
  if (certificate != nullptr) X509_up_ref(certificate);
  return certificate_ptr(certificate);
}

}  // namespace ipaas::mqtt::transport
