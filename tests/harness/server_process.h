// A server program on loopback, started as a child and ready when its ports accept connections.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/child_process.h"
#include "harness/reserved_port.h"

namespace ipaas::harness {

class server_process {
 public:
  // The command to run for these ports, which are this process's as long as it lives.
  using command_maker =
      std::function<std::vector<std::string>(const std::vector<std::uint16_t>& ports)>;

  server_process(const command_maker& make_command, std::size_t port_count);

  std::uint16_t port(std::size_t which = 0) const { return ports_.at(which).number(); }
  // Of a proxy, "scheme://user:password@127.0.0.1:port"; without credentials where they are empty.
  std::string url(const std::string& scheme, const std::string& credentials = {}) const;
  void kill() { process_->kill(); }

 private:
  std::vector<reserved_port> ports_;
  std::optional<child_process> process_;
};

// Waits for a server; throws when its program ends instead, or takes too long.
void wait_until_ready(child_process& process, const std::string& name,
                      const std::function<bool()>& is_ready);

// The path of a server program, which Debian keeps where the PATH of ordinary users does not
// look; its name where it is not there.
std::string server_program(const std::string& name);

}  // namespace ipaas::harness
