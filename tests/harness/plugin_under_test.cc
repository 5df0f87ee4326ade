#include "harness/plugin_under_test.h"

#include "harness/paths.h"

namespace ipaas::harness {

std::string plugin_path() { return mqtt_plugin(); }

const host::plugin& plugin_under_test() {
  static const host::plugin loaded(plugin_path());
  return loaded;
}

}  // namespace ipaas::harness
