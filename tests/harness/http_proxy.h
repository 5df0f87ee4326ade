// tinyproxy: an HTTP proxy that opens tunnels with CONNECT.
#pragma once

#include <string>

#include "harness/server_process.h"
#include "harness/temporary_folder.h"

namespace ipaas::harness {

struct http_proxy_options {
  std::string user{};  // with a password: it asks for them
  std::string password{};
  bool denies_every_target = false;
};

class http_proxy {
 public:
  explicit http_proxy(const http_proxy_options& options = {});

  // http://user:password@127.0.0.1:port; without credentials where they are empty.
  std::string url(const std::string& credentials = {}) const;

 private:
  temporary_folder folder_;
  server_process process_;
};

}  // namespace ipaas::harness
