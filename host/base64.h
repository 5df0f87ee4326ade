// Base64 with the alphabet and the padding of RFC 4648, section 4.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ipaas::command_line {

std::string to_base64(std::string_view bytes);

// Nothing when `text` is not base64: a foreign character, or a length that is no multiple of 4.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace ipaas::command_line
