#include "harness/nginx_proxy.h"

namespace ipaas::harness {
namespace {

std::string address_of(std::uint16_t port) { return "127.0.0.1:" + std::to_string(port); }

// A block that passes the connection on as WebSocket.
std::string websocket_block(std::uint16_t to) {
  return "proxy_pass http://" + address_of(to) +
         "/mqtt; proxy_http_version 1.1; proxy_read_timeout 1h;"
         " proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;";
}

std::string stream_block(std::uint16_t listening, std::uint16_t to) {
  return "stream { ssl_certificate server.pem; ssl_certificate_key server.key;\n"
         " server { listen " +
         address_of(listening) + " ssl; proxy_timeout 1h; tcp_nodelay on; proxy_pass " +
         address_of(to) + "; } }\n";
}

std::string http_block(std::uint16_t listening, std::uint16_t to) {
  return "http { access_log off; ssl_certificate server.pem; ssl_certificate_key server.key;\n"
         " client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3;"
         " uwsgi_temp_path t4; scgi_temp_path t5;\n"
         " server { listen " +
         address_of(listening) +
         " ssl;\n"
         "  location = /mqtt { " +
         websocket_block(to) +
         " }\n"
         "  location = /guarded { if ($http_x_token != \"open sesame\") { return 403; } " +
         websocket_block(to) +
         " }\n"
         "  location = /page { return 200 page; }\n"
         "  location / { return 404; } } }\n";
}

}  // namespace

nginx_proxy::nginx_proxy(const mosquitto_broker& broker)
    : process_([&](const auto& ports) { return configure(broker, ports); }, 2) {}

std::vector<std::string> nginx_proxy::configure(const mosquitto_broker& broker,
                                                const std::vector<std::uint16_t>& ports) const {
  folder_.write("server.pem", identities().server.chain_pem());
  folder_.write("server.key", identities().server.key_pem());
  const std::string folder = folder_.path().string() + "/";
  const std::string file =
      folder_
          .write("nginx.conf",
                 "load_module /usr/lib/nginx/modules/ngx_stream_module.so;\n"
                 "daemon off; master_process off; pid nginx.pid; error_log error.log;\n"
                 "events { }\n" +
                     stream_block(ports[0], broker.port()) +
                     http_block(ports[1], broker.port(entrance::ws)))
          .string();
  return {server_program("nginx"), "-p", folder, "-c", file, "-e", folder + "error.log"};
}

std::string nginx_proxy::tls_url() const { return url_of(entrance::tls, process_.port(0)); }

std::string nginx_proxy::wss_url(std::string_view path) const {
  return "wss://" + address_of(process_.port(1)) + std::string(path);
}

}  // namespace ipaas::harness
