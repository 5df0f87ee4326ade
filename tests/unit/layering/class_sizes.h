// How many members each class declares, counted by Universal Ctags.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace ipaas::source_tree {

struct class_size {
  std::string name;  // with its namespaces, without unnamed ones
  std::string file;
  std::size_t members = 0;  // data members and member functions, not those of nested classes

  friend bool operator==(const class_size&, const class_size&) = default;
};

// The classes of these files, and of those below these folders; largest first. Throws
// std::runtime_error when ctags cannot be run.
std::vector<class_size> class_sizes_of(const std::vector<std::filesystem::path>& places);

}  // namespace ipaas::source_tree
