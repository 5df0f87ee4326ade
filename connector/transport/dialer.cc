#include "transport/dialer.h"

#include <utility>

#include "transport/proxy/proxy_stream.h"
#include "transport/tls/tls_stream.h"
#include "transport/websocket/websocket_stream.h"

namespace ipaas::mqtt::transport {

dialer::dialer(io_thread& thread, connect_trace* trace)
    : thread_(thread), trace_(trace), tls_(std::make_shared<tls_client>()) {}

dialer::~dialer() = default;

std::unique_ptr<stream> dialer::make(const config::connection_settings& settings) {
  // Not an owner: the thread must not be released by itself.
  std::shared_ptr<io_thread> thread(std::shared_ptr<void>(), &thread_);
  auto made = make_tcp_stream(std::move(thread), {}, trace_);
  if (settings.proxy) made = make_proxy_stream(std::move(made), *settings.proxy, trace_);
  if (config::uses_tls(settings.transport)) {
    made = make_tls_stream(std::move(made), thread_, tls_, settings.tls, trace_);
  }
  if (config::uses_websocket(settings.transport)) {
    made = make_websocket_stream(std::move(made), thread_,
                                 {settings.transport, settings.web_socket_headers}, trace_);
  }
  return made;
}

}  // namespace ipaas::mqtt::transport
