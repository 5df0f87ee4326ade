// Dante: a SOCKS 5 proxy that asks for no credentials. (It would look them up among the machine's
// own users; see asking_socks_proxy.h.)
#pragma once

#include <string>

#include "harness/server_process.h"
#include "harness/temporary_folder.h"

namespace ipaas::harness {

enum class socks_rule : std::uint8_t { pass_all, block_all };

class socks_proxy {
 public:
  explicit socks_proxy(socks_rule rule = socks_rule::pass_all);

  std::string url() const { return process_.url("socks5"); }

 private:
  temporary_folder folder_;
  server_process process_;
};

}  // namespace ipaas::harness
