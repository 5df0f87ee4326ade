// What a status of c-ares means, by table. Sans-I/O.
#pragma once

#include <string>

#include "message/error.h"

namespace ipaas::mqtt::transport {

// For each ARES_E... that there is; MQTT:DNS for those of later versions.
error_code code_of_lookup(int status);

// A sentence about the name, without its full stop.
std::string words_of_lookup(int status, const std::string& host);

}  // namespace ipaas::mqtt::transport
