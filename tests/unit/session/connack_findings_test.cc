#include "session/connack_findings.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace ipaas::mqtt::session {
namespace {

class kept_findings final : public transport::connect_trace {
 public:
  void on_stage(std::string_view) override { ADD_FAILURE() << "a stage"; }
  void on_found(std::string_view name, std::string_view json) override {
    EXPECT_TRUE(found.emplace(name, json).second) << name << " twice";
  }
  std::map<std::string, std::string> found;
};

std::map<std::string, std::string> findings_of(const protocol::connack& answer,
                                               protocol::version version) {
  config::connection_settings settings;
  settings.mqtt_version = version;
  settings.keep_alive = std::chrono::seconds(30);
  kept_findings kept;
  tell_connack(kept, settings, answer);
  return kept.found;
}

using findings = std::map<std::string, std::string>;

TEST(connack_findings, are_few_before_version_5) {
  protocol::connack answer;
  answer.session_present = true;
  EXPECT_EQ(findings_of(answer, protocol::version::v3_1_1),
            (findings{{"reasonCode", "0"}, {"sessionPresent", "true"}, {"keepAlive", "30"}}));
}

TEST(connack_findings, of_version_5_have_the_limits) {
  protocol::connack answer;
  answer.receive_maximum = 7;
  answer.maximum_packet_size = 1000;
  answer.maximum_qos = protocol::qos::at_least_once;
  answer.retain_available = false;
  answer.topic_alias_maximum = 3;
  answer.server_keep_alive = 12;
  answer.session_expiry_interval = 0xFFFFFFFF;
  answer.assigned_client_identifier = "you";
  const findings expected{{"reasonCode", "0"},
                          {"sessionPresent", "false"},
                          {"keepAlive", "12"},
                          {"receiveMaximum", "7"},
                          {"maximumPacketSize", "1000"},
                          {"maximumQos", "1"},
                          {"retainAvailable", "false"},
                          {"topicAliasMaximum", "3"},
                          {"wildcardSubscriptionAvailable", "true"},
                          {"subscriptionIdentifierAvailable", "true"},
                          {"sharedSubscriptionAvailable", "true"},
                          {"serverKeepAlive", "12"},
                          {"sessionExpiryInterval", "4294967295"},
                          {"assignedClientIdentifier", "\"you\""}};
  EXPECT_EQ(findings_of(answer, protocol::version::v5), expected);
}

TEST(connack_findings, of_a_refusal_are_its_words) {
  protocol::connack answer;
  answer.reason = 0x9C;
  answer.reason_string = "moved \"away\"";
  answer.server_reference = "other:1883";
  EXPECT_EQ(findings_of(answer, protocol::version::v5),
            (findings{{"reasonCode", "156"},
                      {"reasonString", R"("moved \"away\"")"},
                      {"serverReference", "\"other:1883\""}}));
}

}  // namespace
}  // namespace ipaas::mqtt::session
