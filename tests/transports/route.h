// Every way from the plugin to a broker that the tests know: an entrance of mosquitto or aedes,
// nginx before mosquitto, and a proxy before either.
#pragma once

#include <memory>
#include <ostream>
#include <string>

#include "harness/aedes_broker.h"
#include "harness/asking_socks_proxy.h"
#include "harness/http_proxy.h"
#include "harness/json.h"
#include "harness/mosquitto_broker.h"
#include "harness/nginx_proxy.h"
#include "harness/socks_proxy.h"

namespace ipaas::harness {

struct route {
  enum class server : std::uint8_t { mosquitto, nginx, aedes };
  enum class proxy : std::uint8_t { none, http, http_with_password, socks, socks_with_password };

  const char* name;
  server to;
  entrance way;
  proxy through = proxy::none;
};

inline std::ostream& operator<<(std::ostream& out, const route& which) { return out << which.name; }

inline constexpr route all_routes[] = {
    {"tcp", route::server::mosquitto, entrance::tcp},
    {"tls", route::server::mosquitto, entrance::tls},
    {"mutual_tls", route::server::mosquitto, entrance::mutual_tls},
    {"ws", route::server::mosquitto, entrance::ws},
    {"wss", route::server::mosquitto, entrance::wss},
    {"nginx_tls", route::server::nginx, entrance::tls},
    {"nginx_wss", route::server::nginx, entrance::wss},
    {"http_proxy_tcp", route::server::mosquitto, entrance::tcp, route::proxy::http},
    {"http_proxy_tls", route::server::mosquitto, entrance::tls, route::proxy::http_with_password},
    {"http_proxy_ws", route::server::mosquitto, entrance::ws, route::proxy::http},
    {"http_proxy_wss", route::server::mosquitto, entrance::wss, route::proxy::http_with_password},
    {"socks_tcp", route::server::mosquitto, entrance::tcp, route::proxy::socks},
    {"socks_tls", route::server::mosquitto, entrance::tls, route::proxy::socks_with_password},
    {"socks_ws", route::server::mosquitto, entrance::ws, route::proxy::socks},
    {"socks_wss", route::server::mosquitto, entrance::wss, route::proxy::socks_with_password},
    {"aedes_tcp", route::server::aedes, entrance::tcp},
    {"aedes_tls", route::server::aedes, entrance::tls},
    {"aedes_ws", route::server::aedes, entrance::ws},
    {"aedes_wss", route::server::aedes, entrance::wss},
};

// The servers of a route.
class routed_broker {
 public:
  // `max_inflight` is mosquitto's max_inflight_messages.
  routed_broker(const route& which, unsigned max_inflight);

  // For a connection of the plugin along the route.
  json_object settings(std::string_view client_id) const;
  // Plain TCP, for the tests' own clients.
  std::uint16_t plain_port() const;

 private:
  void start_server(unsigned max_inflight);
  void start_proxy();
  std::string url() const;

  route route_;
  std::unique_ptr<mosquitto_broker> mosquitto_;
  std::unique_ptr<aedes_broker> aedes_;
  std::unique_ptr<nginx_proxy> nginx_;
  std::unique_ptr<http_proxy> http_proxy_;
  std::unique_ptr<socks_proxy> socks_proxy_;
  std::unique_ptr<asking_socks_proxy> asking_socks_proxy_;
};

}  // namespace ipaas::harness
