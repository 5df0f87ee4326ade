// The request of ipaas_connection_probe: a connection, and what to try on it once it is up.
#pragma once

#include <string>
#include <string_view>

#include "config/parse.h"

namespace ipaas::mqtt::config {

struct probe_request {
  connection_settings connection;
  bool subscribe = false;
  bool publish = false;
  std::string topic;  // what both are tried on; a filter where nothing is published
  protocol::qos qos = protocol::qos::at_least_once;  // of both
};

// As parse_connection; fields are relative to the request: "/connection/brokerUrl", "/topic". Never
// throws but std::bad_alloc.
parsed<probe_request> parse_probe_request(std::string_view document,
                                          connection_check check = nullptr);

}  // namespace ipaas::mqtt::config
