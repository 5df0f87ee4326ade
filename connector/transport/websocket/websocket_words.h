// What went wrong with a WebSocket, in words: what happened, and what to do. Sans-I/O.
#pragma once

#include <boost/system/error_code.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "config/transport_settings.h"
#include "message/error.h"
#include "transport/http_answer.h"

namespace ipaas::mqtt::transport {

// A path as errors show it: what stands behind a question mark is often a token.
std::string shown_path(std::string_view path);

// The code of the error table for a server that answers with this HTTP status and does not upgrade.
error_code code_of_upgrade(unsigned status);
// The server has answered with HTTP, and does not upgrade.
error upgrade_refused(const http_answer& answer, std::string_view path);
// What came is no HTTP response; `kind` is what the connection tried to be.
error no_http_answer(std::string_view received, config::transport_kind kind);
// The connection ended before the response was there. `reason` may be empty.
error closed_in_upgrade(const phrase_value& reason, std::string_view received,
                        config::transport_kind kind);

// The code of the error table for each of Beast's errors of WebSocket, in the handshake and later.
error_code code_of_websocket(boost::system::error_code failure);
// The same for the code of a close frame of the server (RFC 6455, section 7.4.1).
error_code code_of_close(std::uint16_t code);
// What Beast found wrong with a frame: "a masked frame ...".
const sentence<0>& frame_fault(boost::system::error_code failure);
// "code 1008 (policy violation): words"; `words` may be empty.
phrase close_text(std::uint16_t code, std::string_view words);

}  // namespace ipaas::mqtt::transport
