// --plugin PATH: which library is loaded.
#pragma once

#include <string>

#include "ipaas/host.hpp"

namespace CLI {
class App;
}

namespace ipaas::command_line {

class plugin_option {
 public:
  void add_to(CLI::App& program);

  // Throws bad_configuration with the loader's words when the file is no plugin of this contract.
  host::plugin load() const;

 private:
  std::string path_;
};

// lib/ipaas-mqtt.so beside the folder of the running program.
std::string default_plugin_path();

}  // namespace ipaas::command_line
