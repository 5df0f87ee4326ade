// What the tests of this folder begin with.
#pragma once

#include "harness/flow.h"
#include "harness/plugin_under_test.h"
#include "harness/scripted_broker.h"

namespace ipaas::harness {

inline constexpr wire::version v4 = wire::version::v3_1_1;
inline constexpr wire::version v5 = wire::version::v5;

inline const char* setting_of(wire::version version) {
  return version == wire::version::v5 ? "5" : "3.1.1";
}

inline json_object settings_for(const scripted_broker& server, wire::version version = v4) {
  return connection_settings(server.url(), "faults").text("mqttVersion", setting_of(version));
}

// A kept session that comes back soon.
inline json_object resuming_settings(const scripted_broker& server, wire::version version = v4) {
  return settings_for(server, version)
      .boolean("cleanSession", false)
      .boolean("autoReconnect", true)
      .text("maxReconnectInterval", "100ms");
}

// CONNACK's flag "session present".
inline constexpr std::uint8_t session_present = 1;

// A consumer of everything on a connection of its own, until it fails; returns how.
inline flow_event failure_of(const json_object& settings) {
  const auto connection = plugin_under_test().open_connection(settings.str());
  flow consumer(connection, consumer_request("#", 2));
  return consumer.wait_for_failure();
}

}  // namespace ipaas::harness
