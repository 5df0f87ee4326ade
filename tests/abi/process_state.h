// What a guest in a process has to leave as it was.
#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace ipaas::abi_test {

struct process_state {
  std::vector<std::string> signals;  // the disposition of each of the 64, in words
  std::string signal_mask;           // of the calling thread
  std::string locale;
  std::string folder;
  std::vector<std::string> environment;

  static process_state now();
  friend bool operator==(const process_state&, const process_state&) = default;
};

// The threads of this process, by their numbers.
std::set<std::string> running_threads();

// The same before anything is measured: a sanitizer starts a thread of its own with the first that
// the process starts, and that one must be among them.
std::set<std::string> threads_to_begin_with();

// The descriptors that are open, by their numbers.
std::set<std::string> open_descriptors();

// True while a file under this path is mapped.
bool is_mapped(const std::string& path);

// Looks until the condition holds; false after half a minute without. For what the kernel ends a
// moment later than the call that asked for it: a joined thread still stands in /proc for a while.
bool holds_in_time(const std::function<bool()>& condition);

}  // namespace ipaas::abi_test
