// nginx in front of a broker, as it stands in front of many: it ends TLS before plain TCP, and TLS
// before WebSocket. It knows some paths that are no broker.
#pragma once

#include <string>

#include "harness/mosquitto_broker.h"
#include "harness/server_process.h"

namespace ipaas::harness {

class nginx_proxy {
 public:
  // Needs the broker's entrance `ws`.
  explicit nginx_proxy(const mosquitto_broker& broker);

  std::string tls_url() const;
  // "/mqtt" is the broker; "/guarded" too, for requests with the header "X-Token: open sesame" (403
  // for others); "/page" is a page, and all else is not found.
  std::string wss_url(std::string_view path = "/mqtt") const;

 private:
  std::vector<std::string> configure(const mosquitto_broker& broker,
                                     const std::vector<std::uint16_t>& ports) const;

  temporary_folder folder_;
  server_process process_;
};

}  // namespace ipaas::harness
