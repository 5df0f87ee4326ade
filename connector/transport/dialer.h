// Makes the streams of one connection: knows which layers its settings ask for, and remembers
// between attempts what makes the next one cheaper. Everything on the I/O thread.
#pragma once

#include <memory>

#include "config/connection_settings.h"
#include "transport/io_thread.h"
#include "transport/stream.h"

namespace ipaas::mqtt::transport {

class tls_client;

class dialer {
 public:
  // `thread` outlives this and its streams, and so does `trace`, which may be null.
  explicit dialer(io_thread& thread, connect_trace* trace = nullptr);
  ~dialer();
  dialer(const dialer&) = delete;
  dialer& operator=(const dialer&) = delete;

  // A stream for one attempt, not connected yet. `settings` may change between two calls.
  std::unique_ptr<stream> make(const config::connection_settings& settings);

 private:
  io_thread& thread_;
  connect_trace* trace_;
  std::shared_ptr<tls_client> tls_;
};

}  // namespace ipaas::mqtt::transport
