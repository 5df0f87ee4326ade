// Certificates as the tests want them, made with OpenSSL: authorities, chains, and every defect
// that a certificate can have.
//
//     certificate_authority authority("test CA");
//     identity server = authority.issue({.name = "broker", .hosts = {"localhost"}});
//     identity late = authority.issue({.name = "late", .starts = -48h, .ends = -24h});
#pragma once

#include <openssl/types.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "harness/private_key.h"

namespace ipaas::harness {

using std::chrono::hours;

struct certificate_options {
  std::string name{};                    // the common name
  std::vector<std::string> hosts{};      // subject alternative names: DNS
  std::vector<std::string> addresses{};  // and IP, such as 127.0.0.1
  key_kind key = key_kind::ec;
  std::chrono::seconds starts = -hours(24);  // from now
  std::chrono::seconds ends = hours(24 * 365);
};

using certificate_ptr = std::shared_ptr<X509>;

// A certificate, the intermediate authorities above it, and its private key.
class identity {
 public:
  identity(private_key key, certificate_ptr certificate, std::vector<certificate_ptr> above = {})
      : key_(std::move(key)), certificate_(std::move(certificate)), above_(std::move(above)) {}

  const private_key& key() const { return key_; }
  X509* certificate() const { return certificate_.get(); }
  const std::vector<certificate_ptr>& above() const { return above_; }

  std::string certificate_pem() const;
  // Its own certificate first, then the intermediate authorities.
  std::string chain_pem() const;
  std::string key_pem() const { return key_.pem(); }
  // All of them as the bytes of a PKCS#12 file.
  std::string pkcs12(const std::string& password) const;

 private:
  private_key key_;
  certificate_ptr certificate_;
  std::vector<certificate_ptr> above_;
};

// Signed by its own key, and no authority.
identity self_signed(const certificate_options& options);

class certificate_authority {
 public:
  // A root.
  explicit certificate_authority(const std::string& name, key_kind key = key_kind::ec);

  X509* certificate() const { return own_.certificate(); }
  std::string certificate_pem() const { return own_.certificate_pem(); }
  identity issue(const certificate_options& options) const;
  // An intermediate one.
  certificate_authority issue_authority(const std::string& name) const;
  void revoke(const identity& whose) { revoked_.push_back(whose); }
  // The list of what was revoked, valid for a day.
  std::string revocation_list_pem() const;

 private:
  explicit certificate_authority(identity own) : own_(std::move(own)), is_root_(false) {}
  std::vector<certificate_ptr> chain_to_root() const;

  identity own_;
  bool is_root_ = true;
  std::vector<identity> revoked_;
};

}  // namespace ipaas::harness
