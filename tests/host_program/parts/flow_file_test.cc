#include "flow_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "exit_status.h"
#include "read_arguments.h"
#include "temporary_folder.h"

namespace ipaas::command_line {
namespace {

class flow_file : public testing::Test {
 protected:
  flow read(std::string_view text, std::vector<std::string> arguments = {}) {
    const auto path = folder_.path() + "/flow.json";
    std::ofstream(path) << text;
    connection_options connection;
    parameter_options parameters("");
    read_arguments(joined({connection.declare(), parameters.declare_parameters("")}),
                   std::move(arguments));
    return read_flow(path, connection, parameters, {});
  }
  temporary_folder folder_;
};

constexpr auto one_connection =
    R"({"name": "n", "connection": {"brokerUrl": "a", "clientId": "c"}, "variable": {"site": "x"},
        "consumer": {"topics": ["t"]}, "producer": {"topic": "u"}})";
constexpr auto two_connections =
    R"({"source": {"brokerUrl": "a", "clientId": "c"}, "target": {"brokerUrl": "b", "clientId": "d"},
        "consumer": {"topics": ["t"]}, "producer": {"topic": "u"}})";

TEST_F(flow_file, with_one_connection_serves_both_operations) {
  const auto plan = read(one_connection);
  EXPECT_EQ(plan.source, R"({"brokerUrl":"a","clientId":"c"})");
  EXPECT_EQ(plan.target, std::nullopt);
  EXPECT_EQ(plan.consumer_request, R"({"operation":"consumer","parameters":{"topics":["t"]},)"
                                   R"("variable":{"site":"x"}})");
  EXPECT_EQ(plan.producer_request, R"({"operation":"producer","parameters":{"topic":"u"}})");
}

TEST_F(flow_file, with_two_connections_takes_settings_for_both_or_one) {
  const auto plan = read(two_connections, {"--set", "keepAlive=5", "--set", "target.brokerUrl=z"});
  EXPECT_EQ(plan.source, R"({"brokerUrl":"a","clientId":"c","keepAlive":5})");
  EXPECT_EQ(plan.target, R"({"brokerUrl":"z","clientId":"d","keepAlive":5})");
}

TEST_F(flow_file, takes_parameters_by_operation) {
  const auto plan =
      read(one_connection, {"--param", "consumer.topics=a/#,b", "--param", "producer.qos=2"});
  EXPECT_NE(plan.consumer_request.find(R"({"topics":["a/#","b"]})"), std::string::npos);
  EXPECT_NE(plan.producer_request.find(R"({"topic":"u","qos":2})"), std::string::npos);
}

TEST_F(flow_file, must_say_one_thing) {
  EXPECT_THROW(read("{}"), bad_configuration);
  EXPECT_THROW(read("[]"), bad_configuration);
  EXPECT_THROW(read(R"({"source": {}})"), bad_configuration);
  EXPECT_THROW(read(R"({"connection": {}, "source": {}, "target": {}})"), bad_configuration);
  EXPECT_THROW(read(R"({"connection": {}, "consumers": {}})"), bad_configuration);
  EXPECT_THROW(read(R"({"connection": []})"), bad_configuration);
}

TEST_F(flow_file, refuses_options_that_fit_nothing) {
  EXPECT_THROW(read(one_connection, {"--set", "target.keepAlive=5"}), bad_configuration);
  EXPECT_THROW(read(one_connection, {"--param", "topics=a"}), bad_configuration);
}

}  // namespace
}  // namespace ipaas::command_line
