#include "transport/tls/tls_client.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <new>
#include <string_view>
#include <utility>

#include "transport/name/host_name.h"

namespace ipaas::mqtt::transport {
namespace {

// Brokers of one list, with room for a change of credentials. More is not worth its memory.
constexpr std::size_t most_sessions = 8;

// As a certificate writes it: without the scope of an address, or the dot that ends a full name.
std::string expected_name(const config::tls_settings& settings,
                          const config::broker_address& address) {
  std::string name = settings.server_name.empty() ? address.host : settings.server_name;
  if (is_address_literal(name)) return name.substr(0, name.find('%'));
  if (name.ends_with('.')) name.pop_back();
  return name;
}

void expect(SSL* ssl, const std::string& name) {
  X509_VERIFY_PARAM* rules = SSL_get0_param(ssl);
  if (is_address_literal(name)) {
    X509_VERIFY_PARAM_set1_ip_asc(rules, name.c_str());
    return;
  }
  X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  X509_VERIFY_PARAM_set1_host(rules, name.data(), name.size());
  SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
           const_cast<char*>(name.c_str()));
}

std::string peer_of(const tls_context& context, const std::string& name,
                    const config::broker_address& address) {
  const auto& digest = context.digest();
  std::string peer(digest.begin(), digest.end());
  return peer.append(name).append(" ").append(address.text());
}

bool is_used_once(const SSL_SESSION* session) {
  return SSL_SESSION_get_protocol_version(session) >= TLS1_3_VERSION;
}

}  // namespace

std::variant<tls_opening, error> tls_client::open(const config::tls_settings& settings,
                                                  const config::broker_address& address) {
  auto context = tls_context::acquire(settings);
  if (auto* failure = std::get_if<error>(&context)) return std::move(*failure);
  tls_opening opening;
  opening.context = std::get<0>(std::move(context));
  ERR_clear_error();
  opening.ssl.reset(SSL_new(opening.context->get()));
  if (!opening.ssl) throw std::bad_alloc();
  opening.name = expected_name(settings, address);
  opening.peer = peer_of(*opening.context, opening.name, address);
  expect(opening.ssl.get(), opening.name);
  resume(opening.ssl.get(), opening.peer);
  return opening;
}

void tls_client::resume(SSL* ssl, const std::string& peer) {
  const auto found = sessions_.find(peer);
  if (found == sessions_.end()) return;
  if (SSL_SESSION_is_resumable(found->second.get()) == 1) SSL_set_session(ssl, found->second.get());
  // A ticket of TLS 1.3 that is used twice tells an observer that both are the same client.
  if (is_used_once(found->second.get())) sessions_.erase(found);
}

void tls_client::remember(const std::string& peer, session_ptr session) {
  if (sessions_.size() == most_sessions && !sessions_.contains(peer)) sessions_.clear();
  sessions_.insert_or_assign(peer, std::move(session));
}

}  // namespace ipaas::mqtt::transport
