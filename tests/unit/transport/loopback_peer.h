// The other end of a connection, on a port of 127.0.0.1, with the test's own blocking calls.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <stdexcept>
#include <string>

#include "transport/descriptor.h"

namespace ipaas::mqtt::transport::test {

// A connection accepted by a loopback_listener.
class loopback_peer {
 public:
  explicit loopback_peer(int socket) : socket_(socket) {}

  void send(const std::string& bytes) const {
    if (::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(bytes.size())) {
      throw std::runtime_error("the peer could not send");
    }
  }
  // Waits for so many bytes, or the end.
  std::string receive(std::size_t size) const {
    std::string bytes(size, '\0');
    const auto count = ::recv(socket_.number(), bytes.data(), size, MSG_WAITALL);
    bytes.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
    return bytes;
  }
  void close() { socket_.close(); }
  void reset() {
    const linger at_once{1, 0};
    setsockopt(socket_.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
  }

 private:
  descriptor socket_;
};

class loopback_listener {
 public:
  explicit loopback_listener(const std::string& ip = "127.0.0.1") {
    address_.sin_family = AF_INET;
    inet_pton(AF_INET, ip.c_str(), &address_.sin_addr);
    socklen_t size = sizeof address_;
    auto* const raw = reinterpret_cast<sockaddr*>(&address_);
    if (bind(socket_.number(), raw, size) != 0 || listen(socket_.number(), 16) != 0) {
      throw std::runtime_error("no port for the peer");
    }
    getsockname(socket_.number(), raw, &size);
  }

  std::uint16_t port() const { return ntohs(address_.sin_port); }
  loopback_peer accept() const {
    return loopback_peer(accept4(socket_.number(), nullptr, nullptr, SOCK_CLOEXEC));
  }
  // Afterwards nobody listens at the port.
  void close() { socket_.close(); }

 private:
  descriptor socket_{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_in address_{};
};

}  // namespace ipaas::mqtt::transport::test
