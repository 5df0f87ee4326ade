#include "error_text.h"

#include <gtest/gtest.h>

#include "summary.h"

namespace ipaas::command_line {
namespace {

TEST(error_text, names_code_place_and_description) {
  EXPECT_EQ(error_text(R"({"Code": "CORE:CONFIG", "Description": "no", "Field": "/a"})"),
            "CORE:CONFIG at /a: no");
  EXPECT_EQ(error_text(R"({"Code": "MQTT:DNS", "Description": "no"})"), "MQTT:DNS: no");
}

TEST(error_text, has_a_line_for_each_of_several) {
  EXPECT_EQ(error_text(R"({"Code": "CORE:CONFIG", "Description": "2 mistakes", "Errors": [
                {"Code": "CORE:CONFIG", "Description": "no", "Field": "/a"},
                {"Code": "CORE:CONFIG", "Description": "nor", "Field": "/b"}]})"),
            "CORE:CONFIG at /a: no\nCORE:CONFIG at /b: nor");
}

TEST(error_text, leaves_other_texts_as_they_are) {
  EXPECT_EQ(error_text("out of memory"), "out of memory");
  EXPECT_EQ(error_text("{}"), "{}");
}

TEST(summary, is_one_line_of_json) {
  counts total;
  total.consumed = 3;
  total.accepted = 2;
  EXPECT_EQ(summary_line(total, milliseconds(1250)),
            R"({"consumed": 3, "accepted": 2, "retried": 0, "rejected": 0, "succeeded": 0, )"
            R"("failed": 0, "kept": 0, "reconnects": 0, "duration": 1.250})"
            "\n");
}

}  // namespace
}  // namespace ipaas::command_line
