// What a status of c-ares means, by table. Sans-I/O.
#pragma once

#include <string_view>

#include "message/error_code.h"
#include "message/phrase.h"

namespace ipaas::mqtt::transport {

// For each ARES_E... that there is; MQTT:DNS for those of later versions.
error_code code_of_lookup(int status);

// A sentence about the name, without its full stop.
phrase words_of_lookup(int status, std::string_view host);

}  // namespace ipaas::mqtt::transport
