// Certificates, keys and revocation lists made for a test, by OpenSSL's C API.
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <chrono>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "transport/tls/openssl_types.h"

namespace ipaas::mqtt::transport::test {

using std::chrono::seconds;
inline constexpr std::chrono::hours one_day{24};

inline void must(bool done) {
  if (!done) throw std::logic_error("OpenSSL does not do what the test needs");
}

enum class key_kind : unsigned char { rsa, ec, ed25519, short_rsa };

inline key_ptr make_key(key_kind kind) {
  switch (kind) {
    case key_kind::rsa:
      return key_ptr(EVP_RSA_gen(2048));
    case key_kind::short_rsa:
      return key_ptr(EVP_RSA_gen(1024));
    case key_kind::ec:
      return key_ptr(EVP_EC_gen("P-256"));
    case key_kind::ed25519:
      return key_ptr(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  }
  return nullptr;
}

// A key takes time to make, so one of each kind serves many tests.
inline EVP_PKEY* shared_key(key_kind kind) {
  static const key_ptr keys[] = {make_key(key_kind::rsa), make_key(key_kind::ec),
                                 make_key(key_kind::ed25519), make_key(key_kind::short_rsa)};
  return keys[static_cast<std::size_t>(kind)].get();
}

template <typename Write>
std::string text_by(Write write) {
  const bio_ptr memory(BIO_new(BIO_s_mem()));
  must(write(memory.get()) == 1);
  const char* data = nullptr;
  const auto size = BIO_get_mem_data(memory.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

struct certificate_order {
  std::string name = "broker.example";
  std::vector<std::string> names{};  // "DNS:...", "IP:..."; empty: none but the common name
  bool authority = false;
  seconds begins = -one_day;  // from now
  seconds ends = 365 * one_day;
  key_kind kind = key_kind::ec;
  bool own_key = false;  // rather than the one shared by all of its kind
};

// A certificate with its key.
class identity {
 public:
  explicit identity(const certificate_order& order) : identity(order, nullptr) {}
  identity(const certificate_order& order, const identity* issuer)
      : key_(order.own_key ? make_key(order.kind) : share_key(shared_key(order.kind))),
        certificate_(X509_new()) {
    static long serial = 1000;
    X509_set_version(x509(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(x509()), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(x509()), static_cast<long>(order.begins.count()));
    X509_gmtime_adj(X509_getm_notAfter(x509()), static_cast<long>(order.ends.count()));
    X509_set_pubkey(x509(), key());
    X509_NAME* subject = X509_get_subject_name(x509());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(order.name.c_str()), -1, -1,
                               0);
    const identity& signer = issuer == nullptr ? *this : *issuer;
    X509_set_issuer_name(x509(), X509_get_subject_name(signer.x509()));
    extend(order, signer);
    const bool is_ed25519 = EVP_PKEY_get_base_id(signer.key()) == EVP_PKEY_ED25519;
    must(X509_sign(x509(), signer.key(), is_ed25519 ? nullptr : EVP_sha256()) > 0);
  }

  X509* x509() const { return certificate_.get(); }
  EVP_PKEY* key() const { return key_.get(); }

  std::string pem() const {
    return text_by([&](BIO* out) { return PEM_write_bio_X509(out, x509()); });
  }
  std::string key_pem() const {
    return text_by([&](BIO* out) {
      return PEM_write_bio_PKCS8PrivateKey(out, key(), nullptr, nullptr, 0, nullptr, nullptr);
    });
  }
  std::string traditional_key_pem() const {
    return text_by([&](BIO* out) {
      return PEM_write_bio_PrivateKey_traditional(out, key(), nullptr, nullptr, 0, nullptr,
                                                  nullptr);
    });
  }
  std::string encrypted_key_pem(const std::string& password) const {
    return text_by([&](BIO* out) {
      return PEM_write_bio_PKCS8PrivateKey(out, key(), EVP_aes_256_cbc(), password.data(),
                                           static_cast<int>(password.size()), nullptr, nullptr);
    });
  }
  std::string traditional_encrypted_key_pem(const std::string& password) const {
    return text_by([&](BIO* out) {
      return PEM_write_bio_PrivateKey_traditional(
          out, key(), EVP_aes_128_cbc(), reinterpret_cast<const unsigned char*>(password.data()),
          static_cast<int>(password.size()), nullptr, nullptr);
    });
  }
  std::string public_key_pem() const {
    return text_by([&](BIO* out) { return PEM_write_bio_PUBKEY(out, key()); });
  }
  std::string der() const {
    return text_by([&](BIO* out) { return i2d_X509_bio(out, x509()); });
  }
  std::string key_der() const {
    return text_by([&](BIO* out) { return i2d_PrivateKey_bio(out, key()); });
  }
  std::string request_pem() const {
    const std::unique_ptr<X509_REQ, released_by<X509_REQ_free>> request(
        X509_to_X509_REQ(x509(), key(), EVP_sha256()));
    return text_by([&](BIO* out) { return PEM_write_bio_X509_REQ(out, request.get()); });
  }
  std::string pkcs12(const std::string& password, const identity* issuer = nullptr) const {
    STACK_OF(X509)* others = nullptr;
    if (issuer != nullptr) sk_X509_push(others = sk_X509_new_null(), issuer->x509());
    const pkcs12_ptr file(
        PKCS12_create(password.c_str(), "me", key(), x509(), others, 0, 0, 0, 0, 0));
    sk_X509_free(others);
    must(file != nullptr);
    return text_by([&](BIO* out) { return i2d_PKCS12_bio(out, file.get()); });
  }

  // A list of this authority that holds these.
  std::string revoke(const std::vector<const identity*>& revoked, seconds ends = one_day) const {
    const revocations_ptr list(X509_CRL_new());
    X509_CRL_set_version(list.get(), X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(x509()));
    const std::unique_ptr<ASN1_TIME, released_by<ASN1_TIME_free>> when(ASN1_TIME_new());
    X509_gmtime_adj(when.get(), -2 * static_cast<long>(seconds(one_day).count()));
    X509_CRL_set1_lastUpdate(list.get(), when.get());
    for (const identity* each : revoked) {
      X509_REVOKED* entry = X509_REVOKED_new();
      X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(each->x509()));
      X509_REVOKED_set_revocationDate(entry, when.get());
      X509_CRL_add0_revoked(list.get(), entry);
    }
    X509_gmtime_adj(when.get(), static_cast<long>(ends.count()));
    X509_CRL_set1_nextUpdate(list.get(), when.get());
    must(X509_CRL_sign(list.get(), key(), EVP_sha256()) > 0);
    return text_by([&](BIO* out) { return PEM_write_bio_X509_CRL(out, list.get()); });
  }

 private:
  static key_ptr share_key(EVP_PKEY* key) {
    EVP_PKEY_up_ref(key);
    return key_ptr(key);
  }
  void add(const identity& signer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, signer.x509(), x509(), nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    must(extension != nullptr);
    X509_add_ext(x509(), extension, -1);
    X509_EXTENSION_free(extension);
  }
  void extend(const certificate_order& order, const identity& signer) {
    add(signer, NID_basic_constraints, order.authority ? "critical,CA:TRUE" : "CA:FALSE");
    if (order.authority) add(signer, NID_key_usage, "critical,keyCertSign,cRLSign");
    add(signer, NID_subject_key_identifier, "hash");
    std::string names;
    for (const std::string& each : order.names) names += (names.empty() ? "" : ",") + each;
    if (!names.empty()) add(signer, NID_subject_alt_name, names);
  }

  key_ptr key_;
  certificate_ptr certificate_;
};

inline identity make_authority(const std::string& name = "Test Authority") {
  return identity({.name = name, .authority = true, .own_key = true});
}

// A file in a folder of its own, gone with the object.
class temporary_file {
 public:
  explicit temporary_file(const std::string& content) {
    char folder[] = "/tmp/ipaas-tls-XXXXXX";
    must(::mkdtemp(folder) != nullptr);
    folder_ = folder;
    write(content);
  }
  ~temporary_file() {
    ::unlink(path().c_str());
    ::rmdir(folder_.c_str());
  }
  temporary_file(const temporary_file&) = delete;
  temporary_file& operator=(const temporary_file&) = delete;

  std::string path() const { return folder_ + "/material.pem"; }
  void write(const std::string& content) const {
    std::ofstream(path(), std::ios::binary | std::ios::trunc) << content;
  }

 private:
  std::string folder_;
};

}  // namespace ipaas::mqtt::transport::test
