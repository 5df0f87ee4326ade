#include "transport/dialer.h"

namespace ipaas::mqtt::transport {

dialer::dialer(io_thread& thread, connect_trace* trace) : thread_(thread), trace_(trace) {}

dialer::~dialer() = default;

std::unique_ptr<stream> dialer::make(const config::connection_settings&) {
  // Not an owner: the thread must not be released by itself.
  std::shared_ptr<io_thread> thread(std::shared_ptr<void>(), &thread_);
  return make_tcp_stream(std::move(thread), {}, trace_);
}

}  // namespace ipaas::mqtt::transport
