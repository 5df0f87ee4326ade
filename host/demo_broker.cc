#include "demo_broker.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>

namespace ipaas::command_line {
namespace {

class loopback_socket {
 public:
  loopback_socket() : descriptor_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "socket");
  }
  ~loopback_socket() { close(descriptor_); }
  loopback_socket(const loopback_socket&) = delete;
  loopback_socket& operator=(const loopback_socket&) = delete;

  // The port that the system chose; 0 when it has none.
  std::uint16_t bind_to_free_port() const {
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(descriptor_, generic, size) != 0) return 0;
    if (getsockname(descriptor_, generic, &size) != 0) return 0;
    return ntohs(address.sin_port);
  }

  bool connects_to(std::uint16_t port) const {
    const sockaddr_in address = loopback(port);
    return connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }

 private:
  static sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
  }
  int descriptor_;
};

std::string required_program() {
  if (auto path = find_program("mosquitto")) return *path;
  throw std::runtime_error(
      "the broker mosquitto is not installed: install the package mosquitto, or give --broker URL");
}

}  // namespace

demo_broker::demo_broker() : program_(required_program()) {
  // Between finding a port and mosquitto's using it, another program may take it.
  for (int attempt = 0; attempt < 5; ++attempt) {
    const std::uint16_t port = loopback_socket().bind_to_free_port();
    if (port != 0 && start_on(port)) return;
  }
  throw std::runtime_error("mosquitto does not start: " + last_words());
}

void demo_broker::stop() {
  // SIGTERM, not SIGKILL: mosquitto writes its sessions to disk when it is asked to end, and only
  // every so often otherwise. What a broker acknowledged and then forgot, no client can make good.
  if (process_) process_->end(milliseconds(5000));
  process_.reset();
}

void demo_broker::start() {
  if (!start_on(port_)) throw std::runtime_error("mosquitto does not come back: " + last_words());
}

std::string demo_broker::url() const { return fmt::format("127.0.0.1:{}", port_); }

bool demo_broker::start_on(std::uint16_t port) {
  port_ = port;
  write_configuration();
  process_.emplace(std::vector<std::string>{program_, "-c", folder_.path() + "/mosquitto.conf"},
                   folder_.path() + "/mosquitto.log");
  return wait_until_it_listens();
}

void demo_broker::write_configuration() const {
  std::ofstream file(folder_.path() + "/mosquitto.conf");
  file << fmt::format(
      "listener {} 127.0.0.1\n"
      "allow_anonymous true\n"
      "persistence true\n"
      "persistence_location {}/\n"
      "autosave_interval 1\n"
      "max_inflight_messages 200\n"
      "max_queued_messages 0\n"  // unlimited: by default it drops messages in silence
      "set_tcp_nodelay true\n",
      port_, folder_.path());
  // Started by root, it would become a user who may not write into our folder.
  if (geteuid() == 0) file << "user root\n";
}

bool demo_broker::wait_until_it_listens() {
  const auto deadline = clock::now() + milliseconds(5000);
  while (clock::now() < deadline && process_->runs()) {
    if (loopback_socket().connects_to(port_)) return true;
    poll(nullptr, 0, 10);
  }
  process_.reset();
  return false;
}

std::string demo_broker::last_words() const {
  std::ifstream log(folder_.path() + "/mosquitto.log");
  std::string last;
  for (std::string line; std::getline(log, line);) last = line;
  return last;
}

}  // namespace ipaas::command_line
