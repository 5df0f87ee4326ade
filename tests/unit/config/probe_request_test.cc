#include "config/probe_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expect.h"

namespace ipaas::mqtt::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A request with these members beside a connection that is fine.
parsed<probe_request> parse_probe(const std::string& members) {
  return parse_probe_request(R"({"connection": )" + connection_with("") +
                             (members.empty() ? "" : ", " + members) + "}");
}

TEST(probe_request, tries_nothing_but_the_connection_by_default) {
  const auto result = parse_probe("");
  EXPECT_THAT(result.errors, IsEmpty());
  EXPECT_THAT(result.warnings, IsEmpty());
  EXPECT_EQ(result.settings.connection.client_id, "me");
  EXPECT_FALSE(result.settings.subscribe);
  EXPECT_FALSE(result.settings.publish);
  EXPECT_EQ(result.settings.qos, protocol::qos::at_least_once);
}

TEST(probe_request, takes_what_is_to_be_tried) {
  const auto result =
      parse_probe(R"("subscribe": true, "publish": true, "topic": "a/b", "qos": "EXACTLY_ONCE")");
  EXPECT_THAT(result.errors, IsEmpty());
  EXPECT_TRUE(result.settings.subscribe);
  EXPECT_TRUE(result.settings.publish);
  EXPECT_EQ(result.settings.topic, "a/b");
  EXPECT_EQ(result.settings.qos, protocol::qos::exactly_once);
}

TEST(probe_request, names_fields_from_its_own_top) {
  const auto result = parse_probe_request(
      R"({"connection": {"brokerUrl": "h:0", "clientId": "me", "cleanSesion": true}})");
  EXPECT_THAT(fields_of(result.errors),
              testing::UnorderedElementsAre("/connection/brokerUrl", "/connection/cleanSesion"));
}

TEST(probe_request, needs_a_connection) {
  EXPECT_THAT(only_error(parse_probe_request("{}")),
              HasSubstr("/connection: connection is missing"));
  EXPECT_THAT(fields_of(parse_probe_request(R"({"connection": 1})").errors),
              ElementsAre("/connection"));
  EXPECT_THAT(fields_of(parse_probe_request("[]").errors), ElementsAre(""));
  EXPECT_THAT(fields_of(parse_probe_request("{").errors), ElementsAre(""));
}

TEST(probe_request, refuses_what_it_does_not_know_with_the_nearest_name) {
  EXPECT_THAT(
      only_error(parse_probe(R"("subscibe": true)")),
      HasSubstr(R"(/subscibe: There is no setting "subscibe" here; the nearest is "subscribe")"));
}

TEST(probe_request, needs_a_topic_for_what_is_tried) {
  for (const char* members :
       {R"("subscribe": true)", R"("publish": true)", R"("publish": true, "topic": "")"}) {
    EXPECT_THAT(only_error(parse_probe(members)), HasSubstr("/topic: topic is missing")) << members;
  }
}

TEST(probe_request, publishes_to_no_wildcard) {
  EXPECT_THAT(parse_probe(R"("subscribe": true, "topic": "a/#")").errors, IsEmpty());
  EXPECT_THAT(only_error(parse_probe(R"("publish": true, "topic": "a/#")")),
              HasSubstr(R"(/topic: topic is "a/#": )"));
  EXPECT_THAT(only_error(parse_probe(R"("subscribe": true, "topic": "a#")")),
              HasSubstr("/topic: "));
}

TEST(probe_request, takes_no_messages_from_those_who_share) {
  EXPECT_THAT(only_error(parse_probe(R"("subscribe": true, "topic": "$share/group/a")")),
              HasSubstr("shared subscription"));
}

TEST(probe_request, warns_of_a_topic_without_use) {
  const auto result = parse_probe(R"("topic": "a")");
  EXPECT_THAT(result.errors, IsEmpty());
  EXPECT_THAT(fields_of(result.warnings), ElementsAre("/topic"));
}

}  // namespace
}  // namespace ipaas::mqtt::config
