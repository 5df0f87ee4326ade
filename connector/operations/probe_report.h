// The report of a probe, as ipaas_connection_probe gives it.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "config/transport_settings.h"
#include "operations/probe_steps.h"
#include "protocol/types.h"
#include "session/event.h"

namespace ipaas::mqtt::operations {

struct probe_outcome {
  struct broker {
    std::string name;  // host:port
    probe_steps steps;
    std::chrono::nanoseconds took{0};
    std::vector<session::event> warnings{};
  };
  config::transport_kind protocol = config::transport_kind::tcp;
  protocol::version mqtt_version = protocol::version::v3_1_1;
  error_style style{};
  std::string configured_id;    // empty: none was configured
  std::string client_id;        // that was used
  std::string topic;            // that was subscribed or published to
  std::vector<error> warnings;  // about the settings
  std::chrono::nanoseconds parsing{0};
  std::chrono::nanoseconds took{0};
  std::vector<broker> brokers;
};

// JSON, described in plugin.h. `when` it was made.
std::string probe_report(const probe_outcome& outcome, std::chrono::system_clock::time_point when);

}  // namespace ipaas::mqtt::operations
