#include "protocol/foreign_peer.h"

#include <algorithm>
#include <string_view>

namespace ipaas::mqtt::protocol {

namespace {

constexpr std::byte tls_alert{0x15};
constexpr std::byte tls_handshake{0x16};
constexpr std::byte tls_major{3};
constexpr std::byte connack_byte{0x20};
constexpr std::byte disconnect_byte{0xE0};
constexpr std::byte longest_remaining_length{0x7F};
constexpr std::string_view http = "HTTP/";

}  // namespace

spoken guess_spoken(bytes first) {
  if (first.size() < 2) return spoken::unknown;
  if ((first[0] == tls_alert || first[0] == tls_handshake) && first[1] == tls_major) {
    return spoken::tls;
  }
  if ((first[0] == connack_byte || first[0] == disconnect_byte) &&
      first[1] <= longest_remaining_length) {
    return spoken::mqtt;
  }
  const std::string_view text(reinterpret_cast<const char*>(first.data()), first.size());
  return text.starts_with(http) ? spoken::http : spoken::unknown;
}

std::string first_words(bytes first) {
  std::string words;
  for (const std::byte byte : first.first(std::min<std::size_t>(first.size(), 40))) {
    const char c = static_cast<char>(byte);
    if (c < ' ' || c > '~') break;
    words.push_back(c);
  }
  return words.size() >= 4 ? words : std::string();
}

}  // namespace ipaas::mqtt::protocol
