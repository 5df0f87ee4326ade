#include "transports/route.h"

#include "harness/flow.h"

namespace ipaas::harness {

routed_broker::routed_broker(const route& which, unsigned max_inflight) : route_(which) {
  start_server(max_inflight);
  start_proxy();
}

void routed_broker::start_server(unsigned max_inflight) {
  if (route_.to == route::server::aedes) {
    aedes_ = std::make_unique<aedes_broker>();
    return;
  }
  mosquitto_ = std::make_unique<mosquitto_broker>(
      broker_options{.max_inflight_messages = max_inflight,
                     .entrances = {route_.to == route::server::nginx ? entrance::ws : route_.way}});
  if (route_.to == route::server::nginx) nginx_ = std::make_unique<nginx_proxy>(*mosquitto_);
}

void routed_broker::start_proxy() {
  switch (route_.through) {
    case route::proxy::none:
      break;
    case route::proxy::http:
      http_proxy_ = std::make_unique<http_proxy>();
      break;
    case route::proxy::http_with_password:
      http_proxy_ =
          std::make_unique<http_proxy>(http_proxy_options{.user = "anna", .password = "secret"});
      break;
    case route::proxy::socks:
      socks_proxy_ = std::make_unique<socks_proxy>();
      break;
    case route::proxy::socks_with_password:
      asking_socks_proxy_ = std::make_unique<asking_socks_proxy>("anna", "secret");
      break;
  }
}

std::string routed_broker::url() const {
  if (nginx_) return route_.way == entrance::wss ? nginx_->wss_url() : nginx_->tls_url();
  return aedes_ ? aedes_->url(route_.way) : mosquitto_->url(route_.way);
}

json_object routed_broker::settings(std::string_view client_id) const {
  json_object result = connection_settings(url(), client_id);
  if (route_.way == entrance::mutual_tls) result = with_client_certificate(result);
  if (route_.through == route::proxy::http) result.text("proxy", http_proxy_->url());
  if (route_.through == route::proxy::http_with_password) {
    result.text("proxy", http_proxy_->url("anna:secret"));
  }
  if (route_.through == route::proxy::socks) result.text("proxy", socks_proxy_->url());
  if (route_.through == route::proxy::socks_with_password) {
    result.text("proxy", asking_socks_proxy_->url("anna:secret"));
  }
  return result;
}

std::uint16_t routed_broker::plain_port() const {
  return aedes_ ? aedes_->port(entrance::tcp) : mosquitto_->port();
}

}  // namespace ipaas::harness
