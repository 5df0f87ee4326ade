// The rules by which documents are made, on a small form: conditions, defaults, limits.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "exit_status.h"
#include "formats/form_condition.h"
#include "formats/form_schema.h"
#include "formats/formats.h"
#include "formats/number_pattern.h"
#include "formats/value_rules.h"

namespace ipaas::documents_test {
namespace {

using namespace command_line;
using namespace command_line::formats;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

form small_form() {
  return {
      .name = "small",
      .fields = {
          {.key = "name", .type = "string", .required_on_form = true},
          {.key = "on", .type = "boolean", .default_value = false},
          {.key = "kind", .type = "choice", .default_value = "A", .choices = {{"A"}, {"B"}, {"C"}}},
          {.key = "topic",
           .type = "string",
           .format = "topic",
           .required = true,
           .applies_when = condition{"on", {"true"}}}}};
}

TEST(show_rule, asks_for_the_value_of_a_flag_as_a_flag) {
  EXPECT_EQ(show_rule(small_form(), {"on", {"true"}}).compact_text(),
            R"({"effect": "SHOW", "condition": {"scope": "#/properties/on", )"
            R"("schema": {"enum": [true]}, "failWhenUndefined": true}})");
}

TEST(show_rule, shows_what_the_default_asks_for) {
  EXPECT_THAT(
      show_rule(small_form(), {"kind", {"A", "B"}}).compact_text(),
      AllOf(HasSubstr(R"("enum": ["A", "B"])"), HasSubstr(R"("failWhenUndefined": false)")));
  EXPECT_THAT(show_rule(small_form(), {"kind", {"B"}}).compact_text(),
              HasSubstr(R"("failWhenUndefined": true)"));
}

TEST(show_rule, takes_any_text_where_something_must_be_given) {
  EXPECT_THAT(show_rule(small_form(), {"name", {}}).compact_text(),
              HasSubstr(R"("schema": {"type": "string", "minLength": 1})"));
}

TEST(form_schema, asks_for_a_dependent_field_only_where_it_applies) {
  EXPECT_THAT(form_schema(small_form()).compact_text(),
              AllOf(HasSubstr(R"("required": ["name"], )"),
                    HasSubstr(R"({"anyOf": [{"not": {"properties": {"on": {"enum": [true]}}, )"
                              R"("required": ["on"]}}, {"properties": {"topic": )"),
                    HasSubstr(R"("required": ["topic"]}]})")));
}

TEST(form_schema, puts_no_rule_on_a_field_that_may_be_hidden) {
  const std::string text = form_schema(small_form()).compact_text();
  const std::string property = text.substr(text.find(R"("topic": {"type")"), 200);
  EXPECT_THAT(property.substr(0, property.find('}')), Not(HasSubstr("pattern")));
}

struct limits {
  std::int64_t least;
  std::int64_t most;
};
class ranges : public testing::TestWithParam<limits> {};

TEST_P(ranges, match_exactly_the_numbers_between_their_limits) {
  const auto [least, most] = GetParam();
  const std::regex pattern(range_pattern(least, most));
  for (std::int64_t number = 0; number <= most + 1200; ++number) {
    const bool inside = number >= least && number <= most;
    ASSERT_EQ(std::regex_match(std::to_string(number), pattern), inside) << number;
    ASSERT_EQ(std::regex_match("00" + std::to_string(number), pattern), inside) << number;
  }
}

INSTANTIATE_TEST_SUITE_P(of_all_kinds, ranges,
                         testing::Values(limits{0, 0}, limits{0, 9}, limits{1, 10}, limits{5, 1440},
                                         limits{0, 1000}, limits{99, 101}, limits{100, 999},
                                         limits{128, 6871}, limits{2047, 2048}));

struct quantity {
  const char* text;
  bool accepted;
};

void expect_verdicts(const field& field, std::initializer_list<quantity> cases) {
  const std::regex pattern(value_pattern(field));
  for (const auto& [text, accepted] : cases) {
    EXPECT_EQ(std::regex_search(text, pattern), accepted) << text;
  }
}

TEST(duration_pattern, keeps_to_the_limits_in_every_unit) {
  const field delay{.key = "delay", .type = "duration", .minimum = 100, .maximum = 86'400'000};
  expect_verdicts(delay, {{"100ms", true},
                          {"99ms", false},
                          {"0", false},
                          {"1", true},
                          {" 90 s ", true},
                          {"86400", true},
                          {"86401s", false},
                          {"24h", true},
                          {"25h", false},
                          {"1h30m", true},
                          {"0.5s", true},
                          {"0.5ms", false},
                          {"soon", false},
                          {"", false}});
}

TEST(duration_pattern, wants_whole_seconds_where_the_step_is_one) {
  const field lifetime{
      .key = "lifetime", .type = "duration", .minimum = 0, .maximum = 60'000, .step = 1000};
  expect_verdicts(lifetime, {{"1500ms", false}, {"2000ms", true}, {"0ms", true}, {"1.5", false}});
}

TEST(duration_pattern, leaves_the_gap_between_zero_and_the_least) {
  const field keep_alive{
      .key = "keepAlive", .type = "duration", .minimum = 0, .maximum = 65'535'000, .step = 1000};
  expect_verdicts(keep_alive, {{"0", true}, {"0s", true}, {"4s", false}, {"5s", true}});
}

TEST(size_pattern, keeps_to_the_limits_in_every_unit) {
  const field size{.key = "size", .type = "size", .minimum = 1024, .maximum = 1 << 20};
  expect_verdicts(size, {{"1023", false},
                         {"1024", true},
                         {"1 kib", true},
                         {"1048577B", false},
                         {"1MiB", true},
                         {"2MiB", false},
                         {"1.5KiB", false},
                         {"1MB", false}});
}

TEST(find_format, names_those_that_there_are) {
  try {
    find_format("jsonform-schema");
    FAIL() << "there is none";
  } catch (const bad_configuration& refusal) {
    EXPECT_THAT(refusal.what(), HasSubstr("there are jsonforms-schema, "));
  }
}

}  // namespace
}  // namespace ipaas::documents_test
