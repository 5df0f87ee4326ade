#include "config/template_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <stdexcept>

namespace ipaas::mqtt::config {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr template_input input{
    R"({"t": 21.50, "list": [{"n": "first"}, 2], "on": true, "none": null, "a": {"b": "deep"}})",
    R"({"topic": "plant/7", "QoS": 1})", R"({"site": "Köln", "o": {"x": [1, "y"]}})"};

std::string rendered(std::string_view text, const template_input& parts = input) {
  std::string out;
  const auto mistake = template_text(text).render(parts, out);
  return mistake ? "mistake: " + mistake->en : out;
}

TEST(template_text, without_placeholders_is_literal) {
  const template_text text("plain $ { } text");
  EXPECT_TRUE(text.is_literal());
  EXPECT_EQ(text.literal(), "plain $ { } text");
  EXPECT_EQ(rendered("plain $ { } text"), "plain $ { } text");
  EXPECT_EQ(rendered(""), "");
}

TEST(template_text, appends) {
  std::string out = "x";
  EXPECT_EQ(template_text("y${variable.site}").render(input, out), std::nullopt);
  EXPECT_EQ(template_text("z").render(input, out), std::nullopt);
  EXPECT_EQ(out, "xyKölnz");
}

TEST(template_text, replaces_values_of_every_part) {
  EXPECT_EQ(rendered("${attribute.topic}/${variable.site}/${payload.a.b}!"), "plant/7/Köln/deep!");
  EXPECT_EQ(rendered("${payload.list.0.n}${payload.list.1}"), "first2");
}

TEST(template_text, writes_values_as_json_has_them) {
  EXPECT_EQ(rendered("${payload.t}"), "21.50");
  EXPECT_EQ(rendered("${payload.on}"), "true");
  EXPECT_EQ(rendered("${attribute.QoS}"), "1");
  EXPECT_EQ(rendered("${variable.o}"), R"({"x":[1,"y"]})");
  EXPECT_EQ(rendered("${payload.list}"), R"([{"n":"first"},2])");
}

TEST(template_text, has_an_escape) {
  EXPECT_EQ(rendered("$${payload.t}"), "${payload.t}");
  EXPECT_TRUE(template_text("a$${b").is_literal());
  EXPECT_EQ(rendered("${payload.t}$${${payload.t}"), "21.50${21.50");
}

TEST(template_text, knows_its_literal_parts) {
  EXPECT_EQ(template_text("a/${variable.x}/b${payload.y}").literal_parts(), "a//b");
  EXPECT_EQ(template_text("a").literal_parts(), "a");
}

TEST(template_text, says_which_value_is_missing) {
  EXPECT_EQ(rendered("${variable.nowhere}"),
            "mistake: ${variable.nowhere}: there is no 'nowhere' in variable");
  EXPECT_EQ(rendered("${payload.a.c.d}"),
            "mistake: ${payload.a.c.d}: there is no 'c' in payload.a");
  EXPECT_EQ(rendered("${payload.none}"), "mistake: ${payload.none}: there is no 'none' in payload");
  for (const char* index : {"2", "x", "-1", "0x", "99999999999999999999"}) {
    EXPECT_THAT(rendered("${payload.list." + std::string(index) + "}"), StartsWith("mistake: "));
  }
  EXPECT_THAT(rendered("${payload.t.x}"), HasSubstr("no 'x' in payload.t"));
}

TEST(template_text, takes_an_empty_part_for_an_empty_object) {
  EXPECT_EQ(rendered("${variable.a}", {}), "mistake: ${variable.a}: there is no 'a' in variable");
}

TEST(template_text, wants_a_payload_that_is_json_only_where_it_looks_into_it) {
  const template_input broken{"{\"secret\" 1}", {}, R"({"a": "b"})"};
  EXPECT_EQ(rendered("${variable.a}", broken), "b");
  EXPECT_EQ(
      rendered("${payload.a}", broken),
      "mistake: ${payload.a}: payload is not JSON (line 1, column 11: expected a colon behind "
      "a member's name)");
  EXPECT_THAT(rendered("${payload.a}", {}), HasSubstr("payload is not JSON"));
}

TEST(template_text, takes_the_first_choice_that_has_a_value) {
  EXPECT_EQ(rendered("${payload.t|variable.site}${attribute.topic|'x'}"), "21.50plant/7");
  EXPECT_EQ(rendered("${payload.nowhere|payload.none|variable.site}!"), "Köln!");
  EXPECT_EQ(rendered("a${payload.x|'None'}b${payload.t|'unused'}c"), "aNoneb21.50c");
  EXPECT_EQ(rendered("${payload.x|''}"), "");
  EXPECT_EQ(rendered("${payload.x|'a|b}${'}/${payload.a.b}"), "a|b}${/deep");
  EXPECT_EQ(rendered("${payload.t|'a'|'b'}${payload.x|'a'|'b'}"), "21.50a");
}

TEST(template_text, says_of_the_last_choice_why_there_is_none) {
  EXPECT_EQ(rendered("${payload.x|variable.y}"),
            "mistake: ${payload.x|variable.y}: there is no 'y' in variable");
}

TEST(template_text, passes_over_a_part_that_is_no_json) {
  const template_input broken{"no JSON", {}, R"({"a": "b"})"};
  EXPECT_EQ(rendered("${payload.x|variable.a}", broken), "b");
  EXPECT_EQ(rendered("${payload.x|payload.y|'z'}", broken), "z");
  EXPECT_THAT(rendered("${variable.x|payload.y}", broken), HasSubstr("payload is not JSON"));
}

TEST(template_text, looks_at_no_part_that_no_placeholder_asks_for) {
  const template_input only_attribute{"{no json", R"({"topic": "t", "e": "\n"})", "nor this"};
  EXPECT_EQ(rendered("${attribute.topic}", only_attribute), "t");
  EXPECT_EQ(rendered("${attribute.e}", only_attribute), "\n")
      << "where there is something to decode";
  EXPECT_EQ(rendered("literal", only_attribute), "literal");
}

TEST(template_text, takes_any_number_of_placeholders) {
  std::string text;
  std::string expected;
  for (std::size_t i = 0; i < 2 * most_found_paths; ++i) {
    text += "/${variable.site}";
    expected += "/Köln";
  }
  EXPECT_EQ(rendered(text), expected);
}

TEST(template_text, takes_a_payload_of_any_depth) {
  const std::string deep(1'000'000, '[');
  EXPECT_THAT(rendered("${payload.0}", {deep, {}, {}}), HasSubstr("at most 64 levels"));
}

std::string refusal(std::string_view text) {
  try {
    template_text parsed(text);
    return "none";
  } catch (const std::invalid_argument& wrong) {
    return wrong.what();
  }
}

TEST(template_text, refuses_what_is_no_placeholder) {
  EXPECT_EQ(refusal("a${payload.x"), R"("${payload.x" is no placeholder: its } is missing)");
  EXPECT_THAT(refusal("${env.HOME}"),
              HasSubstr("it must begin with payload, attribute or variable"));
  EXPECT_THAT(refusal("${}"), HasSubstr("it must begin with"));
  EXPECT_THAT(refusal("${payload}"), HasSubstr("the name behind the root is missing"));
  EXPECT_THAT(refusal("${payload.}"), HasSubstr("a name between its dots is missing"));
  EXPECT_THAT(refusal("${payload.a..b}"), HasSubstr("a name between its dots is missing"));
  for (const char* text :
       {"${payload.a|}", "${|payload.a}", "${payload.a||payload.b}", "${'x'}", "${payload.a|x}"}) {
    EXPECT_THAT(refusal(text), HasSubstr("it must begin with")) << text;
  }
  EXPECT_THAT(refusal("${payload.a|'x}"), HasSubstr("its } is missing"));
}

RC_GTEST_PROP(template_text_property, takes_any_text_and_any_parts,
              (const std::string& text, const std::string& payload, const std::string& variable)) {
  const auto front =
      *rc::gen::element<std::string>("", "${payload.a}", "${variable.0}", "$${", "${");
  try {
    std::string out;
    static_cast<void>(template_text(front + text).render({payload, {}, variable}, out));
  } catch (const std::invalid_argument& wrong) {
    RC_ASSERT(std::string_view(wrong.what()).size() > 0);
  }
}

RC_GTEST_PROP(template_text_property, is_the_text_itself_where_no_placeholder_begins,
              (const std::string& text)) {
  RC_PRE(text.find("${") == std::string::npos);
  RC_ASSERT(template_text(text).literal() == text);
}

}  // namespace
}  // namespace ipaas::mqtt::config
