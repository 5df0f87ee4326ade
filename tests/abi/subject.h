// The plugins that the tests of the contract run against, each with documents that it accepts.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <ostream>
#include <string>

#include "harness/paths.h"
#include "harness/reserved_port.h"

namespace ipaas::abi_test {

struct subject {
  const char* name;
  std::string path;
  const char* consumer;  // a request for an operation that takes settlements
  const char* producer;  // a request for an operation that takes messages
};

inline const subject echo{"echo", harness::echo_plugin(), R"({"operation": "echo"})",
                          R"({"operation": "echo"})"};
inline const subject mqtt{
    "mqtt", harness::mqtt_plugin(),
    R"({"operation": "consumer", "parameters": {"topics": ["abi/#"], "qos": 1}})",
    R"({"operation": "producer", "parameters": {"topic": "abi/out", "qos": 1}})"};

inline std::ostream& operator<<(std::ostream& out, const subject& value) {
  return out << value.name;
}

// A connection's settings; the echo takes any. The timeout is longer than the patience of any test,
// so that an event that is handed over only with the next timer counts as lost.
inline std::string mqtt_connection(std::uint16_t port, const std::string& client_id = "abi") {
  return R"({"brokerUrl": "127.0.0.1:)" + std::to_string(port) + R"(", "clientId": ")" + client_id +
         R"(", "connectTimeout": "10m"})";
}

// A test of the contract, run once for each plugin.
class each_plugin : public testing::TestWithParam<subject> {
 protected:
  std::string settings(const std::string& client_id = "abi") const {
    return mqtt_connection(nobody_.number(), client_id);
  }

 private:
  harness::reserved_port nobody_;
};

}  // namespace ipaas::abi_test

#define IPAAS_FOR_EACH_PLUGIN(suite)                                                      \
  INSTANTIATE_TEST_SUITE_P(plugins, suite,                                                \
                           testing::Values(ipaas::abi_test::echo, ipaas::abi_test::mqtt), \
                           [](const auto& each) { return std::string(each.param.name); })
