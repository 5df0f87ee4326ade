#include "harness/plugin_under_test.h"

namespace ipaas::harness {

std::string plugin_path() { return IPAAS_PLUGIN_PATH; }

const host::plugin& plugin_under_test() {
  static const host::plugin loaded(plugin_path());
  return loaded;
}

}  // namespace ipaas::harness
