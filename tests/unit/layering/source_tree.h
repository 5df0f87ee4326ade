// The files of this repository, as the tests of its rules read them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/paths.h"

namespace ipaas::source_tree {

inline const std::filesystem::path root = harness::source_path();

// A path below the root, and what stands there.
struct source_file {
  std::string path;
  std::string text;
};

std::string text_of(const std::filesystem::path& file);
std::string name_below_root(const std::filesystem::path& file);

// The C and C++ files of a folder and of those below it, sorted.
std::vector<std::filesystem::path> sources_under(const std::filesystem::path& folder);
// Those of connector, host and plugin_api: what is shipped.
std::vector<source_file> shipped_sources();

// The headers that a text includes, as they are spelled.
std::vector<std::string> includes_of(const std::string& text);

}  // namespace ipaas::source_tree
