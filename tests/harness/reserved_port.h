// A TCP port of 127.0.0.1 for as long as the object lives: bound, and not listening. Connections to
// it are refused until a server of this test listens there, which Linux allows whoever asks for
// SO_REUSEADDR; and no other socket of any process gets this port from the system.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdint>
#include <string>
#include <system_error>

#include "harness/file_descriptor.h"

namespace ipaas::harness {

class reserved_port {
 public:
  reserved_port() : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    const int on = 1;
    if (setsockopt(socket_.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        bind(socket_.number(), generic, size) != 0 ||
        getsockname(socket_.number(), generic, &size) != 0) {
      throw std::system_error(errno, std::generic_category(), "reserved_port");
    }
    number_ = ntohs(address.sin_port);
  }

  std::uint16_t number() const { return number_; }
  // "127.0.0.1:" and the number.
  std::string address() const { return "127.0.0.1:" + std::to_string(number_); }

 private:
  file_descriptor socket_;
  std::uint16_t number_ = 0;
};

}  // namespace ipaas::harness
