// MQTT within the binary frames of a WebSocket (RFC 6455). Handshake, framing and masking are
// Beast's; here is what makes it a stream that never waits.
#pragma once

#include <memory>
#include <vector>

#include "config/transport_settings.h"
#include "transport/stream.h"

namespace ipaas::mqtt::transport {

struct websocket_settings {
  config::transport_kind kind = config::transport_kind::ws;  // ws, or wss where TLS is below
  std::vector<config::http_header> headers;                  // beside those of the handshake
};

// A WebSocket over `below`, at the address's path, "/mqtt" when it has none. `thread` and `trace`
// (which may be null) outlive it.
//
// Errors of its connect, at "websocket": MQTT:WEBSOCKET, and MQTT:SERVER_UNAVAILABLE when a load
// balancer says that the broker behind it is away. Read fails with MQTT:WEBSOCKET when text
// comes, MQTT:PROTOCOL_ERROR when frames are malformed, and MQTT:CONNECTION_LOST when the server
// closes with a code that tells of a failure; other closes are the end of the stream. Pings are
// answered within read().
//
// What is written is taken into a buffer of bounded size as one frame, and leaves when the stream
// below has room. The broker may get a packet in several frames, and several packets in one.
std::unique_ptr<stream> make_websocket_stream(std::unique_ptr<stream> below, io_thread& thread,
                                              websocket_settings settings, connect_trace* trace);

}  // namespace ipaas::mqtt::transport
