#include "transport/layer.h"

#include <utility>

namespace ipaas::mqtt::transport {

layer::layer(std::unique_ptr<stream> below, std::string_view own_stage, connect_trace* trace)
    : below_(std::move(below)), own_stage_(own_stage), trace_(trace) {}

void layer::connect(const config::broker_address& address, connect_handler done) {
  target_ = address;
  done_ = std::move(done);
  below_->connect(address_below(address), [this](std::optional<error> failure) {
    if (failure) return std::exchange(done_, nullptr)(failed_below(std::move(*failure)));
    entered_ = true;
    if (trace_ != nullptr) trace_->on_stage(own_stage_);
    begin();
  });
}

void layer::finish(std::optional<error> failure) {
  if (failure) {
    failure->endpoint = target_.text();
    failure->stage = own_stage_;
  }
  std::exchange(done_, nullptr)(std::move(failure));
}

}  // namespace ipaas::mqtt::transport
