#include "unit_graph.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>

namespace ipaas::source_tree {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 3> include_folders{"connector", "host", "plugin_api/include"};

std::string unit_of(const fs::path& file) { return fs::path(file).replace_extension().string(); }

// The unit of a header that a file in `folder` includes; empty when it is a foreign one.
std::string unit_of_header(const std::set<std::string>& paths, const fs::path& folder,
                           const std::string& header) {
  std::vector<fs::path> places{folder};
  places.insert(places.end(), include_folders.begin(), include_folders.end());
  for (const fs::path& place : places)
    if (const fs::path path = (place / header).lexically_normal(); paths.contains(path.string()))
      return unit_of(path);
  return {};
}

std::set<std::string> paths_of(const std::vector<source_file>& files) {
  std::set<std::string> paths;
  for (const source_file& file : files) paths.insert(file.path);
  return paths;
}

std::set<std::string> reachable_from(const unit_graph& graph, const std::string& unit) {
  std::set<std::string> reached;
  std::vector<std::string> open{unit};
  while (!open.empty()) {
    const std::string next = open.back();
    open.pop_back();
    for (const std::string& target : graph.at(next))
      if (reached.insert(target).second) open.push_back(target);
  }
  return reached;
}

}  // namespace

unit_graph unit_graph_of(const std::vector<source_file>& files) {
  const std::set<std::string> paths = paths_of(files);
  unit_graph graph;
  for (const source_file& file : files) {
    const std::string unit = unit_of(file.path);
    std::set<std::string>& targets = graph[unit];
    for (const std::string& header : includes_of(file.text)) {
      const fs::path folder = fs::path(file.path).parent_path();
      const std::string target = unit_of_header(paths, folder, header);
      if (!target.empty() && target != unit) targets.insert(target);
    }
  }
  return graph;
}

std::vector<circle> circles_of(const unit_graph& graph) {
  std::map<std::string, std::set<std::string>> reachable;
  for (const auto& [unit, targets] : graph) reachable[unit] = reachable_from(graph, unit);
  std::set<circle> circles;
  for (const auto& [unit, reached] : reachable) {
    if (!reached.contains(unit)) continue;
    circle with;
    for (const std::string& other : reached)
      if (reachable.at(other).contains(unit)) with.insert(other);
    circles.insert(with);
  }
  std::vector<circle> sorted(circles.begin(), circles.end());
  std::ranges::stable_sort(sorted, std::greater{}, &circle::size);
  return sorted;
}

}  // namespace ipaas::source_tree
