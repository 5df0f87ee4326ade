// The merging of files and key=value arguments.
#include <gtest/gtest.h>

#include "assignment.h"
#include "connection_options.h"
#include "exit_status.h"
#include "json.h"
#include "parameter_options.h"
#include "read_arguments.h"
#include "temporary_folder.h"

#include <fstream>

namespace ipaas::command_line {
namespace {

std::string value_text(std::string_view text) {
  rapidjson::Document document;
  return to_text(to_value(text, document.GetAllocator()));
}

TEST(assigned_value, is_json_where_it_reads_as_json) {
  EXPECT_EQ(value_text("7"), "7");
  EXPECT_EQ(value_text("true"), "true");
  EXPECT_EQ(value_text("[1,\"a\"]"), "[1,\"a\"]");
  EXPECT_EQ(value_text("{\"a\":1}"), "{\"a\":1}");
  EXPECT_EQ(value_text("\"7\""), "\"7\"");
}

TEST(assigned_value, is_text_otherwise) {
  EXPECT_EQ(value_text("30s"), "\"30s\"");
  EXPECT_EQ(value_text("007"), "\"007\"");
  EXPECT_EQ(value_text(""), "\"\"");
  EXPECT_EQ(value_text("null"), "\"null\"");
  EXPECT_EQ(value_text("127.0.0.1:1883"), "\"127.0.0.1:1883\"");
}

TEST(assignment, needs_a_key) {
  EXPECT_EQ(parse_assignment("a=b=c", "--set").value, "b=c");
  EXPECT_THROW(parse_assignment("a", "--set"), bad_configuration);
  EXPECT_THROW(parse_assignment("=a", "--set"), bad_configuration);
}

template <typename Options>
std::string merged(Options options, std::vector<std::string> arguments,
                   const setting_types& types = {}) {
  read_arguments(options.declare(), std::move(arguments));
  return to_text(options.merged(types));
}

TEST(connection_options, put_assignments_over_the_file) {
  const temporary_folder folder;
  const auto path = folder.path() + "/connection.json";
  std::ofstream(path) << R"({"brokerUrl": "a", "keepAlive": "30s"})";
  EXPECT_EQ(merged(connection_options(),
                   {"--set", "keepAlive=5", "--connection", path, "--set", "order=true"}),
            R"({"brokerUrl":"a","keepAlive":5,"order":true})");
}

TEST(parameter_options, make_a_list_of_topics) {
  EXPECT_EQ(merged(parameter_options("consumer"), {"--param", "topics=a/#,b", "--param", "qos=1"}),
            R"({"topics":["a/#","b"],"qos":1})");
  EXPECT_EQ(merged(parameter_options("consumer"), {"--param", "topics=a"}), R"({"topics":["a"]})");
  EXPECT_EQ(merged(parameter_options("consumer"), {"--param", R"(topics=[{"topic":"a,b"}])"}),
            R"({"topics":[{"topic":"a,b"}]})");
}

constexpr auto manifest = R"({
    "connection": [{"key": "password", "type": "string"}, {"key": "keepAlive", "type": "duration"}],
    "operations": [{"name": "consumer", "parameters": [{"key": "filters", "type": "array"},
                                                       {"key": "payload", "type": "string"}]}]})";

TEST(setting_types, keep_text_as_text) {
  EXPECT_EQ(merged(connection_options(), {"--set", "password=1234", "--set", "keepAlive=5"},
                   setting_types(manifest)),
            R"({"password":"1234","keepAlive":5})");
  EXPECT_EQ(merged(parameter_options("consumer"), {"--param", R"(payload={"a":1})"},
                   setting_types(manifest)),
            R"({"payload":"{\"a\":1}"})");
}

TEST(setting_types, tell_which_parameters_are_lists) {
  EXPECT_EQ(
      merged(parameter_options("consumer"), {"--param", "filters=a,b"}, setting_types(manifest)),
      R"({"filters":["a","b"]})");
}

TEST(setting_types, of_another_manifest_are_unknown) {
  for (const auto* other : {"", "[]", "{}", R"({"connection": {}, "operations": [7, {}]})"}) {
    const setting_types types(other);
    EXPECT_EQ(types.of_connection("password"), "");
    EXPECT_EQ(types.of_parameter("consumer", "filters"), "");
  }
}

std::string completed(std::string_view connection) {
  auto document = parse_json(connection, "test");
  complete_client_id(document);
  return to_text(document);
}

TEST(client_id, is_made_up_for_a_clean_session) {
  auto document = parse_json(R"({"brokerUrl": "a"})", "test");
  complete_client_id(document);
  EXPECT_TRUE(text_member(document, "clientId").starts_with("ipaas-host-"));
  EXPECT_TRUE(document["cleanSession"].IsTrue());
}

TEST(client_id, is_left_alone_where_it_is_not_ours_to_choose) {
  for (const auto* text : {R"({"brokerUrl":"a","clientId":"me"})", R"({"mqtt":{}})",
                           R"({"brokerUrl":"a","cleanSession":false})"}) {
    EXPECT_EQ(completed(text), text);
  }
}

}  // namespace
}  // namespace ipaas::command_line
