#include "message/json_text.h"

#include <charconv>
#include <cstring>

namespace ipaas::mqtt {

namespace {

constexpr std::uint64_t every_byte(std::uint64_t value) { return value * 0x0101010101010101; }

// Whether one of eight bytes is a quote, a backslash, a control character or not ASCII. A borrow
// can mark a byte above a real hit as well, which does not change the answer.
bool any_special(std::uint64_t block) {
  const std::uint64_t quote = block ^ every_byte('"');
  const std::uint64_t backslash = block ^ every_byte('\\');
  const std::uint64_t hits =
      (block - every_byte(0x20)) | (quote - every_byte(1)) | (backslash - every_byte(1)) | block;
  return (hits & every_byte(0x80)) != 0;
}

bool is_plain(unsigned char byte) {
  return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
}

// How many bytes at the start need no escape: eight at a time, since most texts are nothing else.
std::size_t plain_length(std::string_view text) {
  std::size_t length = 0;
  for (; length + 8 <= text.size(); length += 8) {
    std::uint64_t block = 0;
    std::memcpy(&block, text.data() + length, 8);
    if (any_special(block)) break;
  }
  while (length < text.size() && is_plain(static_cast<unsigned char>(text[length]))) ++length;
  return length;
}

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

// The range that the byte behind a lead byte must be in: this is what excludes overlong forms,
// surrogates and code points above U+10FFFF (Unicode, table 3-7).
bool second_byte_fits(unsigned char lead, unsigned char second) {
  switch (lead) {
    case 0xE0:
      return second >= 0xA0 && second <= 0xBF;
    case 0xED:
      return second >= 0x80 && second <= 0x9F;
    case 0xF0:
      return second >= 0x90 && second <= 0xBF;
    case 0xF4:
      return second >= 0x80 && second <= 0x8F;
    default:
      return second >= 0x80 && second <= 0xBF;
  }
}

std::size_t announced_length(unsigned char lead) {
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

// The length of the well-formed sequence of several bytes at the start, or 0.
std::size_t sequence_length(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t length = announced_length(lead);
  if (length == 0 || text.size() < length) return 0;
  if (!second_byte_fits(lead, static_cast<unsigned char>(text[1]))) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (!is_continuation(text[i])) return 0;
  }
  return length;
}

void append_control(std::string& out, unsigned char byte) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += "\\u00";
  out += digits[byte >> 4];
  out += digits[byte & 0xF];
}

void append_escaped(std::string& out, unsigned char byte) {
  switch (byte) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      append_control(out, byte);
  }
}

// Appends the character at the start, which is not a plain one; returns how many bytes it took.
std::size_t append_special(std::string& out, std::string_view text) {
  const auto byte = static_cast<unsigned char>(text[0]);
  if (byte < 0x80) {
    append_escaped(out, byte);
    return 1;
  }
  const std::size_t length = sequence_length(text);
  if (length == 0) {
    out += "\xEF\xBF\xBD";
    return 1;
  }
  out.append(text.data(), length);
  return length;
}

// One growth of `out` instead of three: most of the time, this is all there is to do.
void append_plain(std::string& out, std::string_view text) {
  const std::size_t begin = out.size();
  out.resize(begin + text.size() + 2);
  char* const place = out.data() + begin;
  place[0] = '"';
  text.copy(place + 1, text.size());
  place[text.size() + 1] = '"';
}

void append_mixed(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const std::size_t plain = plain_length(text);
    out.append(text.data(), plain);
    text.remove_prefix(plain);
    if (!text.empty()) text.remove_prefix(append_special(out, text));
  }
  out += '"';
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  if (plain_length(text) == text.size()) {
    append_plain(out, text);
  } else {
    append_mixed(out, text);
  }
}

void append_json_name(std::string& out, std::string_view name) {
  if (!out.ends_with('{')) out += ',';
  append_json_string(out, name);
  out += ':';
}

void append_json_member(std::string& out, std::string_view name, std::string_view text) {
  append_json_name(out, name);
  append_json_string(out, text);
}

void append_json_member(std::string& out, std::string_view name, std::int64_t number) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  append_json_name(out, name);
  out.append(digits, end);
}

void append_json_flag(std::string& out, std::string_view name, bool value) {
  append_json_name(out, name);
  out += value ? "true" : "false";
}

}  // namespace ipaas::mqtt
