#include "message/base64.h"

#include <cstdint>

namespace ipaas::mqtt {

std::string to_base64(std::string_view bytes) {
  static constexpr char digits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    const std::string_view piece = bytes.substr(i, 3);
    for (std::size_t k = 0; k < 3; ++k) {
      const auto byte = k < piece.size() ? static_cast<unsigned char>(piece[k]) : 0U;
      group = group << 8 | byte;
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text += k <= piece.size() ? digits[group >> (18 - 6 * k) & 0x3F] : '=';
    }
  }
  return text;
}

}  // namespace ipaas::mqtt
