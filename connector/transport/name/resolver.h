// Names to addresses without a thread that could hang: c-ares on the I/O thread. Everything on the
// I/O thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "message/error.h"
#include "transport/io_thread.h"

namespace ipaas::mqtt::transport {

struct socket_address {
  std::string ip;  // textual, as asio::ip::make_address reads it (with %scope where IPv6 has one)
  std::uint16_t port = 0;
};

class resolver {
 public:
  // `servers`: name servers "127.0.0.1:5353,…" instead of the system's; empty: the system's.
  explicit resolver(io_thread& thread, std::string servers = {});
  ~resolver();  // cancels; `done` is not called any more; may run within it

  using handler = std::function<void(std::optional<error>, std::vector<socket_address>)>;
  // Looks `host` up: an address literal at once, everything else in the hosts file, then in DNS;
  // IPv4 addresses come before IPv6 ones. Calls `done` exactly once, never from within this call.
  // The error is MQTT:DNS and tells "no such name" from "no answer from the name server" and from
  // what cannot be a name; or CORE:RESOURCE, without a descriptor or memory for the lookup. One
  // lookup at a time.
  void resolve(const std::string& host, std::uint16_t port, handler done);

 private:
  struct implementation;
  std::shared_ptr<implementation> implementation_;
};

}  // namespace ipaas::mqtt::transport
