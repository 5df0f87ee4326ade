// What this process needs, as the kernel counts it.
#pragma once

#include <cstddef>
#include <fstream>
#include <sstream>
#include <string>

namespace ipaas::harness {

#ifdef IPAAS_SANITIZED
inline constexpr bool sanitized = true;  // figures of memory and speed mean little
#else
inline constexpr bool sanitized = false;
#endif

// A line of /proc/self/status in KiB, such as VmHWM, the largest resident set there was.
inline std::size_t memory_line_kib(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind(name + ":", 0) != 0) continue;
    std::size_t kib = 0;
    std::istringstream(line.substr(name.size() + 1)) >> kib;
    return kib;
  }
  return 0;
}
inline std::size_t peak_memory_kib() { return memory_line_kib("VmHWM"); }

}  // namespace ipaas::harness
