// A connected byte stream to a broker, whatever it is made of: TCP at the bottom, and around it the
// layers that the settings ask for (a proxy's tunnel, TLS, WebSocket; see layer.h and dialer.h).
// Reads and writes never wait; readiness is asked for separately, so that an idle connection holds
// no buffer. Everything on the I/O thread.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "config/transport_settings.h"
#include "message/error.h"
#include "transport/io_thread.h"

namespace ipaas::mqtt::transport {

enum class io_status : unsigned char { ok, would_block, end_of_stream, failed };

struct io_result {
  io_status status = io_status::would_block;
  std::size_t transferred = 0;  // with ok
  phrase reason{};              // with failed: in words, such as "Connection reset by peer"
  // With failed, what it means: TLS 1.3 tells only now that a certificate was refused.
  error_code code = error_code::connection_lost;
};

// Hears what an attempt finds on its way to the broker. Called within the stream's own work, so it
// must not touch the stream.
class connect_trace {
 public:
  virtual ~connect_trace() = default;
  // A stage begins, and the one before it has succeeded.
  virtual void on_stage(std::string_view stage) = 0;
  // What the stage that runs has found, such as "addresses"; `json` is a JSON value.
  virtual void on_found(std::string_view name, std::string_view json) = 0;
};

class stream {
 public:
  // Closes. No callback runs after it, and it may run within a callback. The thread must have
  // another owner then: see io_thread::acquire.
  virtual ~stream() = default;

  // Looks the name up, connects to its addresses one after the other until one answers, and then
  // does each layer's part. Calls `done` exactly once, unless the stream is destroyed first, and
  // never from within this call: with nothing, or with what went wrong (MQTT:DNS,
  // MQTT:CONNECT_REFUSED, MQTT:TLS_CERTIFICATE ...), endpoint and stage filled. It has no timeout
  // of its own: the session's covers the whole attempt, and destroys the stream, maybe within
  // `done`.
  using connect_handler = std::function<void(std::optional<error>)>;
  virtual void connect(const config::broker_address& address, connect_handler done) = 0;
  // Where an attempt stands: "name", "tcp", "proxy", "tls", "websocket".
  virtual std::string_view stage() const = 0;

  virtual io_result read(std::span<std::byte> room) = 0;
  // Writes as much as goes, gathered from `parts` in order; ok with less than all of it means that
  // there is no more room now.
  virtual io_result write(std::span<const std::span<const std::byte>> parts) = 0;

  // Calls `ready` once when a read (a write) will make progress, which includes finding the end or
  // an error; never from within this call. At most one wait of each kind, only once connected.
  virtual void wait_readable(std::function<void()> ready) = 0;
  virtual void wait_writable(std::function<void()> ready) = 0;

  // Ends our half of the conversation: nothing can be written after it, the peer reads the end.
  virtual void end_output() = 0;

  // Tells the peer that its data arrived without waiting for an answer to carry the news; called
  // after reading acknowledgements (44 ms of latency otherwise, see TCP_QUICKACK).
  virtual void acknowledge_now() = 0;
};

// A TCP stream with TCP_NODELAY, not connected yet. `name_servers` as in resolver.h; `trace` may be
// null, and outlives the stream otherwise.
//
// Errors of its connect: MQTT:DNS at "name"; at "tcp" MQTT:CONNECT_REFUSED (refused, unreachable,
// forbidden), MQTT:CONNECT_TIMEOUT (the system gave up) and CORE:RESOURCE (no descriptor, port or
// memory left in this process or machine).
std::unique_ptr<stream> make_tcp_stream(std::shared_ptr<io_thread> thread,
                                        std::string name_servers = {},
                                        connect_trace* trace = nullptr);

}  // namespace ipaas::mqtt::transport
