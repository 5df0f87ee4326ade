// A TCP port of 127.0.0.1 for as long as the object lives: bound, and not listening. Connections to
// it are refused until a server of this test listens there, which Linux allows whoever asks for
// SO_REUSEADDR; and no other socket of any process gets this port from the system.
#pragma once

#include <cstdint>
#include <string>

#include "harness/loopback.h"

namespace ipaas::harness {

class reserved_port {
 public:
  std::uint16_t number() const { return number_; }
  // "127.0.0.1:" and the number.
  std::string address() const { return "127.0.0.1:" + std::to_string(number_); }

 private:
  file_descriptor socket_ = bind_to_loopback();
  std::uint16_t number_ = port_of(socket_);
};

}  // namespace ipaas::harness
