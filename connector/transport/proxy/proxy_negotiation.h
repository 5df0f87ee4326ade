// How a proxy is asked for a tunnel to the broker: bytes in, bytes out. Sans-I/O.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "config/transport_settings.h"
#include "message/error.h"

namespace ipaas::mqtt::transport {

class proxy_negotiation {
 public:
  virtual ~proxy_negotiation() { wipe(output_); }

  enum class state : std::uint8_t { need_more, open, failed };
  state current() const { return state_; }
  // Once failed: MQTT:PROXY.
  const error& failure() const { return *failure_; }

  // What is to be sent now. It may hold credentials: who has sent it wipes it.
  std::string take_output() { return std::exchange(output_, std::string()); }
  // As many bytes may be read and fed; those behind them may be the broker's already. At least one
  // while the state is need_more.
  virtual std::size_t wanted() const = 0;
  virtual void feed(std::string_view bytes) = 0;
  // The proxy has ended the connection; `reason` is the system's, or empty.
  virtual error closed(const phrase_value& reason) const = 0;

 protected:
  void send(std::string_view bytes) {
    // More than is ever sent at once: growing leaves copies behind.
    if (output_.empty()) output_.reserve(std::size_t{4} << 10);
    output_ += bytes;
  }
  void succeed() { state_ = state::open; }
  void fail(phrase detail) {
    state_ = state::failed;
    failure_ = describe(error_code::proxy, std::move(detail));
  }

 private:
  state state_ = state::need_more;
  std::optional<error> failure_;
  std::string output_;
};

// HTTP CONNECT (RFC 9110, section 9.3.6), with Basic credentials if there are any.
std::unique_ptr<proxy_negotiation> make_http_connect(const config::proxy_settings& proxy,
                                                     const config::broker_address& target);
// SOCKS 5 (RFC 1928), with user name and password (RFC 1929) if there are any. The proxy looks the
// name of the target up.
std::unique_ptr<proxy_negotiation> make_socks5(const config::proxy_settings& proxy,
                                               const config::broker_address& target);

}  // namespace ipaas::mqtt::transport
