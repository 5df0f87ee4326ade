// Client IDs that nobody has configured.
#pragma once

#include <string>
#include <string_view>

#include "protocol/types.h"

namespace ipaas::mqtt::operations {

// One that no other client has, within MQTT 3.1's bound.
std::string make_client_id();

// The client ID of a probe of a connection with `configured`: that with the suffix "-probe", so
// that a broker's rules for a family of clients hold for it too. Of several at once in a process
// the second has "-probe2", and so on: `number` counts from 1. Cut, before the suffix, where MQTT
// 3.1 would be exceeded by that alone.
std::string probe_client_id(std::string_view configured, protocol::version version,
                            unsigned number);

}  // namespace ipaas::mqtt::operations
