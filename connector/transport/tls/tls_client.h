// The client's side of TLS for one connection: begins each attempt with what the settings name at
// that time, and remembers sessions, so that the next attempt is cheaper. Everything on the I/O
// thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <variant>

#include "config/transport_settings.h"
#include "message/error.h"
#include "transport/tls/openssl_types.h"
#include "transport/tls/tls_context.h"

namespace ipaas::mqtt::transport {

// What an attempt starts with.
struct tls_opening {
  std::shared_ptr<tls_context> context;
  ssl_ptr ssl;       // knows whom to expect
  std::string name;  // whom that is: a name or an address
  std::string peer;  // whose sessions these are: for remember() and forget()
};

class tls_client {
 public:
  tls_client() = default;
  tls_client(const tls_client&) = delete;
  tls_client& operator=(const tls_client&) = delete;

  // Reads certificates and keys again. The error is MQTT:TLS_CERTIFICATE and names the setting.
  std::variant<tls_opening, error> open(const config::tls_settings& settings,
                                        const config::broker_address& address);

  void remember(const std::string& peer, session_ptr session);
  // The session that an attempt tried was no good.
  void forget(const std::string& peer) { sessions_.erase(peer); }

 private:
  void resume(SSL* ssl, const std::string& peer);

  std::map<std::string, session_ptr> sessions_;  // the newest of each peer
};

}  // namespace ipaas::mqtt::transport
