#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/json.h"
#include "host_process.h"

namespace ipaas::host_program {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(describe, prints_the_manifest) {
  const auto run = run_host({"describe"});
  EXPECT_EQ(run.status, 0);
  std::string manifest;
  for (const auto& line : run.output) manifest += line + "\n";
  EXPECT_NE(harness::text_at(manifest, "/name"), std::nullopt) << manifest;
  EXPECT_NE(harness::text_at(manifest, "/version"), std::nullopt);
}

TEST(validate, says_when_nothing_is_wrong) {
  const auto run =
      run_host({"validate", "--set", "brokerUrl=127.0.0.1", "--set", "clientId=me", "--operation",
                "consumer", "--param", "topics=a/#,b", "--param", "qos=1"});
  EXPECT_EQ(run.status, 0) << run.error_text();
  EXPECT_THAT(run.output, Contains("valid"));
}

TEST(validate, prints_every_error_with_its_pointer) {
  const harness::temporary_folder folder;
  const auto connection =
      folder.write("connection.json", R"({"clientId": "me", "keepAlive": "soon", "brokerurl": 1})");
  const auto parameters = folder.write("parameters.json", R"({"qos": 7})");
  const auto run = run_host({"validate", "--connection", connection.string(), "--operation",
                             "consumer", "--parameters", parameters.string()});
  EXPECT_EQ(run.status, 2);
  for (const auto* field : {"/connection/keepAlive", "/connection/brokerUrl", "/parameters/qos",
                            "/parameters/topics"}) {
    EXPECT_THAT(run.output, Contains(HasSubstr(std::string("error ") + field + " CORE:CONFIG: ")));
  }
}

TEST(validate, prints_the_report_as_it_is) {
  const auto run = run_host({"validate", "--json", "--set", "brokerUrl=a", "--set", "keepAlive=x"});
  EXPECT_EQ(run.status, 2);
  ASSERT_EQ(run.output.size(), 1);
  const auto& report = run.output.front();
  EXPECT_EQ(harness::text_at(report, "/errors/0/Field"), "/connection/keepAlive");
  EXPECT_EQ(harness::text_at(report, "/fields/~1connection~1willTopic"), "hidden");
}

TEST(validate, speaks_the_language_that_is_asked_for) {
  const auto run = run_host({"validate", "--language", "zh", "--set", "keepAlive=x"});
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.output, Contains(HasSubstr("缺少")));
}

TEST(validate, names_the_nearest_known_key) {
  const auto run = run_host(
      {"validate", "--set", "brokerUrl=127.0.0.1", "--set", "clientId=me", "--set", "keepAlife=5"});
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.output,
              Contains(testing::AllOf(HasSubstr("/connection/keepAlife"), HasSubstr("keepAlive"))));
}

TEST(validate, refuses_values_out_of_range) {
  for (const auto* setting :
       {"keepAlive=-1", "maxInFlight=0", "maxInFlight=70000", "mqttVersion=4"}) {
    const auto run = run_host(
        {"validate", "--set", "brokerUrl=127.0.0.1", "--set", "clientId=me", "--set", setting});
    EXPECT_EQ(run.status, 2) << setting;
  }
}

TEST(validate, refuses_a_literal_topic_that_nothing_can_be_published_to) {
  const auto run = run_host({"validate", "--operation", "producer", "--param", "topic=a/#"});
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.output, Contains(HasSubstr("/parameters/topic")));
}

TEST(validate, is_repeated_by_the_commands_that_run) {
  const auto run = run_host({"consume", "--set", "brokerUrl=127.0.0.1", "--set", "keepAlive=soon",
                             "--param", "topics=a"});
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.output, IsEmpty());
  EXPECT_THAT(run.error_text(), HasSubstr("CORE:CONFIG at /keepAlive"));
  EXPECT_NE(harness::number_at(run.summary(), "/consumed"), std::nullopt) << run.summary();
}

}  // namespace
}  // namespace ipaas::host_program
