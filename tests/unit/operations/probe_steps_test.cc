#include "operations/probe_steps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ipaas::mqtt::operations {
namespace {

using std::chrono::milliseconds;
using state = probe_step::state;

class probe_steps_test : public testing::Test {
 protected:
  static probe_steps::time_point at(int ms) { return probe_steps::time_point() + milliseconds(ms); }
  std::vector<state> states() const {
    std::vector<state> list;
    for (const probe_step& each : steps.all()) list.push_back(each.status);
    return list;
  }
  probe_steps steps{{"name", "tcp", "connack"}};
};

TEST_F(probe_steps_test, are_skipped_before_they_begin) {
  EXPECT_THAT(states(), testing::Each(state::skipped));
  EXPECT_EQ(steps.running(), "");
  EXPECT_FALSE(steps.ok());
  EXPECT_FALSE(steps.over());
}

TEST_F(probe_steps_test, take_from_their_beginning_to_the_next_one_s) {
  steps.begin("name", at(10));
  steps.begin("tcp", at(13));
  steps.begin("connack", at(20));
  EXPECT_EQ(steps.running(), "connack");
  steps.finish(at(50));
  EXPECT_THAT(states(), testing::Each(state::ok));
  EXPECT_TRUE(steps.ok());
  EXPECT_EQ(steps.failed(), nullptr);
  EXPECT_EQ(steps.all()[0].took, milliseconds(3));
  EXPECT_EQ(steps.all()[1].took, milliseconds(7));
  EXPECT_EQ(steps.all()[2].took, milliseconds(30));
}

TEST_F(probe_steps_test, that_begin_twice_go_on) {
  steps.begin("name", at(0));
  steps.begin("name", at(5));
  steps.begin("tcp", at(8));
  EXPECT_EQ(steps.all()[0].took, milliseconds(8));
}

TEST_F(probe_steps_test, end_with_the_one_that_fails) {
  steps.begin("name", at(0));
  steps.begin("tcp", at(1));
  steps.fail(describe(error_code::connect_refused, "no"), at(4));
  EXPECT_THAT(states(), testing::ElementsAre(state::ok, state::failed, state::skipped));
  ASSERT_NE(steps.failed(), nullptr);
  EXPECT_EQ(steps.failed()->took, milliseconds(3));
  EXPECT_EQ(steps.failed()->failure->code, error_code::connect_refused);
  EXPECT_EQ(steps.failed()->failure->stage, "tcp");
  EXPECT_TRUE(steps.over());
  EXPECT_FALSE(steps.ok());
}

TEST_F(probe_steps_test, do_not_go_on_after_the_end) {
  steps.begin("name", at(0));
  steps.fail(describe(error_code::dns, "first"), at(1));
  steps.begin("tcp", at(2));
  steps.fail(describe(error_code::connect_refused, "second"), at(3));
  steps.finish(at(4));
  EXPECT_THAT(states(), testing::ElementsAre(state::failed, state::skipped, state::skipped));
  EXPECT_EQ(steps.failed()->failure->code, error_code::dns);
  EXPECT_FALSE(steps.ok());
}

TEST_F(probe_steps_test, fail_at_the_first_when_none_has_begun) {
  steps.fail(describe(error_code::core_resource, "no"), at(1));
  EXPECT_THAT(states(), testing::ElementsAre(state::failed, state::skipped, state::skipped));
}

TEST_F(probe_steps_test, keep_the_stage_that_an_error_names) {
  steps.begin("connack", at(0));
  error late = describe(error_code::tls_certificate, "refused");
  late.stage = "tls";
  steps.fail(late, at(1));
  EXPECT_EQ(steps.failed()->name, "connack");
  EXPECT_EQ(steps.failed()->failure->stage, "tls");
}

TEST_F(probe_steps_test, that_were_not_planned_stand_where_they_began) {
  steps.begin("name", at(0));
  steps.begin("tcp", at(1));
  steps.begin("noise", at(2));
  steps.begin("connack", at(3));
  ASSERT_EQ(steps.all().size(), 4U);
  EXPECT_EQ(steps.all()[2].name, "noise");
  EXPECT_EQ(steps.all()[2].status, state::ok);
  EXPECT_EQ(steps.running(), "connack");
}

TEST_F(probe_steps_test, keep_what_was_found_where_it_was_found) {
  steps.found("lost", "1");
  steps.begin("name", at(0));
  steps.found("addresses", R"(["a"])");
  steps.begin("tcp", at(1));
  steps.found("address", R"("a")");
  steps.found("address", R"("b")");
  using found = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(steps.all()[0].found, (found{{"addresses", R"(["a"])"}}));
  EXPECT_EQ(steps.all()[1].found, (found{{"address", R"("b")"}}));
}

}  // namespace
}  // namespace ipaas::mqtt::operations
