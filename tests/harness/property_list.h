// MQTT 5 properties of the test's own client: "content-type=text/plain", "user-property=name:text",
// by libmosquitto's names.
#pragma once

#include <mosquitto.h>
#include <mqtt_protocol.h>

#include <memory>
#include <string>
#include <vector>

namespace ipaas::harness {

using property_texts = std::vector<std::string>;

struct property_list_freed {
  void operator()(mosquitto_property* list) const { mosquitto_property_free_all(&list); }
};
using property_list = std::unique_ptr<mosquitto_property, property_list_freed>;

// Throws std::runtime_error for what libmosquitto does not know.
property_list to_properties(const property_texts& texts);
property_texts to_texts(const mosquitto_property* list);

}  // namespace ipaas::harness
