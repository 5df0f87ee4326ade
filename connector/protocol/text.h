// Looking through text at eight bytes a step. Nearly every topic is plain ASCII, and a PUBLISH is
// checked for every message, so the common answer is inline and the rest is not.
#pragma once

#include <cstring>

#include "protocol/types.h"

namespace ipaas::mqtt::protocol {

enum class text_flaw : std::uint8_t { none, not_utf8, nul, wildcard };

namespace plain {

inline constexpr std::uint64_t ones = 0x0101010101010101;
inline constexpr std::uint64_t high_bits = 0x80 * ones;

// Each test is true when all eight bytes pass. Taking one from a byte below 0x80 sets its high bit
// only if it was zero; a byte of 0x80 or more fails by its own high bit, so borrows cannot hide.
struct text_test {
  static bool passes(std::uint64_t word) { return ((word | (word - ones)) & high_bits) == 0; }
};

// Neither NUL nor a wildcard: '+' and '#' differ in one bit, so they are one comparison.
struct topic_test {
  static_assert(('+' & ~0x08) == '#');
  static bool passes(std::uint64_t word) {
    const std::uint64_t zero_if_wildcard = (word & ~(0x08 * ones)) ^ ('#' * ones);
    return ((word | (word - ones) | (zero_if_wildcard - ones)) & high_bits) == 0;
  }
};

template <typename word_type>
std::uint64_t load(const char* from) {
  word_type word;
  std::memcpy(&word, from, sizeof word);
  return word;
}

// One to seven bytes in one word; the places left over repeat bytes of the text.
inline std::uint64_t load_short(std::string_view text) {
  const char* const end = text.data() + text.size();
  if (text.size() >= 4) {
    return load<std::uint32_t>(text.data()) << 32 | load<std::uint32_t>(end - 4);
  }
  const std::uint64_t first = load<std::uint8_t>(text.data());
  const std::uint64_t middle = load<std::uint8_t>(text.data() + text.size() / 2);
  return first * (ones << 16) | middle << 8 | load<std::uint8_t>(end - 1);
}

template <typename test>
bool all_pass(std::string_view text) {
  if (text.empty()) return true;
  if (text.size() < 8) return test::passes(load_short(text));
  const char* const last = text.data() + text.size() - 8;
  for (const char* at = text.data(); at < last; at += 8) {
    if (!test::passes(load<std::uint64_t>(at))) return false;
  }
  return test::passes(load<std::uint64_t>(last));
}

}  // namespace plain

// The same, of text that is not plain ASCII throughout. Not for callers.
text_flaw examine_text_slowly(std::string_view text);
text_flaw examine_topic_slowly(std::string_view topic);

// Well-formed UTF-8 without U+0000 (MQTT-1.5.4-1, MQTT-1.5.4-2).
inline text_flaw examine_text(std::string_view text) {
  return plain::all_pass<plain::text_test>(text) ? text_flaw::none : examine_text_slowly(text);
}

// And without wildcards (MQTT-3.3.2-2). The length is not looked at.
inline text_flaw examine_topic(std::string_view topic) {
  return plain::all_pass<plain::topic_test>(topic) ? text_flaw::none : examine_topic_slowly(topic);
}

}  // namespace ipaas::mqtt::protocol
