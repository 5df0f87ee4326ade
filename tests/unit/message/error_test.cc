#include "message/error.h"
#include "harness/paths.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <fstream>
#include <set>
#include <sstream>

namespace ipaas::mqtt {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

rapidjson::Document error_table() {
  std::ifstream file(harness::source_path("schema/errors.json"));
  std::stringstream text;
  text << file.rdbuf();
  rapidjson::Document table;
  table.Parse(text.str().c_str());
  return table;
}

std::string text_at(const rapidjson::Value& row, const char* name, const char* language) {
  return row[name][language].GetString();
}

TEST(error_table, holds_one_row_for_each_enumerator_in_its_order) {
  const auto table = error_table();
  ASSERT_TRUE(table.IsArray());
  ASSERT_EQ(table.Size(), error_code_count);
  ASSERT_EQ(static_cast<std::size_t>(error_code::stopped) + 1, error_code_count);
  for (rapidjson::SizeType i = 0; i < table.Size(); ++i) {
    const auto& row = table[i];
    const error_entry& entry = entry_of(static_cast<error_code>(i));
    EXPECT_EQ(entry.code, row["code"].GetString());
    EXPECT_EQ(entry.retryable, row["retryable"].GetBool()) << entry.code;
    EXPECT_EQ(entry.cause_en, text_at(row, "cause", "en"));
    EXPECT_EQ(entry.remedy_en, text_at(row, "remedy", "en"));
    EXPECT_EQ(entry.cause_zh, text_at(row, "cause", "zh"));
    EXPECT_EQ(entry.remedy_zh, text_at(row, "remedy", "zh"));
  }
}

TEST(error_table, names_each_enumerator) {
  const std::pair<error_code, const char*> names[] = {
      {error_code::core_config, "CORE:CONFIG"},
      {error_code::core_runtime, "CORE:RUNTIME"},
      {error_code::core_state, "CORE:STATE"},
      {error_code::core_resource, "CORE:RESOURCE"},
      {error_code::dns, "MQTT:DNS"},
      {error_code::connect_refused, "MQTT:CONNECT_REFUSED"},
      {error_code::connect_timeout, "MQTT:CONNECT_TIMEOUT"},
      {error_code::proxy, "MQTT:PROXY"},
      {error_code::tls_certificate, "MQTT:TLS_CERTIFICATE"},
      {error_code::tls_hostname, "MQTT:TLS_HOSTNAME"},
      {error_code::tls_handshake, "MQTT:TLS_HANDSHAKE"},
      {error_code::websocket, "MQTT:WEBSOCKET"},
      {error_code::protocol_version, "MQTT:PROTOCOL_VERSION"},
      {error_code::client_id_rejected, "MQTT:CLIENT_ID_REJECTED"},
      {error_code::bad_credentials, "MQTT:BAD_CREDENTIALS"},
      {error_code::not_authorized, "MQTT:NOT_AUTHORIZED"},
      {error_code::server_unavailable, "MQTT:SERVER_UNAVAILABLE"},
      {error_code::client_id_taken, "MQTT:CLIENT_ID_TAKEN"},
      {error_code::connection_lost, "MQTT:CONNECTION_LOST"},
      {error_code::ping_timeout, "MQTT:PING_TIMEOUT"},
      {error_code::write_timeout, "MQTT:WRITE_TIMEOUT"},
      {error_code::not_connected, "MQTT:NOT_CONNECTED"},
      {error_code::protocol_error, "MQTT:PROTOCOL_ERROR"},
      {error_code::packet_too_large, "MQTT:PACKET_TOO_LARGE"},
      {error_code::subscribe_rejected, "MQTT:SUBSCRIBE_REJECTED"},
      {error_code::topic_invalid, "MQTT:TOPIC_INVALID"},
      {error_code::publish_rejected, "MQTT:PUBLISH_REJECTED"},
      {error_code::outbox_full, "MQTT:OUTBOX_FULL"},
      {error_code::outbox_expired, "MQTT:OUTBOX_EXPIRED"},
      {error_code::stopped, "MQTT:STOPPED"},
  };
  EXPECT_EQ(std::size(names), error_code_count);
  for (const auto& [code, name] : names) EXPECT_EQ(name_of(code), name);
}

TEST(error_table, speaks_in_whole_sentences_that_no_other_code_has) {
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < error_code_count; ++i) {
    const error_entry& entry = entry_of(static_cast<error_code>(i));
    for (const auto text : {entry.cause_en, entry.remedy_en}) {
      EXPECT_TRUE(text.ends_with('.')) << entry.code;
      EXPECT_GT(text.size(), 30U) << entry.code;
      EXPECT_TRUE(seen.insert(text).second) << entry.code;
    }
    for (const auto text : {entry.cause_zh, entry.remedy_zh}) {
      EXPECT_TRUE(text.ends_with("。")) << entry.code;
      EXPECT_TRUE(seen.insert(text).second) << entry.code;
    }
  }
}

TEST(describe, puts_the_detail_before_cause_and_remedy) {
  const error failure = describe(error_code::dns, "broker.example is not known");
  const error_entry& entry = entry_of(error_code::dns);
  EXPECT_EQ(failure.code, error_code::dns);
  EXPECT_EQ(failure.description, "broker.example is not known. " + std::string(entry.cause_en) +
                                     " " + std::string(entry.remedy_en));
}

TEST(describe, adds_no_second_full_stop) {
  EXPECT_THAT(describe(error_code::dns, "It is gone.").description, StartsWith("It is gone. The"));
  EXPECT_THAT(describe(error_code::dns, "Is it on?").description, StartsWith("Is it on? The"));
}

TEST(describe, goes_without_a_detail) {
  EXPECT_THAT(describe(error_code::dns, "").description,
              StartsWith(std::string(entry_of(error_code::dns).cause_en)));
}

TEST(description, is_in_the_language_that_is_asked_for) {
  const error failure = describe(error_code::dns, "broker.example is not known");
  const error_entry& entry = entry_of(error_code::dns);
  EXPECT_EQ(description_in(language::en, failure), failure.description);
  EXPECT_EQ(
      description_in(language::zh, failure),
      "broker.example is not known. " + std::string(entry.cause_zh) + std::string(entry.remedy_zh));
}

TEST(description, that_is_a_sentence_of_its_own_stays_what_it_is) {
  EXPECT_EQ(description_in(language::zh, error{error_code::core_config, "No."}), "No.");
}

TEST(description, has_its_detail_in_each_language) {
  const error failure = describe(error_code::dns, phrase{"No such host", "没有这个主机"});
  const error_entry& entry = entry_of(error_code::dns);
  EXPECT_EQ(failure.description, describe(error_code::dns, "No such host").description);
  EXPECT_EQ(description_in(language::zh, failure),
            "没有这个主机。" + std::string(entry.cause_zh) + std::string(entry.remedy_zh));
  error warning{error_code::core_config, "No."};
  warning.chinese = "不。";
  EXPECT_EQ(description_in(language::en, warning), "No.");
  EXPECT_EQ(description_in(language::zh, warning), "不。");
}

TEST(error_json, tells_machines_what_was_found_and_what_is_allowed) {
  error failure{error_code::core_config, "No."};
  failure.facts = std::make_shared<const error_facts>(error_facts{{"5", "5"}, {"two", "二"}, ""});
  EXPECT_THAT(to_json(failure), testing::EndsWith(R"("Field":"","Found":"5","Allowed":"two"})"));
  EXPECT_THAT(to_json(failure, {code_style::detailed, language::zh}),
              testing::EndsWith(R"("Found":"5","Allowed":"二"})"));
  failure.facts = std::make_shared<const error_facts>(error_facts{{}, {}, "qos"});
  EXPECT_THAT(to_json(failure), testing::EndsWith(R"("Field":"","Nearest":"qos"})"));
}

TEST(error_json, has_one_code_for_all_where_a_flow_compares_with_it) {
  const error failure{error_code::ping_timeout, "No."};
  EXPECT_EQ(to_json(failure, {code_style::core, language::en}),
            R"({"Code":"CORE:RUNTIME","Description":"No.","Retryable":true})");
}

TEST(error_json, is_in_the_language_that_is_asked_for) {
  EXPECT_THAT(to_json(describe(error_code::dns, ""), {code_style::detailed, language::zh}),
              HasSubstr(std::string(entry_of(error_code::dns).cause_zh)));
}

TEST(error_json, has_only_the_members_that_apply) {
  error failure;
  failure.code = error_code::ping_timeout;
  failure.description = "No \"pong\".";
  EXPECT_EQ(to_json(failure),
            R"({"Code":"MQTT:PING_TIMEOUT","Description":"No \"pong\".","Retryable":true})");
}

TEST(error_json, has_all_members_in_their_order) {
  const error failure{error_code::not_authorized, "No.", 135, "/username", "[::1]:1883", "connack"};
  EXPECT_EQ(to_json(failure),
            R"({"Code":"MQTT:NOT_AUTHORIZED","Description":"No.","Retryable":false,)"
            R"("ReasonCode":135,"Field":"/username","Endpoint":"[::1]:1883","Stage":"connack"})");
}

TEST(error_json, names_the_whole_document_as_the_field_of_a_configuration_error) {
  EXPECT_THAT(to_json(error{error_code::core_config, "No."}), HasSubstr(R"("Field":"")"));
}

}  // namespace
}  // namespace ipaas::mqtt
