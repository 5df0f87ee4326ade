#include "transport/proxy/proxy_stream.h"

#include <algorithm>
#include <array>
#include <utility>

#include "message/json_text.h"
#include "message/problem_text.h"
#include "transport/layer.h"
#include "transport/proxy/proxy_negotiation.h"

namespace ipaas::mqtt::transport {
namespace {

std::unique_ptr<proxy_negotiation> make_negotiation(const config::proxy_settings& proxy,
                                                    const config::broker_address& target) {
  return proxy.kind == config::proxy_kind::socks5 ? make_socks5(proxy, target)
                                                  : make_http_connect(proxy, target);
}

class proxy_stream final : public layer {
 public:
  proxy_stream(std::unique_ptr<stream> below, config::proxy_settings settings, connect_trace* trace)
      : layer(std::move(below), "proxy", trace), settings_(std::move(settings)) {}
  ~proxy_stream() override { wipe(output_); }

  io_result read(std::span<std::byte> room) override { return below().read(room); }
  io_result write(std::span<const std::span<const std::byte>> parts) override {
    return below().write(parts);
  }
  void wait_readable(std::function<void()> ready) override {
    below().wait_readable(std::move(ready));
  }
  void wait_writable(std::function<void()> ready) override {
    below().wait_writable(std::move(ready));
  }

 private:
  using state = proxy_negotiation::state;

  config::broker_address address_below(const config::broker_address&) const override {
    return settings_.address;
  }
  error failed_below(error failure) const override;
  void begin() override;
  void go_on();
  io_status send();
  io_status receive();
  void conclude(std::optional<error> failure);

  config::proxy_settings settings_;
  std::unique_ptr<proxy_negotiation> negotiation_;  // until the tunnel stands
  std::string output_;
  phrase reason_;  // why below has ended, if it said so
};

// Who reads "refused" thinks of the broker.
error proxy_stream::failed_below(error failure) const {
  if (failure.code != error_code::dns && failure.code != error_code::connect_refused &&
      failure.code != error_code::connect_timeout) {
    return failure;
  }
  error told = describe(error_code::proxy, say(problem::proxy_unreachable, settings_.address.text(),
                                               detail_of(failure)));
  told.endpoint = failure.endpoint;
  told.stage = failure.stage;
  return told;
}

void proxy_stream::begin() {
  if (is_traced()) {
    std::string json;
    append_json_string(json, settings_.address.text());
    found("proxy", json);
  }
  negotiation_ = make_negotiation(settings_, target());
  settings_.password = {};
  go_on();
}

// The two speak in turns.
void proxy_stream::go_on() {
  io_status last = io_status::ok;
  while (negotiation_->current() == state::need_more && last == io_status::ok) {
    if (output_.empty()) output_ = negotiation_->take_output();
    last = send();
    if (last == io_status::would_block) return below().wait_writable([this] { go_on(); });
    if (last == io_status::ok) last = receive();
    if (last == io_status::would_block) return below().wait_readable([this] { go_on(); });
  }
  switch (negotiation_->current()) {
    case state::open:
      return conclude(std::nullopt);
    case state::failed:
      return conclude(negotiation_->failure());
    case state::need_more:
      return conclude(negotiation_->closed(reason_));
  }
}

io_status proxy_stream::send() {
  while (!output_.empty()) {
    const auto rest = std::as_bytes(std::span(output_));
    io_result sent = below().write({&rest, 1});
    if (sent.status != io_status::ok) {
      reason_ = std::move(sent.reason);
      return sent.status;
    }
    if (sent.transferred == output_.size()) {
      wipe(output_);
    } else {
      output_.erase(0, sent.transferred);
    }
  }
  return io_status::ok;
}

io_status proxy_stream::receive() {
  std::array<std::byte, 256> room;
  io_result got =
      below().read(std::span(room).first(std::min(room.size(), negotiation_->wanted())));
  reason_ = std::move(got.reason);
  if (got.status == io_status::ok) {
    negotiation_->feed({reinterpret_cast<const char*>(room.data()), got.transferred});
  }
  return got.status;
}

void proxy_stream::conclude(std::optional<error> failure) {
  negotiation_.reset();
  finish(std::move(failure));
}

}  // namespace

std::unique_ptr<stream> make_proxy_stream(std::unique_ptr<stream> below,
                                          config::proxy_settings settings, connect_trace* trace) {
  return std::make_unique<proxy_stream>(std::move(below), std::move(settings), trace);
}

}  // namespace ipaas::mqtt::transport
