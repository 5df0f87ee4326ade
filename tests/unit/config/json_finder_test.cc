#include "config/json_finder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <optional>

#include "config/json_value.h"

namespace ipaas::mqtt::config {
namespace {

using testing::Optional;

std::optional<std::string> found(std::string_view text, const json_path& path) {
  const json_path* const paths[] = {&path};
  std::string_view value;
  if (!find_scalars(text, paths, {&value, 1})) return std::nullopt;
  return std::string(value);
}

// The same by the parser: what the finder must never contradict.
std::optional<std::string> parsed_member(std::string_view text, const json_path& path) {
  const auto result = parse_json(text);
  const json_value* at = std::get_if<json_value>(&result);
  for (const std::string& name : path) {
    if (at == nullptr) return std::nullopt;
    if (at->is(json_kind::array)) {
      const std::size_t index = std::stoul(name);
      at = index < at->items.size() ? &at->items[index] : nullptr;
    } else {
      at = at->member(name);
    }
  }
  const bool is_scalar = at != nullptr && !at->is(json_kind::null) && at->items.empty() &&
                         !at->is(json_kind::object) && !at->is(json_kind::array);
  return is_scalar ? std::optional(at->text) : std::nullopt;
}

TEST(json_finder, finds_scalars_wherever_they_stand) {
  constexpr std::string_view text =
      R"( {"skip" : [1, {"a": "\"}\u00e9"}, -0.5], "a": {"x": null, "b": [true, "two"]},
          "n": -12.50, "s": "grün", "e": ""} )";
  EXPECT_THAT(found(text, {"a", "b", "0"}), Optional(std::string("true")));
  EXPECT_THAT(found(text, {"a", "b", "1"}), Optional(std::string("two")));
  EXPECT_THAT(found(text, {"n"}), Optional(std::string("-12.50")));
  EXPECT_THAT(found(text, {"s"}), Optional(std::string("grün")));
  EXPECT_THAT(found(text, {"e"}), Optional(std::string()));
}

// Of two members with one name the first counts, and this one is spelt with an escape.
TEST(json_finder, leaves_names_with_escapes_to_the_parser) {
  constexpr std::string_view text = R"({"\u0061": 1, "a": 2})";
  EXPECT_EQ(found(text, {"a"}), std::nullopt);
  EXPECT_THAT(parsed_member(text, {"a"}), Optional(std::string("1")));
}

TEST(json_finder, finds_several_at_once) {
  const json_path first{"a", "b"};
  const json_path second{"c"};
  const json_path third{"a", "d"};
  const json_path* const paths[] = {&first, &second, &third};
  std::string_view values[3];
  EXPECT_TRUE(find_scalars(R"({"a": {"d": 1, "b": 2}, "c": 3})", paths, values));
  EXPECT_THAT(values, testing::ElementsAre("2", "3", "1"));
  EXPECT_FALSE(find_scalars(R"({"a": {"d": 1, "b": 2}})", paths, values));
}

TEST(json_finder, leaves_to_the_parser_what_is_no_plain_scalar) {
  EXPECT_EQ(found(R"({"a": {}})", {"a"}), std::nullopt);
  EXPECT_EQ(found(R"({"a": [1]})", {"a"}), std::nullopt);
  EXPECT_EQ(found(R"({"a": null})", {"a"}), std::nullopt);
  EXPECT_EQ(found(R"({"a": "\n"})", {"a"}), std::nullopt);
  EXPECT_EQ(found(R"({"\u0061": 1})", {"a"}), std::nullopt);
  EXPECT_EQ(found(R"({"a": 1e3})", {"a"}), std::nullopt);
  EXPECT_EQ(found(R"({"a": 1})", {"b"}), std::nullopt);
  EXPECT_EQ(found(R"({"a": 1})", {"a", "b"}), std::nullopt);
  EXPECT_EQ(found(R"({"a": {"x": 1}, "a": {"b": 2}})", {"a", "b"}), std::nullopt) << "first counts";
}

// A mistake behind what is looked for is a mistake, too.
TEST(json_finder, refuses_what_the_parser_refuses) {
  for (const char* tail : {"",
                           ",",
                           "}}",
                           "} x",
                           ",\"b\"}",
                           ",\"b\":}",
                           ",\"b\":01}",
                           ",\"b\":1.}",
                           ",\"b\":-}",
                           ",\"b\":tru}",
                           ",\"b\":\"\\x\"}",
                           ",\"b\":\"\\u12\"}",
                           ",\"b\":\"\\ud800\"}",
                           ",\"b\":\"\x01\"}",
                           ",\"b\":\"\xff\"}",
                           ",\"b\":[1,]}",
                           ",\"b\":[}",
                           ",\"b\":{,}}",
                           ",\"b\":\"}",
                           ",\"b\":1 2}",
                           ",b:1}",
                           ",\"b\":+1}",
                           ",\"b\":.5}"}) {
    EXPECT_EQ(found("{\"a\":1" + std::string(tail), {"a"}), std::nullopt) << tail;
  }
  const std::string deep(json_depth_limit, '[');
  const std::string ends(json_depth_limit, ']');
  EXPECT_EQ(found("{\"a\":1,\"b\":" + deep + ends + "}", {"a"}), std::nullopt);
  EXPECT_THAT(found("{\"a\":1,\"b\":" + deep.substr(1) + ends.substr(1) + "}", {"a"}),
              Optional(std::string("1")));
}

// Texts that are nearly JSON, of the pieces that matter.
rc::Gen<std::string> pieces() {
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
                          "{", "}", "[", "]", ",", ":", "\"a\"", "\"b\"", "1", "-0.5", "01", "1e9",
                          "null", "true", "\"\\n\"", "\"\\u00e4\"", "\"\xc3\xa4\"", "\"\xc3\"", " ",
                          "{\"a\":", "\"b\":", "[1,", "\"\\ud83d\\ude00\"", "\"")),
                      [](const std::vector<std::string>& parts) {
                        std::string text = R"({"a":)";
                        for (const std::string& part : parts) text += part;
                        return text;
                      });
}

RC_GTEST_PROP(json_finder, never_contradicts_the_parser, ()) {
  const std::string text = *pieces();
  for (const std::string end : {"", "}", "]}", "}}"}) {
    for (const json_path& path : {json_path{"a"}, json_path{"a", "a"}, json_path{"b"}}) {
      if (const auto value = found(text + end, path))
        RC_ASSERT(value == parsed_member(text + end, path));
    }
  }
}

}  // namespace
}  // namespace ipaas::mqtt::config
