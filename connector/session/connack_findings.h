// What CONNACK says, for who traces an attempt.
#pragma once

#include "config/connection_settings.h"
#include "protocol/connack.h"
#include "transport/stream.h"

namespace ipaas::mqtt::session {

// Names as in MQTT 5 section 3.2.2.3, in camel case: what each version can say, and the keep alive
// that is in force (seconds).
void tell_connack(transport::connect_trace& trace, const config::connection_settings& settings,
                  const protocol::connack& answer);

}  // namespace ipaas::mqtt::session
