// What a host can be called. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "message/phrase.h"

namespace ipaas::mqtt::transport {

// Whether `host` is an IPv4 or IPv6 address (the latter without brackets, with %scope where it
// needs one) rather than a name.
bool is_address_literal(const std::string& host);

// Why no name server can know `name`, as the end of a sentence about it; empty: it may exist. The
// limits of RFC 1035, section 2.3.4, and its characters, with the underscore that container
// networks put into names.
phrase fault_in_name(std::string_view name);

}  // namespace ipaas::mqtt::transport
