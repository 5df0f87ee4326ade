// The protocol versions that every test of this folder may run with.
#pragma once

#include <mosquitto.h>

#include <ostream>
#include <string>

namespace ipaas::harness {

struct protocol_version {
  const char* setting;  // mqttVersion
  int of_client;        // of libmosquitto
  std::string name() const { return "v" + std::to_string(of_client); }
};

inline constexpr protocol_version all_versions[] = {
    {"3.1", MQTT_PROTOCOL_V31}, {"3.1.1", MQTT_PROTOCOL_V311}, {"5", MQTT_PROTOCOL_V5}};

inline std::ostream& operator<<(std::ostream& out, const protocol_version& version) {
  return out << version.setting;
}

}  // namespace ipaas::harness
