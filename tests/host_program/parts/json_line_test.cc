// A line of `produce --json`.
#include <gtest/gtest.h>

#include "message_input.h"
#include "message_json.h"

namespace ipaas::command_line {
namespace {

TEST(json_line, has_three_parts) {
  const auto message =
      parse_json_line(R"({"payload": "x", "attribute": {"topic": "a"}, "variable": {"n": 1}})", 1);
  EXPECT_EQ(message.payload, "x");
  EXPECT_EQ(message.attribute, R"({"topic":"a"})");
  EXPECT_EQ(message.variable, R"({"n":1})");
  EXPECT_EQ(message.error, "");
}

TEST(json_line, takes_a_payload_that_is_no_string_as_its_json) {
  EXPECT_EQ(parse_json_line(R"({"payload": {"a": [1, true]}})", 1).payload, R"({"a":[1,true]})");
  EXPECT_EQ(parse_json_line(R"({"payload": 7})", 1).payload, "7");
  EXPECT_EQ(parse_json_line(R"({"payload": null})", 1).payload, "");
  EXPECT_EQ(parse_json_line("{}", 1).payload, "");
}

TEST(json_line, reads_what_consume_prints) {
  const std::string payload("\xff\x00\n", 3);
  std::string line;
  append_message_line(line, {payload, {}, R"({"topic":"a"})", {}});
  const auto message = parse_json_line(line, 1);
  EXPECT_EQ(message.payload, payload);
  EXPECT_EQ(message.attribute, R"({"topic":"a"})");
  EXPECT_EQ(message.error, "");
}

TEST(json_line, is_an_error_with_its_place_when_it_cannot_be_read) {
  const auto message = parse_json_line("{\"payload\": oops}", 12);
  EXPECT_EQ(message.payload, "{\"payload\": oops}");
  EXPECT_NE(message.error.find("CORE:CONFIG"), std::string::npos) << message.error;
  EXPECT_NE(message.error.find("input:12:1:13"), std::string::npos) << message.error;
}

TEST(json_line, refuses_what_it_does_not_mean) {
  for (const auto* line :
       {"[]", "7", R"({"paylod": "x"})", R"({"attribute": []})", R"({"variable": "x"})",
        R"({"payload": "x", "encoding": "hex"})", R"({"payload": "?", "encoding": "base64"})"}) {
    EXPECT_NE(parse_json_line(line, 1).error, "") << line;
  }
}

TEST(json_line, refuses_one_that_is_nested_too_deep) {
  const std::string deep =
      R"({"payload": )" + std::string(100'000, '[') + std::string(100'000, ']') + '}';
  EXPECT_NE(parse_json_line(deep, 1).error.find("nested"), std::string::npos);
}

}  // namespace
}  // namespace ipaas::command_line
