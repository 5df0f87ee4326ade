// The server's half of TLS for scripted peers, with OpenSSL on a socket that waits.
//
//     const tls_server speaks({.certificate = identities().server, .require_client = true});
//     peer client = door.accept(speaks);   // throws what failed in the handshake
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/file_descriptor.h"
#include "harness/test_identities.h"

namespace ipaas::harness {

struct tls_server_options {
  identity certificate = identities().server;
  bool require_client = false;  // with a certificate by the tests' authority
  int minimum = TLS1_2_VERSION;
  int maximum = TLS1_3_VERSION;
  std::string ciphers{};            // of TLS 1.2, as OpenSSL writes them; empty: its defaults
  std::vector<std::string> alpn{};  // what it takes, and nothing else; empty: does not look
};

class tls_server {
 public:
  explicit tls_server(const tls_server_options& options = {});
  SSL_CTX* context() const { return context_.get(); }
  const std::vector<std::string>& alpn() const { return alpn_; }

 private:
  std::vector<std::string> alpn_;
  openssl_ptr<SSL_CTX, SSL_CTX_free> context_;
};

// One connection after its handshake.
class tls_channel {
 public:
  // `socket` and `cut`, which ends every wait when it is readable, outlive this.
  tls_channel(const tls_server& server, const file_descriptor& socket, int cut);

  // Decrypted bytes that wait without a look at the socket.
  bool has_input() const { return SSL_pending(session_.get()) > 0; }
  // Appends what comes next; false when the client has ended the connection.
  bool read_some(std::string& buffer);
  void write_all(std::string_view bytes);
  // close_notify.
  void end_output() { SSL_shutdown(session_.get()); }

  // What the client has said.
  std::string server_name() const;  // empty: none
  std::vector<std::string> offered_alpn() const { return offered_alpn_; }
  std::string client_name() const;  // common name of its certificate; empty: none
  bool is_resumed() const { return SSL_session_reused(session_.get()) == 1; }
  std::string version() const { return SSL_get_version(session_.get()); }

 private:
  friend class tls_server;
  void handshake();
  void drain();
  bool wait_after(int result);  // false: it is of no use
  static int choose_alpn(SSL* session, const unsigned char** chosen, unsigned char* length,
                         const unsigned char* offered, unsigned offered_length, void* unused);

  const file_descriptor& socket_;
  int cut_;
  std::vector<std::string> taken_alpn_;
  std::vector<std::string> offered_alpn_;
  openssl_ptr<SSL, SSL_free> session_;
};

}  // namespace ipaas::harness
