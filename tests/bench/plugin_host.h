// The plugin as the measures use it: through the ABI with host.hpp, as a flow runtime would.
#pragma once

#include <poll.h>

#include <stdexcept>
#include <string>

#include "harness/flow.h"
#include "harness/plugin_under_test.h"
#include "role.h"

namespace ipaas::bench {

inline harness::json_object connection_settings(const role_options& options,
                                                const std::string& client_id) {
  return harness::connection_settings(
             options.transport + "://127.0.0.1:" + std::to_string(options.port), client_id)
      .boolean("insecureSkipVerify", true);
}

inline void wait_readable(int descriptor) {
  pollfd entry{descriptor, POLLIN, 0};
  poll(&entry, 1, -1);
}

// Ends the run on bad news; other events are of no interest here.
inline void check_event(const host::record& event) {
  if (event.code == IPAAS_EVENT_DOWN || event.code == IPAAS_EVENT_FAILED) {
    throw std::runtime_error("the connection is lost: " + std::string(event.error));
  }
}

inline void wait_until_up(host::operation& operation) {
  bool up = false;
  while (!up) {
    wait_readable(operation.fd());
    operation.take([&up](const host::record& record) {
      if (record.kind != IPAAS_KIND_EVENT) return;
      check_event(record);
      up = up || record.code == IPAAS_EVENT_UP;
    });
  }
}

}  // namespace ipaas::bench
