// What a handshake has agreed on, for the trace of an attempt. Everything on the I/O thread.
#pragma once

#include <functional>
#include <string_view>

#include "transport/tls/openssl_types.h"

namespace ipaas::mqtt::transport {

// Tells "version", "cipher", "resumed", "alpn" (where one was agreed) and "chain", each with a JSON
// value.
void report_connection(SSL* ssl, const std::function<void(std::string_view, std::string)>& found);

}  // namespace ipaas::mqtt::transport
