// ipaas_connection_probe: optional for the host, as hard to misuse as the others, and a guest that
// leaves nothing behind.
#include "ipaas/host_probe.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "abi/process_state.h"
#include "abi/refusal.h"
#include "abi/subject.h"
#include "harness/paths.h"

namespace ipaas::abi_test {
namespace {

constexpr std::size_t least_room = 65'536;

TEST(probe, of_a_plugin_of_1_0_is_not_there) {
  EXPECT_FALSE(host::connection_probe(host::plugin(harness::echo_plugin())).available());
}

class mqtt_probe : public testing::Test {
 protected:
  decltype(&ipaas_connection_probe) call() const {
    void* symbol = dlsym(loaded_.functions().library, "ipaas_connection_probe");
    decltype(&ipaas_connection_probe) result = nullptr;
    std::memcpy(&result, &symbol, sizeof result);
    return result;
  }
  std::string request() const {
    return R"({"connection": )" + mqtt_connection(nobody_.number()) + "}";
  }
  void expect_request_refused(const std::string& request, const char* named) {
    SCOPED_TRACE(request);
    std::string room(least_room, '\0');
    ipaas_text report{room.data(), room.size(), 0};
    expect_refused(
        [&](ipaas_text* error) {
          return call()(request.data(), request.size(), 1000, &report, error);
        },
        {IPAAS_BAD_CONFIGURATION, named});
    EXPECT_EQ(report.length, 0U);
  }
  harness::reserved_port nobody_;
  host::plugin loaded_{harness::mqtt_plugin()};
};

TEST_F(mqtt_probe, reports_a_refused_port_and_is_ok) {
  const host::connection_probe probe(loaded_);
  ASSERT_TRUE(probe.available());
  const std::string report = probe.run(request(), std::chrono::seconds(60));
  EXPECT_EQ(report.rfind(R"({"ok":false,"passed":0,"error":{"Code":"MQTT:CONNECT_REFUSED")", 0), 0U)
      << report;
}

TEST_F(mqtt_probe, refuses_what_is_none) {
  const std::string good = request();
  std::string room(least_room, '\0');
  ipaas_text report{room.data(), room.size(), 0};
  expect_refused(
      [&](ipaas_text* error) { return call()(good.data(), good.size(), 1, nullptr, error); },
      {IPAAS_BAD_ARGUMENT, "report"});
  expect_refused([&](ipaas_text* error) { return call()(nullptr, 2, 1, &report, error); },
                 {IPAAS_BAD_ARGUMENT, "request"});
  ipaas_text nowhere{nullptr, 17, 0};
  expect_refused(
      [&](ipaas_text* error) { return call()(good.data(), good.size(), 1, &nowhere, error); },
      {IPAAS_BAD_ARGUMENT, "report"});
}

TEST_F(mqtt_probe, refuses_a_request_that_is_wrong) {
  expect_request_refused("", "the document is empty");
  expect_request_refused("[]", "an array");
  expect_request_refused("{}", "connection");
  expect_request_refused(R"({"conection": {}})", "conection");
  expect_request_refused(R"({"connection": {"brokerUrl": "h:0"}})", "brokerUrl");
}

// To ask for the size must not be to probe.
TEST_F(mqtt_probe, wants_room_for_its_report_before_it_begins) {
  const auto threads = threads_to_begin_with();
  const std::string good = request();
  std::string room(least_room - 1, 'x');
  for (ipaas_text report : {ipaas_text{nullptr, 0, 0}, ipaas_text{room.data(), room.size(), 0}}) {
    EXPECT_EQ(call()(good.data(), good.size(), 60'000, &report, nullptr), IPAAS_BUFFER_TOO_SMALL);
    EXPECT_EQ(report.length, least_room);
  }
  EXPECT_EQ(room.find_first_not_of('x'), room.npos);
  EXPECT_EQ(running_threads(), threads);
}

TEST_F(mqtt_probe, leaves_no_thread_and_no_descriptor) {
  const host::connection_probe probe(loaded_);
  const auto threads = threads_to_begin_with();
  const auto descriptors = open_descriptors();
  for (int round = 0; round < 50; ++round) {
    static_cast<void>(probe.run(request(), std::chrono::milliseconds(round % 3)));
  }
  EXPECT_TRUE(holds_in_time([&] { return running_threads() == threads; }));
  EXPECT_EQ(open_descriptors(), descriptors);
}

}  // namespace
}  // namespace ipaas::abi_test
