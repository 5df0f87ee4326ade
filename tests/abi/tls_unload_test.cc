// Unloading, and the end of the process, where TLS and WebSocket have been in use.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "abi/process_state.h"
#include "abi/session.h"
#include "abi/subject.h"
#include "harness/flow.h"
#include "harness/loopback.h"
#include "harness/mosquitto_broker.h"
#include "harness/paths.h"
#include "ipaas/host_probe.hpp"

namespace ipaas::abi_test {
namespace {

using harness::entrance;

void expect_up_over_tls(host::operation& operation) {
  take_until(operation, [](const taken_record& next) { return is_event(next, IPAAS_EVENT_UP); });
}

class tls_unload : public testing::TestWithParam<entrance> {
 protected:
  // A sanitizer may keep a library mapped, for the stacks in its reports.
  void expect_unmapped() const {
#ifndef IPAAS_SANITIZED
    EXPECT_FALSE(is_mapped(file_));
#endif
  }
  harness::mosquitto_broker broker_{{.entrances = {GetParam()}}};
  std::string file_ = std::filesystem::canonical(harness::mqtt_plugin());
  std::string settings_ = harness::with_client_certificate(
                              harness::connection_settings(broker_.url(GetParam()), "unloaded"))
                              .str();
};

// Twice: the second load finds libcrypto as the first has left it.
TEST_P(tls_unload, what_had_a_connection) {
  for (int round = 0; round < 2; ++round) {
    {
      const host::plugin loaded(file_);
      EXPECT_TRUE(is_mapped(file_));
      auto connection = loaded.open_connection(settings_);
      auto operation = connection.open_operation(mqtt.consumer);
      expect_up_over_tls(operation);
    }
    expect_unmapped();
  }
}

TEST_P(tls_unload, what_had_probed) {
  {
    const host::plugin loaded(file_);
    const std::string report =
        host::connection_probe(loaded).run("{\"connection\":" + settings_ + "}", patience);
    EXPECT_EQ(harness::boolean_at(report, "/ok"), true) << report;
  }
  expect_unmapped();
}

INSTANTIATE_TEST_SUITE_P(entrances, tls_unload,
                         testing::Values(entrance::mutual_tls, entrance::wss),
                         [](const auto& each) { return std::string(name_of(each.param)); });

// Never closed: it is in the middle of its handshake when the process ends. Static and
// volatile, so that a search for leaks finds who holds them.
[[noreturn]] void exit_within_a_handshake() {
  ::alarm(60);  // the end of a process that hangs
  const harness::file_descriptor silent = harness::listen_on_loopback();
  static const host::plugin* volatile const loaded = new host::plugin(harness::mqtt_plugin());
  static const host::connection* volatile const connection =
      new host::connection(loaded->open_connection(
          harness::connection_settings(url_of(entrance::tls, harness::port_of(silent)), "ends")
              .str()));
  static const host::operation* volatile const operation =
      new host::operation(connection->open_operation(mqtt.consumer));
  static_cast<void>(operation);
  const auto accepted = harness::accept_from(silent, harness::deadline());
  std::string client_hello;
  harness::read_some(accepted, client_hello, harness::deadline());
  std::exit(client_hello.empty() ? 1 : 0);
}

TEST(tls_exit, within_a_handshake) {
  EXPECT_EXIT(exit_within_a_handshake(), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace ipaas::abi_test
