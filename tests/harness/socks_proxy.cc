#include "harness/socks_proxy.h"

namespace ipaas::harness {
namespace {

std::string configuration(socks_rule rule, std::uint16_t port) {
  const std::string everything = " { from: 0.0.0.0/0 to: 0.0.0.0/0 }\n";
  return "internal: 127.0.0.1 port = " + std::to_string(port) +
         "\nexternal: 127.0.0.1\nclientmethod: none\nsocksmethod: none\n"
         "client pass" +
         everything + (rule == socks_rule::pass_all ? "socks pass" : "socks block") + everything;
}

}  // namespace

socks_proxy::socks_proxy(socks_rule rule)
    : process_(
          [&](const std::vector<std::uint16_t>& ports) -> std::vector<std::string> {
            const auto file = folder_.write("danted.conf", configuration(rule, ports[0]));
            const auto pid_file = folder_.path() / "pid";
            return {server_program("danted"), "-f", file.string(), "-p", pid_file.string()};
          },
          1) {}

}  // namespace ipaas::harness
