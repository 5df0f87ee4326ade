#include "harness/loopback.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace ipaas::harness {
namespace {

sockaddr_in loopback_address(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

const sockaddr* generic(const sockaddr_in* address) {
  return reinterpret_cast<const sockaddr*>(address);
}

file_descriptor new_socket() {
  file_descriptor made(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!made.is_open()) throw_errno("socket");
  return made;
}

}  // namespace

void throw_errno(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

file_descriptor bind_to_loopback() {
  file_descriptor socket = new_socket();
  const int on = 1;
  setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const sockaddr_in address = loopback_address(0);
  if (bind(socket.number(), generic(&address), sizeof address) != 0) throw_errno("bind");
  return socket;
}

file_descriptor listen_on_loopback() {
  file_descriptor listener = bind_to_loopback();
  if (listen(listener.number(), SOMAXCONN) != 0) throw_errno("listen");
  return listener;
}

std::uint16_t port_of(const file_descriptor& socket) {
  sockaddr_in address{};
  socklen_t length = sizeof address;
  if (getsockname(socket.number(), reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    throw_errno("getsockname");
  }
  return ntohs(address.sin_port);
}

file_descriptor accept_from(const file_descriptor& listener, const deadline& end) {
  if (!wait_readable(listener.number(), end)) throw timed_out("nobody connected");
  file_descriptor accepted(accept4(listener.number(), nullptr, nullptr, SOCK_CLOEXEC));
  if (!accepted.is_open()) throw_errno("accept");
  return accepted;
}

file_descriptor connect_to_loopback(std::uint16_t port) {
  file_descriptor socket = new_socket();
  const sockaddr_in address = loopback_address(port);
  if (connect(socket.number(), generic(&address), sizeof address) != 0) return file_descriptor();
  return socket;
}

file_descriptor begin_to_connect(std::uint16_t port) {
  file_descriptor made(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const sockaddr_in address = loopback_address(port);
  if (connect(made.number(), generic(&address), sizeof address) != 0 && errno != EINPROGRESS) {
    throw_errno("connect");
  }
  return made;
}

bool wait_readable(int descriptor, const deadline& end) {
  for (;;) {
    pollfd entry{descriptor, POLLIN, 0};
    const int ready = poll(&entry, 1, static_cast<int>(end.left().count()));
    if (ready >= 0) return ready > 0;
    if (errno != EINTR) throw_errno("poll");
  }
}

bool read_some(const file_descriptor& socket, std::string& buffer, const deadline& end) {
  if (!wait_readable(socket.number(), end)) throw timed_out("the other side sent nothing");
  std::array<char, 1 << 16> chunk;
  const ssize_t count = read(socket.number(), chunk.data(), chunk.size());
  if (count <= 0) return false;
  buffer.append(chunk.data(), static_cast<std::size_t>(count));
  return true;
}

void write_all(const file_descriptor& socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = send(socket.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw_errno("send");
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace ipaas::harness
