#include "probe_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ipaas::command_line {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr auto passed = R"({"ok": true, "passed": 1, "durationMs": 7.26, "protocol": "TLS",
  "mqttVersion": "5", "clientId": "p-probe", "warnings": [], "brokers": [{"broker": "h:8883",
  "steps": [
    {"step": "name", "status": "ok", "durationMs": 0.24, "found": {"addresses": ["::1", "127.0.0.1"]}},
    {"step": "tls", "status": "ok", "durationMs": 3.1, "found": {"version": "TLSv1.3",
      "resumed": false, "chain": [
        {"subject": "CN=h", "issuer": "CN=ca", "notBefore": "2026-01-01T00:00:00Z",
         "notAfter": "2027-01-01T00:00:00Z", "names": ["h", "127.0.0.1"]},
        {"subject": "CN=ca", "issuer": "CN=ca", "notBefore": "2020-01-01T00:00:00Z",
         "notAfter": "2030-01-01T00:00:00Z", "names": []}]}},
    {"step": "subscribe", "status": "ok", "durationMs": 1,
     "found": {"granted": [{"filter": "a/#", "qos": 1}]}}]}]})";

TEST(probe_text, has_a_line_for_each_step_and_certificate) {
  EXPECT_EQ(probe_text(passed, colours::none),
            "h:8883 over TLS, MQTT 5, as p-probe\n"
            "  ok       name          0.2 ms  addresses ::1, 127.0.0.1\n"
            "  ok       tls           3.1 ms  version TLSv1.3, resumed no\n"
            "                                 certificate CN=h\n"
            "                                   for h, 127.0.0.1\n"
            "                                   by CN=ca\n"
            "                                   valid from 2026-01-01T00:00:00Z to "
            "2027-01-01T00:00:00Z\n"
            "                                 certificate CN=ca\n"
            "                                   by CN=ca\n"
            "                                   valid from 2020-01-01T00:00:00Z to "
            "2030-01-01T00:00:00Z\n"
            "  ok       subscribe     1.0 ms  granted filter a/#, qos 1\n"
            "\n"
            "ok, 7.3 ms\n");
}

constexpr auto failed = R"({"ok": false, "passed": 1, "durationMs": 3, "protocol": "TCP",
  "mqttVersion": "3.1.1", "clientId": "p-probe",
  "warnings": [{"Code": "CORE:CONFIG", "Description": "That is odd."}], "brokers": [
  {"broker": "a:1883", "steps": [
    {"step": "connack", "status": "failed", "durationMs": 1.5, "note": "Or is it the client ID?",
     "error": {"Code": "MQTT:NOT_AUTHORIZED", "Description": "The broker says no."}},
    {"step": "publish", "status": "skipped"}]},
  {"broker": "b:1883", "steps": [{"step": "connack", "status": "ok", "durationMs": 1}]}]})";

TEST(probe_text, says_what_has_failed_and_why) {
  EXPECT_EQ(probe_text(failed, colours::none),
            "a:1883 over TCP, MQTT 3.1.1, as p-probe\n"
            "  FAILED   connack       1.5 ms\n"
            "  skipped  publish\n"
            "\n"
            "failed at connack: MQTT:NOT_AUTHORIZED\n"
            "  The broker says no.\n"
            "  Or is it the client ID?\n"
            "\n"
            "b:1883 over TCP, MQTT 3.1.1, as p-probe\n"
            "  ok       connack       1.0 ms\n"
            "\n"
            "warning\n"
            "  That is odd.\n"
            "\n"
            "failed, 1 of 2 brokers passed, 3.0 ms\n");
}

TEST(probe_text, has_colours_on_request_only) {
  EXPECT_THAT(probe_text(failed, colours::none), Not(HasSubstr("\x1b")));
  EXPECT_THAT(probe_text(failed, colours::ansi), HasSubstr("\x1b[31mFAILED \x1b[0m  connack"));
}

TEST(probe_text, breaks_long_lines_between_words) {
  std::string words;
  for (int i = 0; i < 40; ++i) words += "word ";
  const std::string report =
      R"({"brokers": [{"broker": "a", "steps": [{"step": "tcp", "status": "failed",)"
      R"("error": {"Code": "C", "Description": ")" +
      words + R"("}, "found": {"one": ")" + std::string(40, 'x') + R"(", "two": ")" +
      std::string(40, 'y') + R"("}}]}]})";
  const std::string text = probe_text(report, colours::none);
  std::size_t from = 0;
  for (std::size_t end = text.find('\n'); end != text.npos; end = text.find('\n', from)) {
    EXPECT_LE(end - from, 100U) << text.substr(from, end - from);
    from = end + 1;
  }
  EXPECT_THAT(text, HasSubstr("x,\n                                 two y"));
}

TEST(probe_text, takes_reports_of_another_shape) {
  EXPECT_EQ(probe_text("no JSON", colours::none), "no JSON\n");
  EXPECT_EQ(probe_text("{}", colours::none), "{}\n");
  for (const char* odd :
       {R"({"brokers": 1})", R"({"brokers": [1, {}, {"steps": {}}, {"steps": [1, {}]}]})",
        R"({"brokers": [{"steps": [{"step": 7, "status": "new", "found": 1, "error": 2,
            "durationMs": "x"}, {"found": {"chain": 1, "x": null}}]}], "warnings": [3]})"}) {
    EXPECT_THAT(probe_text(odd, colours::ansi), HasSubstr("failed")) << odd;
  }
}

}  // namespace
}  // namespace ipaas::command_line
