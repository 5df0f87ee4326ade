#include "loopback_port.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace ipaas::command_line {
namespace {

int new_socket() {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "socket");
  return descriptor;
}

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// The port that the system chose.
std::uint16_t bind_to_free_port(int descriptor) {
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  const int on = 1;
  const bool bound = setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
                     bind(descriptor, generic, size) == 0 &&
                     getsockname(descriptor, generic, &size) == 0;
  if (bound) return ntohs(address.sin_port);
  const int reason = errno;
  close(descriptor);
  throw std::system_error(reason, std::generic_category(), "no port of 127.0.0.1");
}

}  // namespace

loopback_port::loopback_port()
    : descriptor_(new_socket()), number_(bind_to_free_port(descriptor_)) {}

loopback_port::~loopback_port() { close(descriptor_); }

bool loopback_port::accepts_connections() const {
  const int descriptor = new_socket();
  const sockaddr_in address = loopback(number_);
  const bool accepted =
      connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  close(descriptor);
  return accepted;
}

}  // namespace ipaas::command_line
