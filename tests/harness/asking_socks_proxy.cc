#include "harness/asking_socks_proxy.h"

namespace ipaas::harness {

asking_socks_proxy::asking_socks_proxy(const std::string& user, const std::string& password)
    : process_(
          [&](const std::vector<std::uint16_t>& ports) -> std::vector<std::string> {
            return {"microsocks", "-i", "127.0.0.1", "-p",    std::to_string(ports[0]),
                    "-u",         user, "-P",        password};
          },
          1) {}

std::string asking_socks_proxy::url(const std::string& credentials) const {
  return process_.url("socks5", credentials);
}

}  // namespace ipaas::harness
