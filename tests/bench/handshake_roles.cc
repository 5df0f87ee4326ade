// What it costs to connect: one connection after the other, opened and closed. The reference is a
// bare OpenSSL client that does the handshake and nothing else, as `openssl s_time -new` does.
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <cstdio>
#include <stdexcept>

#include "harness/loopback.h"
#include "harness/test_identities.h"
#include "plugin_host.h"
#include "usage.h"

namespace ipaas::bench {

int connect_with_plugin(const role_options& options) {
  span_of_work work(options.warm_up, options.messages);
  // Keeps the gate and what connections share.
  const host::connection first =
      harness::plugin_under_test().open_connection(connection_settings(options, "first").str());
  host::operation waiting = first.open_operation(harness::producer_request(bench_topic, 0));
  wait_until_up(waiting);
  for (std::uint64_t made = 0; !work.is_over(); work.done(++made)) {
    host::connection next =
        harness::plugin_under_test().open_connection(connection_settings(options, "next").str());
    host::operation producer = next.open_operation(harness::producer_request(bench_topic, 0));
    wait_until_up(producer);
  }
  std::puts(work.report().c_str());
  return 0;
}

int connect_with_openssl(const role_options& options) {
  const harness::openssl_ptr<SSL_CTX, SSL_CTX_free> context(SSL_CTX_new(TLS_client_method()));
  // Both look for the server's issuer in a store of one authority.
  X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()),
                      harness::identities().authority.certificate());
  span_of_work work(options.warm_up, options.messages);
  const harness::file_descriptor first = harness::connect_to_loopback(options.port);
  for (std::uint64_t made = 0; !work.is_over(); work.done(++made)) {
    const harness::file_descriptor socket = harness::connect_to_loopback(options.port);
    const harness::openssl_ptr<SSL, SSL_free> session(SSL_new(context.get()));
    SSL_set_fd(session.get(), socket.number());
    if (SSL_connect(session.get()) != 1) throw std::runtime_error("the handshake failed");
    SSL_shutdown(session.get());
  }
  std::puts(work.report().c_str());
  return 0;
}

}  // namespace ipaas::bench
