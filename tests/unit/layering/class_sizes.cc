#include "class_sizes.h"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace ipaas::source_tree {
namespace {

namespace fs = std::filesystem;

// A line of ctags: something that a file declares, the lines it covers, and what it belongs to.
struct tag {
  std::string file;
  std::string kind;
  int first_line = 0;
  int last_line = 0;
  std::string scope;
  std::string name;
};

struct class_body {
  int first_line = 0;
  int last_line = 0;
  std::size_t members = 0;
};

using class_key = std::pair<std::string, std::string>;  // file, name with its scope

// Not what the person who runs the test has configured for ctags; quiet about that.
constexpr const char* ctags_command = IPAAS_CTAGS
    " --quiet=yes --options=NONE -x --_xformat='%F\t%K\t%n\t%{end}\t%{scope}\t%N' --languages=C++"
    " --langmap=C++:+.h.hpp.cc --kinds-C++=csupmf -R";

std::string output_of(const std::string& command) {
  std::FILE* const pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot run: " + command);
  std::string output;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe))
    output.push_back(static_cast<char>(c));
  if (::pclose(pipe) != 0) throw std::runtime_error("does not work: " + command);
  return output;
}

tag tag_of(const std::string& line) {
  std::istringstream in(line);
  const auto next = [&in] {
    std::string part;
    std::getline(in, part, '\t');
    return part;
  };
  const auto number = [&next] {
    const std::string digits = next();
    return digits.empty() ? 0 : std::stoi(digits);
  };
  tag read;
  read.file = next();
  read.kind = next();
  read.first_line = number();
  read.last_line = number();
  read.scope = next();
  read.name = next();
  return read;
}

std::vector<tag> tags_of(const std::vector<fs::path>& places) {
  std::string command = ctags_command;
  for (const fs::path& place : places) command += " '" + place.string() + "'";
  std::istringstream lines(output_of(command));
  std::vector<tag> tags;
  for (std::string line; std::getline(lines, line);) tags.push_back(tag_of(line));
  return tags;
}

bool is_class(const tag& each) {
  return each.kind == "class" || each.kind == "struct" || each.kind == "union";
}

std::map<class_key, class_body> bodies_of(const std::vector<tag>& tags) {
  std::map<class_key, class_body> bodies;
  for (const tag& each : tags) {
    if (!is_class(each)) continue;
    const std::string name = each.scope.empty() ? each.name : each.scope + "::" + each.name;
    bodies[{each.file, name}] = {each.first_line, each.last_line};
  }
  return bodies;
}

// A function that is defined behind its class has been counted where the class declares it.
bool stands_in(const class_body& body, const tag& member) {
  return body.first_line <= member.first_line && member.first_line <= body.last_line;
}

void count_members(const std::vector<tag>& tags, std::map<class_key, class_body>& bodies) {
  for (const tag& each : tags) {
    const auto body = bodies.find({each.file, each.scope});
    if (!is_class(each) && body != bodies.end() && stands_in(body->second, each))
      ++body->second.members;
  }
}

// ctags gives unnamed namespaces and classes names that change with the file's path.
std::string readable(const std::string& name) {
  static const std::regex unnamed_scope("__anon[0-9a-f]+::");
  static const std::regex unnamed_class("__anon[0-9a-f]+");
  return std::regex_replace(std::regex_replace(name, unnamed_scope, ""), unnamed_class,
                            "(unnamed)");
}

}  // namespace

std::vector<class_size> class_sizes_of(const std::vector<fs::path>& places) {
  const std::vector<tag> tags = tags_of(places);
  std::map<class_key, class_body> bodies = bodies_of(tags);
  count_members(tags, bodies);
  std::vector<class_size> sizes;
  for (const auto& [key, body] : bodies)
    sizes.push_back({readable(key.second), key.first, body.members});
  std::ranges::stable_sort(sizes, std::greater{}, &class_size::members);
  return sizes;
}

}  // namespace ipaas::source_tree
