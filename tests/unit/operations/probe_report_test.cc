#include "operations/probe_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/json_value.h"

namespace ipaas::mqtt::operations {
namespace {

using std::chrono::microseconds;
using testing::HasSubstr;
using testing::Not;

constexpr std::chrono::system_clock::time_point when{std::chrono::seconds(0)};

probe_steps::time_point at(int us) { return probe_steps::time_point() + microseconds(us); }

class probe_report_test : public testing::Test {
 protected:
  probe_report_test() {
    outcome.configured_id = "press";
    outcome.client_id = "press-probe";
    outcome.parsing = microseconds(120);
    outcome.took = microseconds(9876);
  }
  static probe_steps passed() {
    probe_steps steps({"name", "connack"});
    steps.begin("name", at(0));
    steps.found("addresses", R"(["127.0.0.1"])");
    steps.begin("connack", at(1500));
    steps.finish(at(3750));
    return steps;
  }
  static probe_steps failed(error_code code) {
    probe_steps steps({"name", "connack", "subscribe"});
    steps.begin("connack", at(0));
    error why = describe(code, "Not today");
    why.reason_code = std::uint8_t{5};
    steps.fail(why, at(10));
    return steps;
  }
  void add(std::string name, probe_steps steps) {
    outcome.brokers.push_back({std::move(name), std::move(steps), microseconds(3750)});
  }
  // The report, which is a JSON document.
  std::string text() const {
    std::string report = probe_report(outcome, when);
    EXPECT_TRUE(std::holds_alternative<config::json_value>(config::parse_json(report))) << report;
    return report;
  }
  probe_outcome outcome;
};

TEST_F(probe_report_test, has_every_step_with_its_time_and_findings) {
  add("a:1883", passed());
  EXPECT_EQ(text(),
            R"({"ok":true,"passed":1,"broker":"a:1883","time":"1970-01-01T00:00:00.000Z",)"
            R"("durationMs":9.876,"protocol":"TCP","mqttVersion":"3.1.1",)"
            R"("clientId":"press-probe","configuredClientId":"press","warnings":[],"brokers":[)"
            R"({"broker":"a:1883","ok":true,"durationMs":3.750,"steps":[)"
            R"({"step":"parse","status":"ok","durationMs":0.120},)"
            R"({"step":"name","status":"ok","durationMs":1.500,)"
            R"("found":{"addresses":["127.0.0.1"]}},)"
            R"({"step":"connack","status":"ok","durationMs":2.250}]}]})");
}

TEST_F(probe_report_test, has_the_error_of_the_step_that_failed_and_of_the_whole) {
  add("a:1883", failed(error_code::server_unavailable));
  const std::string report = text();
  EXPECT_THAT(report,
              HasSubstr(R"({"ok":false,"passed":0,"error":{"Code":"MQTT:SERVER_UNAVAILABLE")"));
  EXPECT_THAT(report, HasSubstr(R"({"step":"connack","status":"failed","durationMs":0.010,)"
                                R"("error":{"Code":"MQTT:SERVER_UNAVAILABLE")"));
  EXPECT_THAT(report, HasSubstr(R"("ReasonCode":5)"));
  EXPECT_THAT(report, HasSubstr(R"({"step":"subscribe","status":"skipped"})"));
}

TEST_F(probe_report_test, passes_only_when_every_broker_does) {
  add("a:1", failed(error_code::connect_refused));
  add("b:1", passed());
  EXPECT_THAT(text(), HasSubstr(R"({"ok":false,"passed":1,"broker":"b:1","error":{)"));
}

TEST_F(probe_report_test, notes_where_the_client_id_may_be_to_blame) {
  for (const error_code code : {error_code::client_id_rejected, error_code::not_authorized,
                                error_code::bad_credentials, error_code::connection_lost}) {
    outcome.brokers.clear();
    add("a:1", failed(code));
    EXPECT_THAT(text(), HasSubstr(R"("note":"The probe used the client ID \"press-probe\" in the )"
                                  R"(place of \"press\")"));
  }
  outcome.brokers.clear();
  add("a:1", failed(error_code::protocol_version));
  EXPECT_THAT(text(), Not(HasSubstr(R"("note")")));
}

TEST_F(probe_report_test, notes_nothing_where_no_client_id_was_configured) {
  outcome.configured_id.clear();
  add("a:1", failed(error_code::not_authorized));
  EXPECT_THAT(text(), Not(HasSubstr(R"("note")")));
  EXPECT_THAT(text(), Not(HasSubstr("configuredClientId")));
}

TEST_F(probe_report_test, notes_where_the_right_to_the_topic_may_be_missing) {
  const auto note_of = [this](std::string_view step, error_code code) {
    probe_steps steps({"publish", "receive"});
    steps.begin(step, at(0));
    steps.fail(describe(code, ""), at(1));
    outcome.topic = "a/b";
    outcome.brokers.clear();
    add("a:1", std::move(steps));
    return text().find(R"("note":"Before MQTT 5)") != std::string::npos;
  };
  EXPECT_TRUE(note_of("publish", error_code::connection_lost));
  EXPECT_TRUE(note_of("receive", error_code::publish_rejected));
  EXPECT_FALSE(note_of("publish", error_code::not_authorized));
  EXPECT_FALSE(note_of("receive", error_code::connection_lost));
  outcome.mqtt_version = protocol::version::v5;
  EXPECT_FALSE(note_of("publish", error_code::connection_lost));
  EXPECT_TRUE(note_of("receive", error_code::publish_rejected));
}

TEST_F(probe_report_test, speaks_as_the_settings_ask) {
  outcome.style = {code_style::core, language::zh};
  add("a:1", failed(error_code::not_authorized));
  const std::string report = text();
  EXPECT_THAT(report, HasSubstr(R"("Code":"CORE:RUNTIME")"));
  EXPECT_THAT(report, Not(HasSubstr("MQTT:NOT_AUTHORIZED")));
  EXPECT_THAT(report, HasSubstr("为了不干扰已建立的连接"));
}

TEST_F(probe_report_test, has_warnings_of_the_settings_and_of_the_connection) {
  error odd;
  odd.code = error_code::core_config;
  odd.description = "odd";
  odd.field = "/topic";
  outcome.warnings.push_back(odd);
  add("a:1", passed());
  outcome.brokers.back().warnings.push_back(
      {event_name::unverified, {told("broker", std::string_view("a:1"))}});
  const std::string report = text();
  EXPECT_THAT(report, HasSubstr(R"("warnings":[{"Code":"CORE:CONFIG","Description":"odd")"));
  EXPECT_THAT(report,
              HasSubstr(R"({"Code":"MQTT:TLS_UNVERIFIED","Description":"The certificate of a:1 )"));
}

TEST_F(probe_report_test, has_one_code_for_warnings_too_where_the_settings_ask_for_it) {
  outcome.style = {code_style::core, language::en};
  error odd;
  odd.code = error_code::core_config;
  outcome.warnings.push_back(odd);
  add("a:1", passed());
  outcome.brokers.back().warnings.push_back(
      {event_name::unverified, {told("broker", std::string_view("a:1"))}});
  const std::string report = text();
  EXPECT_THAT(report, Not(HasSubstr("MQTT:TLS_UNVERIFIED")));
  EXPECT_THAT(report, Not(HasSubstr("CORE:CONFIG")));
  EXPECT_THAT(report,
              HasSubstr(R"({"Code":"CORE:RUNTIME","Description":"The certificate of a:1 )"));
}

}  // namespace
}  // namespace ipaas::mqtt::operations
