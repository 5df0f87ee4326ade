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
  process_.emplace(command, child_process::error_output::kept);
  wait_until_ready(*process_, command.front(), [this] {
    return std::ranges::all_of(ports_, [](const reserved_port& port) {
      return connect_to_loopback(port.number()).is_open();
    });
  });
}

std::string server_process::url(const std::string& scheme, const std::string& credentials) const {
  const std::string shown = credentials.empty() ? "" : credentials + "@";
  return scheme + "://" + shown + ports_.front().address();
}

void wait_until_ready(child_process& process, const std::string& name,
                      const std::function<bool()>& is_ready) {
  const deadline end;
  while (!is_ready()) {
    if (process.has_ended()) throw std::runtime_error(name + " does not start");
    if (end.is_over()) throw timed_out(name + " does not accept connections");
    std::this_thread::yield();
  }
}

}  // namespace ipaas::harness
