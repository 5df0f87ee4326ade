// A tunnel through a proxy: the stream below connects to the proxy, which is asked to connect to
// the broker and to pass on all bytes from then on.
#pragma once

#include <memory>

#include "config/transport_settings.h"
#include "transport/stream.h"

namespace ipaas::mqtt::transport {

// `trace` may be null, and outlives the stream otherwise.
//
// Errors of its connect: MQTT:PROXY, at "proxy" when the proxy does not make the tunnel, and at
// "name" or "tcp" when the proxy itself is not reached.
std::unique_ptr<stream> make_proxy_stream(std::unique_ptr<stream> below,
                                          config::proxy_settings settings, connect_trace* trace);

}  // namespace ipaas::mqtt::transport
