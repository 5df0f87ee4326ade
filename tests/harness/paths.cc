#include "harness/paths.h"

namespace ipaas::harness {
namespace {

std::string joined(std::string_view folder, std::string_view below) {
  std::string path(folder);
  return below.empty() ? path : path.append("/").append(below);
}

}  // namespace

std::string source_path(std::string_view below) { return joined(IPAAS_SOURCE_DIR, below); }
std::string build_path(std::string_view below) { return joined(IPAAS_BUILD_DIR, below); }
std::string program_path(std::string_view name) { return build_path("bin/").append(name); }
std::string library_path(std::string_view name) { return build_path("lib/").append(name); }

std::string mqtt_plugin() { return library_path("ipaas-mqtt.so"); }
std::string echo_plugin() { return library_path("echo_plugin.so"); }

}  // namespace ipaas::harness
