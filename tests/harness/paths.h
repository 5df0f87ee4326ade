// Where this checkout and its build stand. The only object that knows it is paths.cc: all others
// compile to the same bytes in every folder, so that a compiler cache serves them to each clone.
#pragma once

#include <string>
#include <string_view>

namespace ipaas::harness {

// The folder itself, or an absolute path in it: source_path("docs/errors.md").
std::string source_path(std::string_view below = {});
std::string build_path(std::string_view below = {});
// A program that this build made, and a library that is loaded by path.
std::string program_path(std::string_view name);
std::string library_path(std::string_view name);

// The connector, and the plugin that shows the contract.
std::string mqtt_plugin();
std::string echo_plugin();

}  // namespace ipaas::harness
