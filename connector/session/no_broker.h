// What to tell of a server that does not answer CONNECT as a broker does: mostly the port is a
// wrong one, or the protocol. Sans-I/O.
#pragma once

#include "config/transport_settings.h"
#include "message/phrase.h"
#include "protocol/types.h"

namespace ipaas::mqtt::session {

// It has answered, and `answer`, the beginning of that, is no CONNACK.
phrase no_connack_text(protocol::bytes answer, config::transport_kind transport);
// The connection has ended instead; `reason` is the system's, or empty where the server has closed.
phrase no_answer_text(const phrase_value& reason, config::transport_kind transport);

}  // namespace ipaas::mqtt::session
