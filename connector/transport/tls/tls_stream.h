// TLS around another stream, by OpenSSL.
#pragma once

#include <memory>

#include "config/transport_settings.h"
#include "transport/io_thread.h"
#include "transport/stream.h"
#include "transport/tls/tls_client.h"

namespace ipaas::mqtt::transport {

// Not connected yet. `thread` outlives it, and so does `trace`, which may be null. `client` is the
// connection's, and common to its attempts.
//
// Errors of its connect, beside those below: at "tls" MQTT:TLS_CERTIFICATE, MQTT:TLS_HOSTNAME and
// MQTT:TLS_HANDSHAKE. TLS 1.3 lets a client go ahead before its certificate is looked at: a refusal
// is the result of a later read or write.
std::unique_ptr<stream> make_tls_stream(std::unique_ptr<stream> below, io_thread& thread,
                                        std::shared_ptr<tls_client> client,
                                        const config::tls_settings& settings, connect_trace* trace);

}  // namespace ipaas::mqtt::transport
