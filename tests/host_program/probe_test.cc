#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/json.h"
#include "harness/mosquitto_broker.h"
#include "harness/reserved_port.h"
#include "harness/temporary_folder.h"
#include "host_process.h"

namespace ipaas::host_program {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

TEST(probe, shows_each_step_of_a_connection_that_works) {
  const harness::mosquitto_broker broker;
  const auto run = run_host(
      with_broker("probe", broker.url(),
                  {"--set", "clientId=me", "--topic", "probes/here", "--subscribe", "--publish"}));
  EXPECT_EQ(run.status, 0) << run.error_text();
  EXPECT_THAT(run.errors, IsEmpty());
  EXPECT_THAT(run.output,
              ElementsAre(broker.url() + " over TCP, MQTT 3.1.1, as me-probe",
                          StartsWith("  ok       parse "), StartsWith("  ok       name "),
                          StartsWith("  ok       tcp "), StartsWith("  ok       connack "),
                          StartsWith("  ok       subscribe "), StartsWith("  ok       publish "),
                          StartsWith("  ok       receive "), "", StartsWith("ok, ")));
}

TEST(probe, says_what_is_wrong_and_ends_with_status_1) {
  const harness::reserved_port nobody;
  const std::string url = nobody.address();
  const auto run = run_host(with_broker("probe", url));
  EXPECT_EQ(run.status, 1);
  EXPECT_THAT(run.output, Contains(StartsWith("  FAILED   tcp ")));
  EXPECT_THAT(run.output, Contains("failed at tcp: MQTT:CONNECT_REFUSED"));
  EXPECT_THAT(run.output, Contains(HasSubstr("See that the broker runs")));
}

TEST(probe, prints_the_report_as_it_is) {
  const harness::mosquitto_broker broker;
  const auto run = run_host(with_broker("probe", broker.url(), {"--json", "--timeout", "20s"}));
  EXPECT_EQ(run.status, 0) << run.error_text();
  ASSERT_THAT(run.output, SizeIs(1));
  EXPECT_EQ(harness::boolean_at(run.output[0], "/ok"), true);
  EXPECT_EQ(harness::text_at(run.output[0], "/brokers/0/broker"), broker.url());
}

TEST(probe, reads_its_connection_from_a_file) {
  const harness::mosquitto_broker broker({.users = {{"anna", "right"}}});
  const harness::temporary_folder folder;
  const auto path =
      folder
          .write("broker.json", R"({"brokerUrl": ")" + broker.url() +
                                    R"(", "username": "anna", "password": "canary-4711"})")
          .string();
  const auto refused = run_host({"probe", "--connection", path});
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.output, testing::Not(Contains(HasSubstr("canary"))));
  EXPECT_EQ(run_host({"probe", "--connection", path, "--set", "password=right"}).status, 0);
}

TEST(probe, of_wrong_settings_ends_with_status_2_and_their_fields) {
  const auto run = run_host({"probe", "--set", "brokerUr=127.0.0.1", "--publish"});
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.output, IsEmpty());
  EXPECT_THAT(run.errors, Contains(HasSubstr("CORE:CONFIG at /connection/brokerUr: ")));
  EXPECT_THAT(run.errors, Contains(HasSubstr("CORE:CONFIG at /topic: ")));
}

}  // namespace
}  // namespace ipaas::host_program
