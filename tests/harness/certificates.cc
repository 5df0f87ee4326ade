#include "harness/certificates.h"

#include <openssl/bn.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <ctime>

#include "harness/pem_text.h"

namespace ipaas::harness {
namespace {

const EVP_MD* digest_for(EVP_PKEY* key) {
  return EVP_PKEY_is_a(key, "ED25519") == 1 ? nullptr : EVP_sha256();
}

certificate_ptr new_certificate(const certificate_options& options, const private_key& key) {
  certificate_ptr made(X509_new(), X509_free);
  check_openssl(X509_set_version(made.get(), X509_VERSION_3) == 1, "version");
  const openssl_ptr<BIGNUM, BN_free> serial(BN_new());
  check_openssl(BN_rand(serial.get(), 64, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1, "serial");
  BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(made.get()));
  std::time_t now = std::time(nullptr);
  X509_time_adj_ex(X509_getm_notBefore(made.get()), 0, options.starts.count(), &now);
  X509_time_adj_ex(X509_getm_notAfter(made.get()), 0, options.ends.count(), &now);
  const auto* text = reinterpret_cast<const unsigned char*>(options.name.c_str());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_UTF8, text, -1, -1,
                             0);
  check_openssl(X509_set_pubkey(made.get(), key.get()) == 1, "public key");
  return made;
}

void add_extension(X509* subject, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, subject, nullptr, nullptr, 0);
  const openssl_ptr<X509_EXTENSION, X509_EXTENSION_free> made(
      X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  check_openssl(made && X509_add_ext(subject, made.get(), -1) == 1, value.c_str());
}

void add_alternative_names(X509* subject, const certificate_options& options) {
  std::string names;
  for (const std::string& host : options.hosts) names += ",DNS:" + host;
  for (const std::string& address : options.addresses) names += ",IP:" + address;
  if (!names.empty()) add_extension(subject, subject, NID_subject_alt_name, names.substr(1));
}

void make_end_entity(X509* subject, const certificate_options& options) {
  add_extension(subject, subject, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(subject, subject, NID_ext_key_usage, "serverAuth,clientAuth");
  add_alternative_names(subject, options);
}

void make_authority(X509* subject) {
  add_extension(subject, subject, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(subject, subject, NID_key_usage, "critical,keyCertSign,cRLSign");
}

void sign(X509* subject, X509* issuer, const private_key& key) {
  check_openssl(X509_set_issuer_name(subject, X509_get_subject_name(issuer)) == 1, "issuer");
  add_extension(subject, issuer, NID_subject_key_identifier, "hash");
  check_openssl(X509_sign(subject, key.get(), digest_for(key.get())) != 0, "signing");
}

identity new_root(const std::string& name, key_kind kind) {
  const private_key key(kind);
  certificate_ptr made = new_certificate({.name = name}, key);
  make_authority(made.get());
  sign(made.get(), made.get(), key);
  return {key, std::move(made)};
}

void add_revoked(X509_CRL* list, X509* whose) {
  openssl_ptr<X509_REVOKED, X509_REVOKED_free> entry(X509_REVOKED_new());
  const openssl_ptr<ASN1_TIME, ASN1_TIME_free> now(X509_gmtime_adj(nullptr, 0));
  X509_REVOKED_set_serialNumber(entry.get(), X509_get_serialNumber(whose));
  X509_REVOKED_set_revocationDate(entry.get(), now.get());
  check_openssl(X509_CRL_add0_revoked(list, entry.release()) == 1, "an entry of the list");
}

std::string pem_of(X509* certificate) {
  return pem_text([&](BIO* out) { return PEM_write_bio_X509(out, certificate); });
}

using certificate_stack = std::unique_ptr<STACK_OF(X509), void (*)(STACK_OF(X509)*)>;

}  // namespace

std::string identity::certificate_pem() const { return pem_of(certificate()); }

std::string identity::chain_pem() const {
  std::string result = certificate_pem();
  for (const auto& authority : above_) result += pem_of(authority.get());
  return result;
}

std::string identity::pkcs12(const std::string& password) const {
  const certificate_stack chain(sk_X509_new_null(),
                                [](STACK_OF(X509) * all) { sk_X509_free(all); });
  for (const auto& authority : above_) sk_X509_push(chain.get(), authority.get());
  const openssl_ptr<PKCS12, PKCS12_free> made(PKCS12_create(
      password.c_str(), nullptr, key_.get(), certificate(), chain.get(), 0, 0, 0, 0, 0));
  check_openssl(made != nullptr, "PKCS#12");
  return pem_text([&](BIO* out) { return i2d_PKCS12_bio(out, made.get()); });
}

identity self_signed(const certificate_options& options) {
  const private_key key(options.key);
  certificate_ptr made = new_certificate(options, key);
  make_end_entity(made.get(), options);
  sign(made.get(), made.get(), key);
  return {key, std::move(made)};
}

certificate_authority::certificate_authority(const std::string& name, key_kind key)
    : own_(new_root(name, key)) {}

std::vector<certificate_ptr> certificate_authority::chain_to_root() const {
  if (is_root_) return {};
  std::vector<certificate_ptr> chain = own_.above();
  X509_up_ref(own_.certificate());
  chain.insert(chain.begin(), certificate_ptr(own_.certificate(), X509_free));
  return chain;
}

identity certificate_authority::issue(const certificate_options& options) const {
  const private_key key(options.key);
  certificate_ptr made = new_certificate(options, key);
  make_end_entity(made.get(), options);
  sign(made.get(), own_.certificate(), own_.key());
  return {key, std::move(made), chain_to_root()};
}

certificate_authority certificate_authority::issue_authority(const std::string& name) const {
  const private_key key;
  certificate_ptr made = new_certificate({.name = name}, key);
  make_authority(made.get());
  sign(made.get(), own_.certificate(), own_.key());
  return certificate_authority(identity(key, std::move(made), chain_to_root()));
}

std::string certificate_authority::revocation_list_pem() const {
  const openssl_ptr<X509_CRL, X509_CRL_free> list(X509_CRL_new());
  X509_CRL_set_version(list.get(), X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(own_.certificate()));
  const openssl_ptr<ASN1_TIME, ASN1_TIME_free> start(X509_gmtime_adj(nullptr, -3600));
  const openssl_ptr<ASN1_TIME, ASN1_TIME_free> end(X509_gmtime_adj(nullptr, 24 * 3600));
  X509_CRL_set1_lastUpdate(list.get(), start.get());
  X509_CRL_set1_nextUpdate(list.get(), end.get());
  for (const identity& one : revoked_) add_revoked(list.get(), one.certificate());
  X509_CRL_sort(list.get());
  EVP_PKEY* key = own_.key().get();
  check_openssl(X509_CRL_sign(list.get(), key, digest_for(key)) != 0, "signing the list");
  return pem_text([&](BIO* out) { return PEM_write_bio_X509_CRL(out, list.get()); });
}

}  // namespace ipaas::harness
