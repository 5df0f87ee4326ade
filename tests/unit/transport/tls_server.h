// The other side of TLS for these tests: OpenSSL as a server that reads and writes memory, and a
// client of ours that talks with it through a memory_stream.
#pragma once

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "certificates.h"
#include "harness/english.h"
#include "memory_stream.h"
#include "on_thread.h"
#include "transport/tls/tls_stream.h"

namespace ipaas::mqtt::transport::test {

struct server_order {
  const identity* own = nullptr;
  const identity* issuer = nullptr;            // sent behind it
  const identity* client_authority = nullptr;  // a client certificate of it is required
  int oldest = TLS1_2_VERSION;
  int newest = TLS1_3_VERSION;
  std::string protocol{};          // of ALPN; empty: selects none
  bool refuses_protocols = false;  // where it has none in common
  std::string ciphers{};           // of TLS 1.2
};

// A server's settings and memory, for any number of connections.
class tls_server_context {
 public:
  explicit tls_server_context(const server_order& order)
      : order_(order), context_(SSL_CTX_new(TLS_server_method())) {
    SSL_CTX* context = context_.get();
    SSL_CTX_set_min_proto_version(context, order.oldest);
    SSL_CTX_set_max_proto_version(context, order.newest);
    if (order.oldest < TLS1_2_VERSION) SSL_CTX_set_security_level(context, 0);
    must(SSL_CTX_use_certificate(context, order.own->x509()) == 1);
    must(SSL_CTX_use_PrivateKey(context, order.own->key()) == 1);
    if (order.issuer != nullptr) SSL_CTX_add1_chain_cert(context, order.issuer->x509());
    if (!order.ciphers.empty()) must(SSL_CTX_set_cipher_list(context, order.ciphers.c_str()) == 1);
    if (order.client_authority != nullptr) {
      X509_STORE_add_cert(SSL_CTX_get_cert_store(context), order.client_authority->x509());
      SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    }
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    static const unsigned char id[] = "test";
    SSL_CTX_set_session_id_context(context, id, sizeof id);
    SSL_CTX_set_alpn_select_cb(context, select, this);
  }
  tls_server_context(const tls_server_context&) = delete;
  tls_server_context& operator=(const tls_server_context&) = delete;
  SSL_CTX* get() const { return context_.get(); }

 private:
  static int select(SSL*, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned offered_size, void* self) {
    const server_order& order = static_cast<tls_server_context*>(self)->order_;
    for (unsigned at = 0; at < offered_size; at += 1U + offered[at]) {
      const std::string_view name(reinterpret_cast<const char*>(offered) + at + 1, offered[at]);
      if (name != order.protocol) continue;
      *chosen = offered + at + 1;
      *size = offered[at];
      return SSL_TLSEXT_ERR_OK;
    }
    return order.refuses_protocols ? SSL_TLSEXT_ERR_ALERT_FATAL : SSL_TLSEXT_ERR_NOACK;
  }

  server_order order_;
  ssl_context_ptr context_;
};

class tls_server {
 public:
  explicit tls_server(const tls_server_context& context) : ssl_(SSL_new(context.get())) {
    input_ = BIO_new(BIO_s_mem());
    output_ = BIO_new(BIO_s_mem());
    BIO_set_mem_eof_return(input_, -1);
    SSL_set_bio(ssl_.get(), input_, output_);
    SSL_set_accept_state(ssl_.get());
  }
  SSL* ssl() const { return ssl_.get(); }

  // Takes what the client sent, and answers.
  void receive(std::string_view bytes) {
    if (!bytes.empty()) BIO_write(input_, bytes.data(), static_cast<int>(bytes.size()));
    ERR_clear_error();
    char room[32768];
    for (;;) {
      const int size = SSL_read(ssl(), room, sizeof room);
      if (size <= 0) break;
      received_.append(room, static_cast<std::size_t>(size));
    }
    ERR_clear_error();
  }
  void send(std::string_view text) {
    must(SSL_write(ssl(), text.data(), static_cast<int>(text.size())) ==
         static_cast<int>(text.size()));
  }
  // What goes to the client.
  std::string take_output() {
    std::string bytes(static_cast<std::size_t>(BIO_pending(output_)), '\0');
    if (!bytes.empty()) BIO_read(output_, bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
  }
  std::string take_received() { return std::exchange(received_, {}); }
  bool is_connected() const { return SSL_is_init_finished(ssl_.get()) == 1; }
  bool was_resumed() const { return SSL_session_reused(ssl_.get()) == 1; }
  bool was_told_the_end() const {
    return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
  }

 private:
  ssl_ptr ssl_;
  BIO* input_;
  BIO* output_;
  std::string received_;
};

// Remembers what an attempt found.
class recorded_trace final : public connect_trace {
 public:
  void on_stage(std::string_view stage) override { stages.emplace_back(stage); }
  void on_found(std::string_view name, std::string_view json) override {
    found[std::string(name)] = json;
  }
  std::vector<std::string> stages;
  std::map<std::string, std::string> found;
};

// One connection of a client of ours with a server.
class dialogue {
 public:
  dialogue(io_thread& thread, const config::tls_settings& settings,
           const tls_server_context& context, std::shared_ptr<tls_client> client = nullptr)
      : server(context) {
    auto below = std::make_unique<memory_stream>();
    wire = below.get();
    if (!client) client = std::make_shared<tls_client>();
    tls = make_tls_stream(std::move(below), thread, std::move(client), settings, &trace);
  }

  // Begins, without any answer of the server yet.
  void begin(const std::string& host = "broker.example") {
    tls->connect({host, 8883, {}}, [this](std::optional<error> why) {
      done = true;
      if (why) {
        EXPECT_EQ(english_in(*why), "");
      }
      failure = std::move(why);
    });
    wire->connected();
  }
  // Carries bytes to and fro until nobody has more to say.
  void exchange() {
    for (;;) {
      server.receive(wire->take_output());
      const std::string answer = server.take_output();
      if (answer.empty()) return;
      wire->feed(answer);
    }
  }
  // The whole handshake; what came of it is in `failure`.
  void connect(const std::string& host = "broker.example") {
    begin(host);
    exchange();
  }
  bool is_connected() const { return done && !failure; }

  // All that can be read now; `last` says why no more.
  std::string read_all(std::size_t room = 65536) {
    std::string text;
    std::string piece(room, '\0');
    for (;;) {
      last = tls->read(std::as_writable_bytes(std::span(piece)));
      EXPECT_EQ(english_in(last.reason.zh), "");
      if (last.status != io_status::ok) return text;
      text.append(piece, 0, last.transferred);
    }
  }
  io_result write(std::string_view text) {
    const auto part = std::as_bytes(std::span(text));
    return tls->write({&part, 1});
  }
  std::string description() const { return failure ? failure->description : std::string(); }

  recorded_trace trace;
  memory_stream* wire = nullptr;
  std::unique_ptr<stream> tls;
  tls_server server;
  bool done = false;
  std::optional<error> failure;
  io_result last;
};

}  // namespace ipaas::mqtt::transport::test
