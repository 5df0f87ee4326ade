// What only the connector can refuse: its own settings, records of the other operation's kind.
#include <gtest/gtest.h>

#include <string>

#include "abi/refusal.h"
#include "abi/session.h"
#include "abi/subject.h"
#include "harness/paths.h"

namespace ipaas::abi_test {
namespace {

class mqtt_misuse : public testing::Test {
 protected:
  void expect_open_refused(const std::string& settings, const refusal& expected) {
    SCOPED_TRACE(settings);
    expect_refused(
        [&](ipaas_text* error) {
          std::uint64_t handle = 0;
          return loaded_.functions().connection_open(settings.data(), settings.size(), &handle,
                                                     error);
        },
        expected);
  }
  void expect_request_refused(const std::string& request, const char* named) {
    SCOPED_TRACE(request);
    expect_refused(
        [&](ipaas_text* error) {
          std::uint64_t handle = 0;
          return loaded_.functions().operation_open(connection_.handle(), request.data(),
                                                    request.size(), &handle, error);
        },
        {IPAAS_BAD_CONFIGURATION, named});
  }
  void expect_record_refused(const char* request, const host::batch& records) {
    auto operation = connection_.open_operation(request);
    const auto bytes = records.data();
    expect_refused(
        [&](ipaas_text* error) {
          std::size_t accepted = 77;
          const std::int32_t status = loaded_.functions().operation_submit(
              operation.handle(), bytes.data(), bytes.size(), &accepted, error);
          EXPECT_EQ(accepted, 0u);
          return status;
        },
        {IPAAS_BAD_RECORD, "records"});
  }

  harness::reserved_port nobody_;
  host::plugin loaded_{harness::mqtt_plugin()};
  host::connection connection_ = loaded_.open_connection(mqtt_connection(nobody_.number()));
};

TEST_F(mqtt_misuse, a_message_to_a_consumer) {
  host::batch message;
  message.publish(1, "text");
  expect_record_refused(mqtt.consumer, message);
}

TEST_F(mqtt_misuse, a_settlement_to_a_producer) {
  host::batch verdict;
  verdict.settle(1, IPAAS_ACCEPT);
  expect_record_refused(mqtt.producer, verdict);
}

TEST_F(mqtt_misuse, an_equal_connection) {
  expect_open_refused(mqtt_connection(nobody_.number()),
                      {IPAAS_BAD_STATE, "", "MQTT:CLIENT_ID_TAKEN"});
}

TEST_F(mqtt_misuse, settings_that_are_wrong) {
  expect_open_refused("{}", {IPAAS_BAD_CONFIGURATION, "brokerUrl"});
  expect_open_refused(R"({"brokerUrl": "127.0.0.1", "clientId": "a", "keepAliv": 5})",
                      {IPAAS_BAD_CONFIGURATION, "keepAlive"});
  expect_open_refused(R"({"brokerUrl": 7, "clientId": "a"})",
                      {IPAAS_BAD_CONFIGURATION, "brokerUrl"});
  expect_open_refused("{\"brokerUrl\": \"\xff\xfe\", \"clientId\": \"a\"}",
                      {IPAAS_BAD_CONFIGURATION, "UTF-8"});
}

TEST_F(mqtt_misuse, settings_that_nest_without_end) {
  const std::string deep(100'000, '[');
  expect_open_refused("{\"brokerUrl\": " + deep, {IPAAS_BAD_CONFIGURATION, ""});
}

TEST_F(mqtt_misuse, parameters_that_are_wrong) {
  expect_request_refused(R"({"operation": "consumer"})", "topics");
  expect_request_refused(R"({"operation": "consumer", "parameters": {"topics": ["a/#/b"]}})", "#");
  expect_request_refused(R"({"operation": "producer", "parameters": {"topic": "a/+"}})",
                         "wildcard");
  expect_request_refused(R"({"operation": "consumer", "parameters": {"topics": ["a"], "qos": 3}})",
                         "qos");
}

}  // namespace
}  // namespace ipaas::abi_test
