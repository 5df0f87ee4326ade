// A TCP port of 127.0.0.1 that is this process's as long as the object lives: bound, and not
// listening. A server that this process starts can listen there, as Linux allows whoever asks for
// SO_REUSEADDR; the system gives the port to nobody else, also while the server is down.
#pragma once

#include <cstdint>

namespace ipaas::command_line {

class loopback_port {
 public:
  // Throws std::system_error.
  loopback_port();
  ~loopback_port();
  loopback_port(const loopback_port&) = delete;
  loopback_port& operator=(const loopback_port&) = delete;

  std::uint16_t number() const { return number_; }
  // Whether somebody listens there.
  bool accepts_connections() const;

 private:
  int descriptor_;
  std::uint16_t number_ = 0;
};

}  // namespace ipaas::command_line
