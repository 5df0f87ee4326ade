// The JSON of a state event.
#include "session/event.h"

#include <gtest/gtest.h>

namespace ipaas::mqtt::session {
namespace {

using namespace std::chrono_literals;
using std::chrono::system_clock;

constexpr system_clock::time_point moment{1'767'225'600'000ms};  // 2026-01-01

TEST(event_json, says_what_happened_when_and_how_bad_it_is) {
  EXPECT_EQ(to_json({event_kind::up, "Connected to broker:1883"}, moment + 7ms),
            R"({"event":"up","time":"2026-01-01T00:00:00.007Z","level":"info",)"
            R"("text":"Connected to broker:1883"})");
}

TEST(event_json, every_kind_has_its_name_and_level) {
  const struct {
    event_kind kind;
    std::string_view name;
    std::string_view level;
  } rows[] = {
      {event_kind::connecting, "connecting", "info"}, {event_kind::up, "up", "info"},
      {event_kind::down, "down", "warning"},          {event_kind::failed, "failed", "error"},
      {event_kind::stopped, "stopped", "info"},       {event_kind::warning, "warning", "warning"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(to_json({row.kind, ""}, moment),
              "{\"event\":\"" + std::string(row.name) +
                  "\",\"time\":\"2026-01-01T00:00:00.000Z\",\"level\":\"" + std::string(row.level) +
                  "\",\"text\":\"\"}");
  }
}

TEST(event_json, the_text_is_escaped) {
  EXPECT_EQ(to_json({event_kind::warning, "a \"b\"\n"}, moment + 86'399'999ms),
            R"({"event":"warning","time":"2026-01-01T23:59:59.999Z","level":"warning",)"
            R"("text":"a \"b\"\n"})");
}

}  // namespace
}  // namespace ipaas::mqtt::session
