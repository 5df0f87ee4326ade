// Reads the little JSON that these tests need: string members of the plugin's errors.
#pragma once

#include <string>
#include <string_view>

namespace ipaas::abi_test {

// The value of the first member of this name that is a string; empty when there is none.
inline std::string member(std::string_view json, const std::string& name) {
  std::size_t at = json.find('"' + name + '"');
  if (at == json.npos) return {};
  at = json.find_first_not_of(" :", at + name.size() + 2);
  if (at == json.npos || json[at] != '"') return {};
  std::string value;
  for (++at; at < json.size() && json[at] != '"'; ++at) {
    if (json[at] == '\\') ++at;
    value += json[at];
  }
  return value;
}

}  // namespace ipaas::abi_test
