// What an error number of the system (errno) means, by table. Any thread.
#pragma once

#include "message/error.h"

namespace ipaas::mqtt::transport {

// While a connection is being made, to the broker or to a proxy.
error_code code_of_connect(int number);

// Of a connection that was up.
error_code code_of_established(int number);

// The system's own words, such as "Connection refused"; in Chinese those of the most usual ones.
phrase system_reason(int number);

}  // namespace ipaas::mqtt::transport
