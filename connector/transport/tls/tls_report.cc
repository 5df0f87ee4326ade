#include "transport/tls/tls_report.h"

#include <string>
#include <vector>

#include "message/json_text.h"
#include "transport/tls/certificate_facts.h"

namespace ipaas::mqtt::transport {
namespace {

std::string json_of(std::string_view text) {
  std::string json;
  append_json_string(json, text);
  return json;
}

std::vector<certificate_ptr> chain_of(SSL* ssl) {
  std::vector<certificate_ptr> chain;
  STACK_OF(X509)* sent = SSL_get_peer_cert_chain(ssl);
  for (int i = 0; i < sk_X509_num(sent); ++i) chain.push_back(share(sk_X509_value(sent, i)));
  return chain;
}

std::string_view protocol_of(SSL* ssl) {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl, &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

}  // namespace

void report_connection(SSL* ssl, const std::function<void(std::string_view, std::string)>& found) {
  found("version", json_of(SSL_get_version(ssl)));
  found("cipher", json_of(SSL_get_cipher_name(ssl)));
  found("resumed", SSL_session_reused(ssl) == 1 ? "true" : "false");
  if (const auto protocol = protocol_of(ssl); !protocol.empty()) found("alpn", json_of(protocol));
  found("chain", chain_json(chain_of(ssl)));
}

}  // namespace ipaas::mqtt::transport
