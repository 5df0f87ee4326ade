#include "harness/http_proxy.h"

namespace ipaas::harness {
namespace {

std::string configuration(const http_proxy_options& options, std::uint16_t port) {
  std::string text = "Port " + std::to_string(port) +
                     "\nListen 127.0.0.1\nTimeout 3600\nMaxClients 1000\nLogLevel Error\n";
  if (!options.user.empty()) text += "BasicAuth " + options.user + " " + options.password + "\n";
  if (options.denies_every_target) text += "ConnectPort 1\n";  // to no other port
  return text;
}

}  // namespace

http_proxy::http_proxy(const http_proxy_options& options)
    : process_(
          [&](const std::vector<std::uint16_t>& ports) -> std::vector<std::string> {
            const auto file = folder_.write("tinyproxy.conf", configuration(options, ports[0]));
            return {"tinyproxy", "-d", "-c", file.string()};
          },
          1) {}

std::string http_proxy::url(const std::string& credentials) const {
  return process_.url("http", credentials);
}

}  // namespace ipaas::harness
