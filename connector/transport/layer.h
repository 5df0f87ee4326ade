// What the streams have in common that wrap another one: each lets the one below connect, then
// talks with its own peer (a handshake), and is then connected itself. Everything on the I/O
// thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "transport/stream.h"

namespace ipaas::mqtt::transport {

class layer : public stream {
 public:
  void connect(const config::broker_address& address, connect_handler done) override;
  std::string_view stage() const override { return entered_ ? own_stage_ : below_->stage(); }
  void end_output() override { below_->end_output(); }
  void acknowledge_now() override { below_->acknowledge_now(); }

 protected:
  // `own_stage` is a literal; `trace` may be null, and outlives this otherwise.
  layer(std::unique_ptr<stream> below, std::string_view own_stage, connect_trace* trace);

  // The address that the stream below connects to.
  virtual config::broker_address address_below(const config::broker_address& address) const {
    return address;
  }
  // What a failure of the stream below to connect means here.
  virtual error failed_below(error failure) const { return failure; }
  // The stream below is connected: begin the handshake, whose end is told by finish().
  virtual void begin() = 0;

  // The handshake is over. Calls `done`, which may destroy this: the caller's last act.
  void finish(std::optional<error> failure);

  stream& below() { return *below_; }
  const config::broker_address& target() const { return target_; }
  bool is_traced() const { return trace_ != nullptr; }
  void found(std::string_view name, std::string_view json) {
    if (trace_ != nullptr) trace_->on_found(name, json);
  }

 private:
  std::unique_ptr<stream> below_;
  std::string_view own_stage_;
  connect_trace* trace_;
  config::broker_address target_;
  connect_handler done_;
  bool entered_ = false;
};

}  // namespace ipaas::mqtt::transport
