// Looking for bytes in the memory of a child process.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ipaas::harness {

// How often each needle stands in what the process may write to and shares with nobody: heap,
// stacks and data. The process should be at rest.
std::vector<std::size_t> count_in_memory(pid_t process, const std::vector<std::string>& needles);

}  // namespace ipaas::harness
