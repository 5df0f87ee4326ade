#include "harness/server_process.h"

#include <algorithm>
#include <stdexcept>
#include <thread>

#include "harness/loopback.h"

namespace ipaas::harness {

std::string server_program(const std::string& name) {
  const std::string usual = "/usr/sbin/" + name;
  return access(usual.c_str(), X_OK) == 0 ? usual : name;
}

server_process::server_process(const command_maker& make_command, std::size_t port_count)
    : ports_(port_count) {
  std::vector<std::uint16_t> numbers;
  for (const reserved_port& port : ports_) numbers.push_back(port.number());
  const std::vector<std::string> command = make_command(numbers);
  process_.emplace(command, child_process::error_output::dropped);
  wait_until_it_accepts(command.front());
}

void server_process::wait_until_it_accepts(const std::string& name) {
  const auto accepts = [](const reserved_port& port) {
    return connect_to_loopback(port.number()).is_open();
  };
  const deadline end;
  while (!std::ranges::all_of(ports_, accepts)) {
    if (process_->has_ended()) throw std::runtime_error(name + " does not start");
    if (end.is_over()) throw timed_out(name + " does not accept connections");
    std::this_thread::yield();
  }
}

}  // namespace ipaas::harness
