// The JSON of a state event.
#include "session/event.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ipaas::mqtt::session {
namespace {

using namespace std::chrono_literals;
using std::chrono::system_clock;
using testing::HasSubstr;

constexpr system_clock::time_point some_moment{1'767'225'600'000ms};  // 2026-01-01

TEST(event_json, says_what_happened_when_and_how_bad_it_is) {
  EXPECT_EQ(to_json({event_name::stopped}, some_moment + 7ms),
            R"({"event":"stopped","time":"2026-01-01T00:00:00.007Z","level":"info",)"
            R"("code":"MQTT:STOPPED","text":"Stopped"})");
}

TEST(event_json, tells_its_members) {
  EXPECT_EQ(to_json({event_name::unmatched,
                     {told("topic", "a/\"b\""), told("seconds", std::uint64_t{10})}},
                    some_moment + 86'399'999ms),
            R"({"event":"warning","time":"2026-01-01T23:59:59.999Z","level":"warning",)"
            R"("code":"MQTT:UNMATCHED","text":"A message on \"a/\"b\"\" matched no open operation )"
            R"(within 10 s; it was acknowledged and dropped","topic":"a/\"b\"","seconds":10})");
}

TEST(event_json, has_the_code_and_the_words_of_its_error) {
  const event down{event_name::failed,
                   {told_word("endedBy", "broker")},
                   describe(error_code::bad_credentials, "No")};
  const std::string json = to_json(down, some_moment);
  EXPECT_THAT(json, HasSubstr(R"("code":"MQTT:BAD_CREDENTIALS","text":"No. )"));
  EXPECT_THAT(json, HasSubstr("Ended by the broker. No further attempt is made."));
  EXPECT_THAT(json, HasSubstr(R"("endedBy":"broker"})"));
}

TEST(event_json, speaks_as_it_is_asked_to) {
  const event down{event_name::refused, {}, describe(error_code::bad_credentials, "No")};
  const std::string json = to_json(down, some_moment, {code_style::core, language::zh});
  EXPECT_THAT(json, HasSubstr(R"("code":"CORE:RUNTIME")"));
  EXPECT_THAT(json, HasSubstr(std::string(entry_of(error_code::bad_credentials).cause_zh)));
}

}  // namespace
}  // namespace ipaas::mqtt::session
