// The schedules that reconnectStrategy names: how long to wait after a failure, by how long nothing
// has worked.
#pragma once

#include <optional>

#include "config/connection_settings.h"

namespace ipaas::mqtt::session {

// `outage` is the time since the first failure. Nothing: the strategy gives up.
std::optional<config::milliseconds> interval_of(config::reconnect_strategy strategy,
                                                config::milliseconds outage);

// Its longest wait: for failures that only a person can mend.
config::milliseconds longest_interval_of(config::reconnect_strategy strategy);

}  // namespace ipaas::mqtt::session
