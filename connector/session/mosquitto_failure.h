// What a status of libmosquitto (enum mosq_err_t) means to us, by table. Sans-I/O.
#pragma once

#include <string_view>

#include "message/error.h"

namespace ipaas::mqtt::session {

// The code of the error table for each status that there is, and for those of later versions:
// CORE:RUNTIME. Its own name of the status, "MOSQ_ERR_NOMEM", is in the generated pages.
error_code code_of_mosquitto(int status);

// What happened, in words: libmosquitto calls some of them "Unknown error".
std::string_view words_of_mosquitto(int status);

}  // namespace ipaas::mqtt::session
