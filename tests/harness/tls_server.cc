#include "harness/tls_server.h"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "harness/deadline.h"
#include "harness/loopback.h"

namespace ipaas::harness {
namespace {

void use_identity(SSL_CTX* context, const identity& own) {
  check_openssl(SSL_CTX_use_certificate(context, own.certificate()) == 1, "certificate");
  check_openssl(SSL_CTX_use_PrivateKey(context, own.key().get()) == 1, "key");
  for (const certificate_ptr& authority : own.above()) {
    check_openssl(SSL_CTX_add1_chain_cert(context, authority.get()) == 1, "chain");
  }
}

void require_client(SSL_CTX* context) {
  X509* authority = identities().authority.certificate();
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority);
  SSL_CTX_add_client_CA(context, authority);
}

std::vector<std::string> names_in(const unsigned char* list, unsigned length) {
  std::vector<std::string> names;
  for (unsigned at = 0; at < length; at += 1u + list[at]) {
    names.emplace_back(list + at + 1, list + at + 1 + list[at]);
  }
  return names;
}

void wait_until_ready(int descriptor, short events, int cut) {
  std::array<pollfd, 2> entries{{{descriptor, events, 0}, {cut, POLLIN, 0}}};
  const int ready = poll(entries.data(), entries.size(), static_cast<int>(patience.count()));
  if (ready <= 0) throw timed_out("the client does nothing within TLS");
  if (entries[1].revents != 0) throw std::runtime_error("the script was cut short");
}

[[noreturn]] void throw_tls(const char* what) {
  check_openssl(false, what);
  throw std::runtime_error(what);
}

}  // namespace

void tls_release::operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
void tls_release::operator()(SSL* session) const { SSL_free(session); }

tls_server::tls_server(const tls_server_options& options)
    : alpn_(options.alpn), context_(SSL_CTX_new(TLS_server_method())) {
  SSL_CTX* context = context_.get();
  use_identity(context, options.certificate);
  if (options.require_client) require_client(context);
  SSL_CTX_set_min_proto_version(context, options.minimum);
  SSL_CTX_set_max_proto_version(context, options.maximum);
  if (!options.ciphers.empty()) {
    check_openssl(SSL_CTX_set_cipher_list(context, options.ciphers.c_str()) == 1, "ciphers");
  }
  SSL_CTX_set_alpn_select_cb(context, tls_channel::choose_alpn, nullptr);
  const std::string_view name = "tests";  // of the sessions; needed where clients are verified
  SSL_CTX_set_session_id_context(context, reinterpret_cast<const unsigned char*>(name.data()),
                                 static_cast<unsigned>(name.size()));
}

tls_channel::tls_channel(const tls_server& server, const file_descriptor& socket, int cut)
    : socket_(socket), cut_(cut), taken_alpn_(server.alpn()), session_(SSL_new(server.context())) {
  const int flags = fcntl(socket.number(), F_GETFL);
  fcntl(socket.number(), F_SETFL, flags | O_NONBLOCK);
  SSL_set_app_data(session_.get(), this);
  SSL_set_fd(session_.get(), socket.number());
  handshake();
}

void tls_channel::handshake() {
  int result = 0;
  do {
    ERR_clear_error();
    result = SSL_accept(session_.get());
  } while (result != 1 && wait_after(result));
  if (result == 1) return;
  drain();
  throw_tls("the handshake failed");
}

// Closing with bytes unread would be a reset, which may overtake the alert.
void tls_channel::drain() {
  shutdown(socket_.number(), SHUT_WR);
  std::array<char, 4096> unread;
  ssize_t count = 0;
  do {
    wait_until_ready(socket_.number(), POLLIN, cut_);
    count = read(socket_.number(), unread.data(), unread.size());
  } while (count > 0);
}

int tls_channel::choose_alpn(SSL* session, const unsigned char** chosen, unsigned char* length,
                             const unsigned char* offered, unsigned offered_length, void*) {
  auto& self = *static_cast<tls_channel*>(SSL_get_app_data(session));
  self.offered_alpn_ = names_in(offered, offered_length);
  if (self.taken_alpn_.empty()) return SSL_TLSEXT_ERR_NOACK;
  for (unsigned at = 0; at < offered_length; at += 1u + offered[at]) {
    const std::string name(offered + at + 1, offered + at + 1 + offered[at]);
    if (std::ranges::find(self.taken_alpn_, name) == self.taken_alpn_.end()) continue;
    *chosen = offered + at + 1;
    *length = offered[at];
    return SSL_TLSEXT_ERR_OK;
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

bool tls_channel::wait_after(int result) {
  switch (SSL_get_error(session_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      wait_until_ready(socket_.number(), POLLIN, cut_);
      return true;
    case SSL_ERROR_WANT_WRITE:
      wait_until_ready(socket_.number(), POLLOUT, cut_);
      return true;
    default:
      return false;
  }
}

bool tls_channel::read_some(std::string& buffer) {
  std::array<char, 1 << 16> chunk;
  int count = 0;
  do {
    ERR_clear_error();
    count = SSL_read(session_.get(), chunk.data(), static_cast<int>(chunk.size()));
  } while (count <= 0 && wait_after(count));
  if (count <= 0) return false;
  buffer.append(chunk.data(), static_cast<std::size_t>(count));
  return true;
}

void tls_channel::write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    ERR_clear_error();
    const int most = static_cast<int>(std::min<std::size_t>(bytes.size(), 1 << 20));
    const int count = SSL_write(session_.get(), bytes.data(), most);
    if (count > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (!wait_after(count)) {
      throw_tls("the client is gone");
    }
  }
}

bool tls_channel::has_input() const { return SSL_pending(session_.get()) > 0; }

void tls_channel::end_output() { SSL_shutdown(session_.get()); }

bool tls_channel::is_resumed() const { return SSL_session_reused(session_.get()) == 1; }

std::string tls_channel::version() const { return SSL_get_version(session_.get()); }

std::string tls_channel::server_name() const {
  const char* name = SSL_get_servername(session_.get(), TLSEXT_NAMETYPE_host_name);
  return name == nullptr ? "" : name;
}

std::string tls_channel::client_name() const {
  const X509* certificate = SSL_get0_peer_certificate(session_.get());
  if (certificate == nullptr) return {};
  std::array<char, 256> name{};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name.data(),
                            static_cast<int>(name.size()));
  return name.data();
}

}  // namespace ipaas::harness
