#include "message_json.h"

#include <gtest/gtest.h>

namespace ipaas::command_line {
namespace {

std::string line_of(const message_parts& message) {
  std::string line;
  append_message_line(line, message);
  return line;
}

TEST(message_json, writes_absent_parts_as_nothing) {
  EXPECT_EQ(line_of({"hello", {}, {}, {}}),
            R"({"payload":"hello","encoding":"utf8","error":null,"attribute":{},"variable":{}})"
            "\n");
}

TEST(message_json, writes_text_as_text) {
  EXPECT_EQ(line_of({"a\"b\n\xc3\xa4", {}, {}, {}}),
            "{\"payload\":\"a\\\"b\\n\xc3\xa4\",\"encoding\":\"utf8\",\"error\":null,"
            "\"attribute\":{},\"variable\":{}}\n");
}

TEST(message_json, writes_other_bytes_as_base64) {
  const auto line = line_of({std::string_view("\xff\x00", 2), {}, {}, {}});
  EXPECT_NE(line.find(R"("payload":"/wA=","encoding":"base64")"), std::string::npos) << line;
}

TEST(message_json, copies_json_on_one_line_and_keeps_its_digits) {
  const auto line =
      line_of({"", R"({"Code": "X"})", "{\"a\":\n [1.10, 18446744073709551616]}", R"({"b":"c"})"});
  EXPECT_EQ(line, R"({"payload":"","encoding":"utf8","error":{"Code":"X"},)"
                  R"("attribute":{"a":[1.10,18446744073709551616]},"variable":{"b":"c"}})"
                  "\n");
}

TEST(message_json, stays_json_when_a_part_is_none) {
  const auto line = line_of({"", {}, "{oops", {}});
  EXPECT_NE(line.find(R"("attribute":"{oops")"), std::string::npos) << line;
}

TEST(utf8, is_told_from_other_bytes) {
  for (const auto* text : {"", "a", "\xc2\x80", "\xe0\xa0\x80", "\xf0\x90\x80\x80",
                           "\xf4\x8f\xbf\xbf", "\xed\x9f\xbf"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
  // A lone continuation, an overlong form, a surrogate, a point too high, a sequence cut short.
  for (const auto* text :
       {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf",
        "\xf4\x90\x80\x80", "\xf5", "\xc3", "\xe2\x82", "\xe2\x28\xa1", "\xe2\x82\x28"}) {
    EXPECT_FALSE(is_utf8(text)) << text;
  }
}

}  // namespace
}  // namespace ipaas::command_line
