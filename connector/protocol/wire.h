// Fields as they stand on the wire: big-endian integers and strings with a length before them (MQTT
// 5 section 1.5). What takes never reads beyond its bytes; what puts trusts the room it is given.
#pragma once

#include <cstring>

#include "protocol/types.h"

namespace ipaas::mqtt::protocol {

inline std::uint8_t load_8(const std::byte* from) { return static_cast<std::uint8_t>(*from); }

inline std::uint16_t load_16(const std::byte* from) {
  return static_cast<std::uint16_t>(load_8(from) << 8 | load_8(from + 1));
}

inline std::uint32_t load_32(const std::byte* from) {
  return std::uint32_t{load_16(from)} << 16 | load_16(from + 2);
}

// Removes `size` bytes from the front of `rest` into `out`; false, and no change, when fewer stand
// there.
inline bool take(bytes& rest, std::size_t size, bytes& out) {
  if (rest.size() < size) return false;
  out = rest.first(size);
  rest = rest.subspan(size);
  return true;
}

inline bool take_16(bytes& rest, std::uint16_t& out) {
  bytes field;
  if (!take(rest, 2, field)) return false;
  out = load_16(field.data());
  return true;
}

// A string or binary data with its two bytes of length. When it is cut short `rest` is unspecified.
inline bool take_text(bytes& rest, std::string_view& out) {
  std::uint16_t size = 0;
  bytes field;
  if (!take_16(rest, size) || !take(rest, size, field)) return false;
  out = as_text(field);
  return true;
}

inline std::byte* put_8(std::byte* to, std::uint8_t value) {
  *to = std::byte{value};
  return to + 1;
}

inline std::byte* put_16(std::byte* to, std::uint16_t value) {
  return put_8(put_8(to, static_cast<std::uint8_t>(value >> 8)), static_cast<std::uint8_t>(value));
}

inline std::byte* put_32(std::byte* to, std::uint32_t value) {
  return put_16(put_16(to, static_cast<std::uint16_t>(value >> 16)),
                static_cast<std::uint16_t>(value));
}

inline std::byte* put_bytes(std::byte* to, bytes data) {
  // An empty span may hold a null pointer, which memcpy must not be given.
  if (!data.empty()) std::memcpy(to, data.data(), data.size());
  return to + data.size();
}

// At most 65 535 bytes.
inline std::byte* put_text(std::byte* to, std::string_view text) {
  return put_bytes(put_16(to, static_cast<std::uint16_t>(text.size())), as_bytes(text));
}

// A variable byte integer (MQTT 5 section 1.5.5), at most 268 435 455: one to four bytes.
inline std::byte* put_variable(std::byte* to, std::uint32_t value) {
  for (; value >= 0x80; value >>= 7) to = put_8(to, static_cast<std::uint8_t>(value | 0x80));
  return put_8(to, static_cast<std::uint8_t>(value));
}

inline std::size_t variable_size(std::uint32_t value) {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  return value < 0x20'0000 ? 3 : 4;
}

}  // namespace ipaas::mqtt::protocol
