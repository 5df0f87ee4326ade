// host_optional.hpp - looking up what a plugin need not have, for hosts written in C++: every
// function that came after version 1.0 of the contract. See host.hpp and plugin.h.
#pragma once

#include <dlfcn.h>

#include <cstring>

#include "ipaas/host.hpp"

namespace ipaas::host::detail {

// Null where the plugin does not have it.
template <typename Function>
Function optional_function(const plugin& library, const char* name) {
  void* symbol = dlsym(library.functions().library, name);
  Function found = nullptr;
  std::memcpy(&found, &symbol, sizeof found);
  return found;
}

}  // namespace ipaas::host::detail
