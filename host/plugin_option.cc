#include "plugin_option.h"

#include <filesystem>

#include "exit_status.h"

namespace ipaas::command_line {

namespace files = std::filesystem;

std::string default_plugin_path() {
  std::error_code ignored;
  const auto program = files::read_symlink("/proc/self/exe", ignored);
  return (program.parent_path().parent_path() / "lib" / "ipaas-mqtt.so").string();
}

option plugin_option::declare() {
  return {"--plugin", "PATH",
          "The plugin to load [default: ../lib/ipaas-mqtt.so beside this program's folder]",
          &path_};
}

host::plugin plugin_option::load() const try {
  // A path without a slash would be searched for in the system's library folders.
  return host::plugin(path_.empty() ? default_plugin_path() : files::absolute(path_).string());
} catch (const std::exception& failure) {
  throw bad_configuration(std::string("the plugin cannot be loaded: ") + failure.what());
}

}  // namespace ipaas::command_line
