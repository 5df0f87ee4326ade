// Opens connections and operations, and tells a wrong configuration from a failure.
#pragma once

#include <string_view>

#include "ipaas/host_probe.hpp"

namespace ipaas::command_line {

// Throw bad_configuration with the plugin's error lines where the configuration is at fault (also
// one that asks for a connection twice), else std::runtime_error.
host::connection open_connection(const host::plugin& library, std::string_view configuration);
host::operation open_operation(const host::connection& connection, std::string_view request);

// The report of a probe, for which the plugin must be able to make one.
std::string probe_connection(const host::connection_probe& probe, std::string_view request,
                             std::chrono::milliseconds timeout);

}  // namespace ipaas::command_line
