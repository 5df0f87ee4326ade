// Makes a kept session with its subscription, and puts messages into it, so that a Consumer that
// opens it has messages waiting: no test needs to know when a subscription stands.
#pragma once

#include <string>
#include <vector>

#include "harness/mosquitto_broker.h"
#include "harness/test_client.h"
#include "host_process.h"

namespace ipaas::host_program {

inline void fill_session(const harness::mosquitto_broker& broker, const std::string& client,
                         const std::string& filter, const std::string& topic,
                         const std::vector<std::string>& payloads) {
  harness::test_client({.port = broker.port(), .id = client, .clean_session = false})
      .subscribe(filter, 2);
  harness::test_client publisher(broker.port());
  for (const auto& payload : payloads) publisher.publish(topic, payload, 2);
}

// Options of a Consumer of that session.
inline arguments consume_session(const harness::mosquitto_broker& broker, const std::string& client,
                                 const std::string& filter, const arguments& rest) {
  auto options = with_broker("consume", broker.url(),
                             {"--set", "clientId=" + client, "--set", "cleanSession=false",
                              "--param", "topics=" + filter, "--param", "qos=2"});
  options.insert(options.end(), rest.begin(), rest.end());
  return options;
}

}  // namespace ipaas::host_program
