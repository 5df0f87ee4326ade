// A server program on loopback, started as a child and ready when its ports accept connections.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/child_process.h"

namespace ipaas::harness {

class server_process {
 public:
  // The command to run for these ports, which were free a moment ago; called again with others when
  // the program ends instead of accepting connections.
  using command_maker =
      std::function<std::vector<std::string>(const std::vector<std::uint16_t>& ports)>;

  server_process(const command_maker& make_command, std::size_t port_count);

  std::uint16_t port(std::size_t which = 0) const { return ports_.at(which); }
  void kill() { process_->kill(); }

 private:
  bool start(const std::vector<std::string>& command);

  std::vector<std::uint16_t> ports_;
  std::optional<child_process> process_;
};

// Free ports, each another one.
std::vector<std::uint16_t> free_ports(std::size_t count);
// The path of a server program, which Debian keeps where the PATH of ordinary users does not
// look; its name where it is not there.
std::string server_program(const std::string& name);

}  // namespace ipaas::harness
