// The plugin that this build made, loaded once as a flow runtime would.
#pragma once

#include <string>

#include "ipaas/host.hpp"

namespace ipaas::harness {

std::string plugin_path();
const host::plugin& plugin_under_test();

}  // namespace ipaas::harness
