// Base64 (RFC 4648 section 4), for bytes that have to stand in JSON.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ipaas::mqtt {

std::string to_base64(std::string_view bytes);

// The bytes, or nothing when `text` is not what to_base64 would have made of any.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace ipaas::mqtt
