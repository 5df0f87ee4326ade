// What connections with equal TLS settings share: OpenSSL's context, with the certificates in it.
// Found by its content, so that a thousand connections to one broker have one, and a file that
// changed makes another. It lives as long as somebody uses it.
//
// Any thread may acquire and release; everything else on the I/O thread.
#pragma once

#include <array>
#include <memory>
#include <variant>
#include <vector>

#include "config/transport_settings.h"
#include "message/error.h"
#include "transport/tls/openssl_types.h"
#include "transport/tls/tls_material.h"

namespace ipaas::mqtt::transport {

// Why a server's certificate was not accepted.
struct verification_fault {
  int code = X509_V_OK;
  certificate_ptr certificate;         // that it is about; may be null
  std::vector<certificate_ptr> chain;  // as the server sent it, its own first
};

// Whom an SSL made from a context belongs to: its SSL_set_app_data, as this type.
class tls_owner {
 public:
  virtual ~tls_owner() = default;
  virtual void on_session(session_ptr session) = 0;
  virtual void on_refused(verification_fault fault) = 0;
  // The server asks for a client certificate, and there is none.
  virtual void on_certificate_missed() = 0;
};

class tls_context {
 public:
  using content_digest = std::array<unsigned char, 32>;

  // Reads all that the settings name, or says what is wrong with it: MQTT:TLS_CERTIFICATE.
  static std::variant<std::shared_ptr<tls_context>, error> acquire(
      const config::tls_settings& settings);
  // Notes what is wrong with them, and what will be soon, without making a context. Where there is
  // one already it costs no parsing: a thousand connections may be opened with one certificate.
  // Any thread; reads files.
  static void check(const config::tls_settings& settings, material_notes& notes);

  ~tls_context();
  tls_context(const tls_context&) = delete;
  tls_context& operator=(const tls_context&) = delete;

  // Of everything that decides whether a session may be resumed: what is presented, who is trusted,
  // and whether that is looked at.
  const content_digest& digest() const { return digest_; }
  SSL_CTX* get() const { return context_.get(); }
  bool has_client_certificate() const { return material_.certificate != nullptr; }

 private:
  tls_context(const content_digest& digest, tls_material material);
  // Notes what OpenSSL does not take.
  void set_up(const config::tls_settings& settings, material_notes& notes);
  void present(material_notes& notes);
  void trust();

  content_digest digest_;
  tls_material material_;
  std::shared_ptr<X509_STORE> store_;
  ssl_context_ptr context_;
};

}  // namespace ipaas::mqtt::transport
