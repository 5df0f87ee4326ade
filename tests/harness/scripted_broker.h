// A server on loopback that plays a script, byte for byte, on a thread of its own; plain, or within
// TLS (tls_server.h):
//
//     scripted_broker server([](listener& door) {
//       peer client = door.accept();
//       client.take(wire::type::connect);
//       client.send(wire::connack(wire::version::v3_1_1, 5));
//       client.wait_for_close();
//     });
//     ... the plugin connects to server.port() ...
//     server.finish();  // throws what went wrong in the script
//
// Every step has a deadline. The destructor cuts a script short that still waits.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "harness/deadline.h"
#include "harness/entrance.h"
#include "harness/file_descriptor.h"
#include "harness/tls_server.h"
#include "harness/wire.h"

namespace ipaas::harness {

// One connection, seen from the server. Errors are exceptions that end the script.
class peer {
 public:
  peer(file_descriptor socket, int cut)
      : socket_(std::make_unique<file_descriptor>(std::move(socket))), cut_(cut) {}

  // What came before it stays unread within TLS: to be called before anything is read.
  void start_tls(const tls_server& server);
  // After start_tls.
  const tls_channel& tls() const { return *tls_; }

  void send(std::string_view bytes);
  // The next packet, whatever it is; throws std::runtime_error when the client closes instead.
  std::string read_packet();
  // The next packet, which must be of this type. PINGREQ in between is answered.
  std::string take(wire::type kind);
  // The same, where SUBSCRIBEs may come before it; they are granted.
  std::string take_granting(wire::version v, wire::type kind);
  // Whether a byte has come that was not read yet.
  bool has_input() const;
  // Reads until the client closes, and returns what it sent until then.
  std::string wait_for_close();
  // Closes at once, with a reset.
  void reset();
  // Closes in order, within TLS with its close_notify.
  void close();
  // The next bytes, whatever they are; nothing when the client has closed.
  std::string read_bytes();

  // CONNECT answered with success.
  void accept_session(wire::version v, std::uint8_t flags = 0, std::string_view properties = {});
  // SUBSCRIBE answered with the QoS that was asked for; returns it.
  wire::subscribe_packet grant_subscription(wire::version v);

 private:
  bool read_more();
  void grant(wire::version v, const wire::subscribe_packet& request);

  std::unique_ptr<file_descriptor> socket_;  // stays where it is when the peer is moved
  std::unique_ptr<tls_channel> tls_;         // null: plain
  int cut_;                                  // readable when the script must end
  std::string buffer_;
};

// The listening socket, seen by the script.
class listener {
 public:
  listener(const file_descriptor& socket, int cut) : socket_(socket), cut_(cut) {}
  peer accept();
  // With the handshake done; throws what failed in it.
  peer accept(const tls_server& server);
  // For a script that only stays: until the test ends it.
  void wait_until_cut();

 private:
  const file_descriptor& socket_;
  int cut_;
};

class scripted_broker {
 public:
  using script = std::function<void(listener&)>;

  explicit scripted_broker(script play);
  ~scripted_broker();
  scripted_broker(const scripted_broker&) = delete;
  scripted_broker& operator=(const scripted_broker&) = delete;

  std::uint16_t port() const { return port_; }
  std::string url() const;  // 127.0.0.1:port
  std::string url(entrance way) const { return url_of(way, port_); }
  // Waits until the script has ended, and throws what it threw.
  void finish();

 private:
  void run(const script& play);

  file_descriptor socket_;
  file_descriptor cut_;
  std::uint16_t port_;
  std::exception_ptr failure_;
  std::thread thread_;
};

}  // namespace ipaas::harness
