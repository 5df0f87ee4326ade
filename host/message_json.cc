#include "message_json.h"

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "base64.h"

namespace ipaas::command_line {
namespace {

using writer = rapidjson::Writer<rapidjson::StringBuffer>;

void write_string(writer& out, std::string_view text) {
  out.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void write_key(writer& out, std::string_view name) {
  out.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
}

// RapidJSON's own writer puts the digits of a raw number in quotes.
struct copying_writer : writer {
  using writer::writer;
  bool RawNumber(const char* digits, rapidjson::SizeType length, bool) {
    return RawValue(digits, length, rapidjson::kNumberType);
  }
};

// Copies a JSON text without its white space; numbers keep their digits. False: it is no JSON.
bool compact(std::string_view text, rapidjson::StringBuffer& out) {
  constexpr unsigned flags = rapidjson::kParseValidateEncodingFlag |
                             rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseIterativeFlag;
  rapidjson::MemoryStream stream(text.data(), text.size());
  rapidjson::Reader reader;
  copying_writer copy(out);
  return !reader.Parse<flags>(stream, copy).IsError();
}

void write_part(writer& out, std::string_view name, std::string_view text,
                std::string_view nothing) {
  write_key(out, name);
  rapidjson::StringBuffer compacted;
  if (text.empty()) {
    out.RawValue(nothing.data(), nothing.size(), rapidjson::kObjectType);
  } else if (compact(text, compacted)) {
    out.RawValue(compacted.GetString(), compacted.GetSize(), rapidjson::kObjectType);
  } else {
    write_string(out, is_utf8(text) ? std::string(text) : to_base64(text));
  }
}

void write_payload(writer& out, std::string_view payload) {
  const bool text = is_utf8(payload);
  write_key(out, "payload");
  write_string(out, text ? std::string(payload) : to_base64(payload));
  write_key(out, "encoding");
  write_string(out, text ? "utf8" : "base64");
}

// How many bytes the character takes that begins with `first`; 0: none begins so.
std::size_t sequence_length(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

// The second byte is what tells overlong forms, surrogates and code points above U+10FFFF apart.
bool second_fits(unsigned char first, unsigned char second) {
  switch (first) {
    case 0xe0:
      return second >= 0xa0 && second < 0xc0;
    case 0xed:
      return second >= 0x80 && second < 0xa0;
    case 0xf0:
      return second >= 0x90 && second < 0xc0;
    case 0xf4:
      return second >= 0x80 && second < 0x90;
    default:
      return second >= 0x80 && second < 0xc0;
  }
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  for (std::size_t i = 0; i < bytes.size();) {
    const std::size_t length = sequence_length(at(i));
    if (length == 0 || length > bytes.size() - i) return false;
    if (length > 1 && !second_fits(at(i), at(i + 1))) return false;
    for (std::size_t k = 2; k < length; ++k) {
      if ((at(i + k) & 0xc0u) != 0x80u) return false;
    }
    i += length;
  }
  return true;
}

void append_message_line(std::string& out, const message_parts& message) {
  rapidjson::StringBuffer buffer;
  writer line(buffer);
  line.StartObject();
  write_payload(line, message.payload);
  write_part(line, "error", message.error, "null");
  write_part(line, "attribute", message.attribute, "{}");
  write_part(line, "variable", message.variable, "{}");
  line.EndObject();
  out.append(buffer.GetString(), buffer.GetSize());
  out += '\n';
}

}  // namespace ipaas::command_line
