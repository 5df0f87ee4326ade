#include "protocol/text.h"

namespace ipaas::mqtt::protocol {
namespace {

struct byte_range {
  std::uint8_t low;
  std::uint8_t high;
  bool holds(char byte) const {
    const auto value = static_cast<std::uint8_t>(byte);
    return low <= value && value <= high;
  }
};

bool continues(char byte) { return byte_range{0x80, 0xBF}.holds(byte); }

// What may stand behind this first byte. The narrowed ranges shut out overlong forms, surrogates
// and what lies above U+10FFFF (RFC 3629).
byte_range second_of(std::uint8_t first) {
  switch (first) {
    case 0xE0:
      return {0xA0, 0xBF};
    case 0xED:
      return {0x80, 0x9F};
    case 0xF0:
      return {0x90, 0xBF};
    case 0xF4:
      return {0x80, 0x8F};
    default:
      return {0x80, 0xBF};
  }
}

// How long a sequence with this first byte is; 0 if none begins with it.
std::size_t announced_size(std::uint8_t first) {
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

// The size of the sequence at the start of text, which is not empty; 0 if it is malformed.
std::size_t sequence_size(std::string_view text) {
  const auto first = static_cast<std::uint8_t>(text.front());
  const std::size_t size = announced_size(first);
  if (size <= 1) return size;
  if (text.size() < size || !second_of(first).holds(text[1])) return 0;
  if (size >= 3 && !continues(text[2])) return 0;
  if (size == 4 && !continues(text[3])) return 0;
  return size;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = sequence_size(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

}  // namespace

text_flaw examine_text_slowly(std::string_view text) {
  if (!is_utf8(text)) return text_flaw::not_utf8;
  return text.find('\0') == text.npos ? text_flaw::none : text_flaw::nul;
}

text_flaw examine_topic_slowly(std::string_view topic) {
  const text_flaw found = examine_text_slowly(topic);
  if (found != text_flaw::none) return found;
  // Two searches for a byte are several times faster than one for either.
  const bool plain = topic.find('+') == topic.npos && topic.find('#') == topic.npos;
  return plain ? text_flaw::none : text_flaw::wildcard;
}

}  // namespace ipaas::mqtt::protocol
