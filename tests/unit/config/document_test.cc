// Documents that are broken as JSON, and documents that are hostile.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "config/json_value.h"
#include "expect.h"

namespace ipaas::mqtt::config {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

struct bad_text {
  std::string text;
  std::string says;
};

class text_that_is_no_json : public testing::TestWithParam<bad_text> {};

TEST_P(text_that_is_no_json, is_one_error_with_its_position) {
  EXPECT_THAT(only_error(parse_connection(GetParam().text)),
              StartsWith(": The text is not JSON: " + GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    forms, text_that_is_no_json,
    testing::Values(
        bad_text{"", "line 1, column 1: expected a value, but the document is empty"},
        bad_text{" \n ", "line 2, column 2: expected a value"},
        bad_text{"{", "line 1, column 2: expected a member's name"},
        bad_text{"{\n  \"a\": 1\n  \"b\": 2}", "line 3, column 3: expected a comma or } behind"},
        bad_text{"{\"ü\" 1}", "line 1, column 6: expected a colon"},
        bad_text{"{\"a\": [1 2]}", "line 1, column 10: expected a comma or ] behind"},
        bad_text{"{\"a\": }", "line 1, column 7: expected a value"},
        bad_text{"{\"a\": tru}", "line 1, column 10: expected a value"},
        bad_text{"{\"a\": 1}}", "line 1, column 9: expected the end of the document"},
        bad_text{"{\"a\": 1.}", "line 1, column 9: expected a digit behind the decimal point"},
        bad_text{"{\"a\": 1e}", "line 1, column 9: expected a digit in the exponent"},
        bad_text{"{\"a\": 1e999}", "line 1, column 7: expected a number within"},
        bad_text{"{\"a\": \"x}", "line 1, column 10: expected a closing double quote"},
        bad_text{"{\"a\": \"\\x\"}",
                 "line 1, column 8: expected one of \" \\ / b f n r t u behind a"},
        bad_text{"{\"a\": \"\\u12\"}", "line 1, column 8: expected four hexadecimal digits"},
        bad_text{"{\"a\": \"\\ud800\"}", "line 1, column 8: expected both halves"},
        bad_text{"{\"a\": \"\xff\"}", "line 1, column 8: expected UTF-8"},
        bad_text{"{'a': 1}", "line 1, column 2: expected a member's name in double quotes"},
        bad_text{std::string("{}\0{}", 5), "line 1, column 3: expected the end of the document"},
        bad_text{repeated("[", 65), "line 1, column 65: expected at most 64 levels"},
        bad_text{repeated("{\"a\":", 1'000'000),
                 "line 1, column 321: expected at most 64 levels"}));

TEST(document, may_begin_with_a_byte_order_mark) {
  EXPECT_TRUE(parse_connection("\xEF\xBB\xBF" + connection_with("")).errors.empty());
}

TEST(document, may_nest_64_levels_deep) {
  EXPECT_THAT(only_error(parse_connection(repeated("[", 64) + repeated("]", 64))),
              StartsWith(": Found an array where an object is expected"));
}

TEST(document, must_not_have_a_key_twice) {
  EXPECT_THAT(only_error(parse_with(R"("order": true, "order": true)")),
              StartsWith("/order: \"order\" stands twice in its object"));
  EXPECT_THAT(fields_of(parse_consumer(R"({"topics": [{"topic": "a", "topic": "b"}]})").errors),
              ElementsAre("/topics/0/topic"));
}

TEST(document, keeps_the_digits_of_its_numbers) {
  const std::string text =
      R"({"a":[1.10,-0,123456789012345678901234567890,1E+2,null,true],"b":{}})";
  std::string written;
  append_json(written, std::get<json_value>(parse_json(text)));
  EXPECT_EQ(written, text);
}

TEST(document, cuts_what_it_repeats) {
  const std::string text = only_error(parse_with("\"order\": \"" + repeated("é", 1000) + '"'));
  EXPECT_THAT(text, AllOf(HasSubstr("é\"..., but must be true or false"), StartsWith("/order: ")));
  EXPECT_LT(text.size(), 400U);
}

// Whatever comes in, something comes out, and it names CORE:CONFIG.
template <typename Result>
void expect_config_errors(const Result& result) {
  for (const error& each : result.errors) RC_ASSERT(each.code == error_code::core_config);
}

void feed(const std::string& text) {
  expect_config_errors(parse_connection(text));
  expect_config_errors(parse_consumer(text));
  expect_config_errors(parse_producer(text));
  expect_config_errors(parse_request(text));
  RC_ASSERT(std::holds_alternative<json_value>(parse_json(validation_report(text))));
}

RC_GTEST_PROP(document_property, takes_any_bytes, (const std::string& text)) { feed(text); }

// Pieces of real documents in any order get further than random bytes do.
RC_GTEST_PROP(document_property, takes_any_pieces, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "{", "}", "[", "]", ",", ":", "\"", "\\", "\"topics\"", "\"brokerUrl\"", "\"operation\"",
      "\"consumer\"", "\"parameters\"", "\"variable\"", "\"connection\"", "\"qos\"", "1", "-1e9",
      "\"${payload.a}\"", "true", "null", "\"tcp://[::1]:1\"", "\"a/#\"", "\xff", "\n"));
  std::string text;
  for (const auto& piece : pieces) text += piece;
  feed(text);
}

// Any value for any key: a report, never a crash.
RC_GTEST_PROP(document_property, takes_any_value_for_any_key, (const std::string& text)) {
  const auto key = *rc::gen::element<std::string>(
      "brokerUrl", "protocol", "clientId", "password", "mqttVersion", "keepAlive", "maxInFlight",
      "maxPacketSize", "topics", "qos", "topic", "payload", "redeliveryDelay", "retain");
  std::string value;
  append_json(value, json_value{json_kind::string, {}, text, {}});
  feed("{\"" + key + "\":" + value + "}");
  feed("{\"" + key + "\":[" + value + "]}");
}

// What a program has written in anger: nothing may grow with the square of a document's size.
TEST(hostile_document, is_read_in_proportion_to_its_size) {
  std::string members = R"({"brokerUrl": "a")";
  std::string topics = R"({"topics": [)";
  for (int i = 0; i < 100'000; ++i) {
    const std::string number = std::to_string(i);
    members += ",\"unknown" + number + "\": {}";
    topics += (i == 0 ? "\"a/" : ",\"a/") + number + "\"";
  }
  EXPECT_EQ(parse_connection(members + "}").errors.size(), most_problems);
  EXPECT_EQ(parse_connection(members + "," + members.substr(1) + "}").errors.size(), most_problems);
  EXPECT_THAT(parse_consumer(topics + "]}").errors, testing::IsEmpty());
}

}  // namespace
}  // namespace ipaas::mqtt::config
