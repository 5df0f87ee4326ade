// The server's half of TLS for scripted peers, with OpenSSL on a socket that waits.
//
//     const tls_server speaks({.certificate = identities().server, .require_client = true});
//     peer client = door.accept(speaks);   // throws what failed in the handshake
#pragma once

#include <openssl/prov_ssl.h>
#include <openssl/types.h>

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

// The rest of OpenSSL's headers is for tls_server.cc: every test with a scripted broker has this.
struct tls_release {
  void operator()(SSL_CTX* context) const;
  void operator()(SSL* session) const;
};

class tls_server {
 public:
  explicit tls_server(const tls_server_options& options = {});
  SSL_CTX* context() const { return context_.get(); }
  const std::vector<std::string>& alpn() const { return alpn_; }

 private:
  std::vector<std::string> alpn_;
  std::unique_ptr<SSL_CTX, tls_release> context_;
};

// One connection after its handshake.
class tls_channel {
 public:
  // `socket` and `cut`, which ends every wait when it is readable, outlive this.
  tls_channel(const tls_server& server, const file_descriptor& socket, int cut);

  // Decrypted bytes that wait without a look at the socket.
  bool has_input() const;
  // Appends what comes next; false when the client has ended the connection.
  bool read_some(std::string& buffer);
  void write_all(std::string_view bytes);
  // close_notify.
  void end_output();

  // What the client has said.
  std::string server_name() const;  // empty: none
  std::vector<std::string> offered_alpn() const { return offered_alpn_; }
  std::string client_name() const;  // common name of its certificate; empty: none
  bool is_resumed() const;
  std::string version() const;

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
  std::unique_ptr<SSL, tls_release> session_;
};

}  // namespace ipaas::harness
