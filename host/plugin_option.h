// --plugin PATH: which library is loaded.
#pragma once

#include <string>

#include "command_line.h"
#include "ipaas/host.hpp"

namespace ipaas::command_line {

class plugin_option {
 public:
  option declare();

  // Throws bad_configuration with the loader's words when the file is no plugin of this contract.
  host::plugin load() const;

 private:
  std::string path_;
};

// lib/ipaas-mqtt.so beside the folder of the running program.
std::string default_plugin_path();

}  // namespace ipaas::command_line
