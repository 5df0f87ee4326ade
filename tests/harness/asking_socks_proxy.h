// microsocks: a SOCKS 5 proxy that asks for a user name and a password.
#pragma once

#include <string>

#include "harness/server_process.h"

namespace ipaas::harness {

class asking_socks_proxy {
 public:
  asking_socks_proxy(const std::string& user, const std::string& password);

  // socks5://user:password@127.0.0.1:port; without credentials where they are empty.
  std::string url(const std::string& credentials = {}) const;

 private:
  server_process process_;
};

}  // namespace ipaas::harness
