#include "harness/server_process.h"

#include <algorithm>
#include <stdexcept>
#include <thread>

#include "harness/loopback.h"

namespace ipaas::harness {

std::vector<std::uint16_t> free_ports(std::size_t count) {
  std::vector<file_descriptor> held;  // so that no two are the same
  std::vector<std::uint16_t> ports;
  while (ports.size() < count) ports.push_back(port_of(held.emplace_back(listen_on_loopback())));
  return ports;
}

std::string server_program(const std::string& name) {
  const std::string usual = "/usr/sbin/" + name;
  return access(usual.c_str(), X_OK) == 0 ? usual : name;
}

server_process::server_process(const command_maker& make_command, std::size_t port_count) {
  std::vector<std::string> command;
  for (int attempt = 0; attempt < 5; ++attempt) {
    ports_ = free_ports(port_count);
    command = make_command(ports_);
    if (start(command)) return;
  }
  throw std::runtime_error(command.front() + " does not start");
}

bool server_process::start(const std::vector<std::string>& command) {
  process_.emplace(command, child_process::error_output::dropped);
  const auto accepts = [](std::uint16_t port) { return connect_to_loopback(port).is_open(); };
  const deadline end;
  while (!process_->has_ended()) {
    if (std::ranges::all_of(ports_, accepts)) return true;
    if (end.is_over()) throw timed_out(command.front() + " does not accept connections");
    std::this_thread::yield();
  }
  return false;
}

}  // namespace ipaas::harness
