// The rules themselves, on classes and circles made up for it: a rule that lets everything pass
// would not be noticed in design_report_test.cc.
#include "design_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ipaas::source_tree {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const size_rule forty{40, {{"knot", 60}}};

TEST(size_rule, lets_pass_what_is_small_or_known) {
  EXPECT_THAT(size_faults({{"knot", "knot.h", 60}, {"plain", "plain.h", 40}}, forty), IsEmpty());
  EXPECT_THAT(size_faults({{"knot", "knot.h", 41}}, forty), IsEmpty());
}

TEST(size_rule, refuses_a_new_large_class) {
  EXPECT_THAT(size_faults({{"knot", "knot.h", 60}, {"plain", "plain.h", 41}}, forty),
              ElementsAre("plain (plain.h) has 41 members, more than 40: give a part of its data, "
                          "and the functions that use it, to a class of its own."));
}

TEST(size_rule, refuses_a_known_class_that_has_grown) {
  EXPECT_THAT(size_faults({{"knot", "knot.h", 61}}, forty),
              ElementsAre("knot (knot.h) has 61 members, more than the 60 noted in known_debts.h: "
                          "put what is new into a class of its own."));
}

TEST(size_rule, wants_a_class_struck_that_is_small_or_gone) {
  const char* const strike =
      "No class knot has more than 40 members any more: strike it from known_debts.h.";
  EXPECT_THAT(size_faults({}, forty), ElementsAre(strike));
  EXPECT_THAT(size_faults({{"knot", "knot.h", 40}}, forty), ElementsAre(strike));
  EXPECT_THAT(size_faults({{"knot", "knot.h", 40}, {"plain", "plain.h", 41}}, forty),
              ElementsAre(HasSubstr("plain (plain.h) has 41"), strike));
}

TEST(circle_rule, lets_pass_what_is_known_or_what_is_left_of_it) {
  EXPECT_THAT(circle_faults({}, {}), IsEmpty());
  EXPECT_THAT(circle_faults({{"a", "b", "c"}}, {{"a", "b", "c"}}), IsEmpty());
  EXPECT_THAT(circle_faults({{"a", "c"}}, {{"a", "b", "c"}}), IsEmpty());
}

TEST(circle_rule, refuses_a_new_circle_and_one_that_has_grown) {
  EXPECT_THAT(circle_faults({{"a", "b"}}, {}),
              ElementsAre("These units include each other: a, b. Move what several of them need "
                          "into a unit below them."));
  EXPECT_THAT(circle_faults({{"a", "b", "c"}, {"d", "e"}}, {{"a", "b"}, {"d", "e"}}),
              ElementsAre(HasSubstr("each other: a, b, c."), HasSubstr("among a, b: strike")));
}

TEST(circle_rule, wants_a_circle_struck_that_is_gone) {
  EXPECT_THAT(circle_faults({}, {{"a", "b"}}),
              ElementsAre("No units include each other any more among a, b: strike the circle from "
                          "known_debts.h."));
}

}  // namespace
}  // namespace ipaas::source_tree
