// What the plugin under test says of itself.
#pragma once

#include "formats/catalogue.h"
#include "harness/paths.h"
#include "ipaas/host.hpp"

namespace ipaas::documents_test {

inline const std::string& manifest() {
  static const std::string text = host::plugin(harness::mqtt_plugin()).manifest();
  return text;
}

inline const command_line::formats::catalogue& settings() {
  static const auto all = command_line::formats::read_catalogue(manifest());
  return all;
}

}  // namespace ipaas::documents_test
