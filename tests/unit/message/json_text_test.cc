#include "message/json_text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <rapidjson/document.h>

#include <limits>

namespace ipaas::mqtt {
namespace {

std::string json_of(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

TEST(json_string, leaves_plain_text_alone) {
  EXPECT_EQ(json_of(""), R"("")");
  EXPECT_EQ(json_of("plant/7/temperature ~!@#$%^&*[]"), R"("plant/7/temperature ~!@#$%^&*[]")");
}

TEST(json_string, appends) {
  std::string out = "x";
  append_json_string(out, "y");
  EXPECT_EQ(out, R"(x"y")");
}

TEST(json_string, escapes_what_json_reserves) {
  EXPECT_EQ(json_of("a\"b\\c\n\r\t"), R"("a\"b\\c\n\r\t")");
  EXPECT_EQ(json_of(std::string_view("\0\x01\x1f\x7f", 4)), "\"\\u0000\\u0001\\u001f\x7f\"");
}

// The scan takes eight bytes at a time: what it looks for must be seen at each of their places.
TEST(json_string, sees_a_special_byte_at_every_offset) {
  for (std::size_t offset = 0; offset < 24; ++offset) {
    for (const char special : {'"', '\\', '\n', '\x1f', '\xff'}) {
      std::string text(24, 'x');
      text[offset] = special;
      const std::string_view replacement = special == '"'      ? "\\\""
                                           : special == '\\'   ? "\\\\"
                                           : special == '\n'   ? "\\n"
                                           : special == '\x1f' ? "\\u001f"
                                                               : "\xEF\xBF\xBD";
      const std::string expected = '"' + std::string(offset, 'x') + std::string(replacement) +
                                   std::string(23 - offset, 'x') + '"';
      EXPECT_EQ(json_of(text), expected) << offset;
    }
  }
}

TEST(json_string, keeps_well_formed_utf8) {
  EXPECT_EQ(json_of("温度 é 😀 \xED\x9F\xBF \xEE\x80\x80 \xF4\x8F\xBF\xBF"),
            "\"温度 é 😀 \xED\x9F\xBF \xEE\x80\x80 \xF4\x8F\xBF\xBF\"");
}

TEST(json_string, replaces_what_is_no_utf8) {
  const std::string bad = "\xEF\xBF\xBD";
  EXPECT_EQ(json_of("\x80"), '"' + bad + '"');
  EXPECT_EQ(json_of("a\xC3"), "\"a" + bad + '"');                             // cut short
  EXPECT_EQ(json_of("\xC0\xAF"), '"' + bad + bad + '"');                      // overlong
  EXPECT_EQ(json_of("\xE0\x9F\xBF"), '"' + bad + bad + bad + '"');            // overlong
  EXPECT_EQ(json_of("\xED\xA0\x80"), '"' + bad + bad + bad + '"');            // surrogate
  EXPECT_EQ(json_of("\xF0\x8F\xBF\xBF"), '"' + bad + bad + bad + bad + '"');  // overlong
  EXPECT_EQ(json_of("\xF4\x90\x80\x80"), '"' + bad + bad + bad + bad + '"');  // above U+10FFFF
  EXPECT_EQ(json_of("\xC3z\xE6\xB8z"), '"' + bad + 'z' + bad + bad + "z\"");
}

RC_GTEST_PROP(json_string_property, is_valid_json_whatever_the_bytes, (const std::string& text)) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseValidateEncodingFlag>(json_of(text).c_str());
  RC_ASSERT(!document.HasParseError());
}

RC_GTEST_PROP(json_string_property, reads_back_as_it_was_where_it_is_ascii, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::inRange<char>(0, 127));
  rapidjson::Document document;
  document.Parse(json_of(text).c_str());
  RC_ASSERT(std::string(document.GetString(), document.GetStringLength()) == text);
}

TEST(json_member, is_separated_from_the_one_before) {
  std::string out = "{";
  append_json_member(out, "topic", "a/b");
  append_json_member(out, "messageID", std::int64_t{-4});
  append_json_flag(out, "retain", true);
  append_json_flag(out, "duplicate", false);
  EXPECT_EQ(out, R"({"topic":"a/b","messageID":-4,"retain":true,"duplicate":false)");
}

TEST(json_member, holds_every_64_bit_number) {
  std::string out = "{";
  append_json_member(out, "least", std::numeric_limits<std::int64_t>::min());
  append_json_member(out, "most", std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(out, R"({"least":-9223372036854775808,"most":9223372036854775807)");
}

TEST(json_name, is_escaped_and_has_no_comma_behind_a_brace) {
  std::string out = "[{";
  append_json_name(out, "a\"b");
  EXPECT_EQ(out, R"([{"a\"b":)");
}

}  // namespace
}  // namespace ipaas::mqtt
