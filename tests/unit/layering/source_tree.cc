#include "source_tree.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <regex>
#include <string_view>

namespace ipaas::source_tree {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> extensions{".h", ".hpp", ".cc", ".c"};

}  // namespace

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string name_below_root(const fs::path& file) { return file.lexically_relative(root).string(); }

std::vector<fs::path> sources_under(const fs::path& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (std::ranges::count(extensions, entry.path().extension().string()) > 0)
      found.push_back(entry.path());
  std::ranges::sort(found);
  return found;
}

std::vector<source_file> shipped_sources() {
  std::vector<source_file> files;
  for (const char* folder : {"connector", "host", "plugin_api"})
    for (const fs::path& file : sources_under(root / folder))
      files.push_back({name_below_root(file), text_of(file)});
  return files;
}

std::vector<std::string> includes_of(const std::string& text) {
  static const std::regex directive(R"(^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"])",
                                    std::regex::multiline);
  std::vector<std::string> names;
  for (std::sregex_iterator match(text.begin(), text.end(), directive), end; match != end; ++match)
    names.push_back((*match)[1]);
  return names;
}

}  // namespace ipaas::source_tree
