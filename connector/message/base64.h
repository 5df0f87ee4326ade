// Base64 (RFC 4648 section 4), for bytes that have to stand in JSON.
#pragma once

#include <string>
#include <string_view>

namespace ipaas::mqtt {

std::string to_base64(std::string_view bytes);

}  // namespace ipaas::mqtt
