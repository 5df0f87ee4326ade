// The constants that an installed C or C++ header declares, read from its text: so that a newer
// version with more of them is noticed.
#pragma once

#include <fstream>
#include <iterator>
#include <regex>
#include <stdexcept>
#include <string>
#include <vector>

namespace ipaas::error_pages {

struct constant {
  std::string name;
  int number;
};

inline std::string text_of_header(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// "#define NAME 7" and "NAME = 7", for the names that begin with `prefix`, in their order.
inline std::vector<constant> constants_in(const std::string& path, const std::string& prefix) {
  const std::string text = text_of_header(path);
  const std::regex declaration("\\b(" + prefix + R"(\w*)(?:[ \t]*=[ \t]*|[ \t]+)(-?[0-9]+)\b)");
  std::vector<constant> found;
  for (std::sregex_iterator match(text.begin(), text.end(), declaration), end; match != end;
       ++match) {
    found.push_back({(*match)[1], std::stoi((*match)[2])});
  }
  return found;
}

// The enumerators of "enum class NAME", counted from the one that has a number.
inline std::vector<constant> enumerators_in(const std::string& path, const std::string& name) {
  std::string text = text_of_header(path);
  text = std::regex_replace(text, std::regex(R"(/\*[\s\S]*?\*/|//[^\n]*|#[^\n]*)"), "");
  std::smatch body;
  if (!std::regex_search(text, body, std::regex("enum class " + name + R"(\s*\{([^}]*)\})"))) {
    throw std::runtime_error(path + " has no enum class " + name);
  }
  const std::string list = body[1];
  const std::regex enumerator(R"((\w+)(?:\s*=\s*([0-9]+))?\s*(?:,|$))");
  std::vector<constant> found;
  int next = 0;
  for (std::sregex_iterator match(list.begin(), list.end(), enumerator), end; match != end;
       ++match) {
    if ((*match)[2].matched) next = std::stoi((*match)[2]);
    found.push_back({(*match)[1], next++});
  }
  return found;
}

}  // namespace ipaas::error_pages
