#include "design_report.h"

#include <iomanip>
#include <sstream>

namespace ipaas::source_tree {
namespace {

void write_includes(std::ostream& out, const circle& units, const unit_graph& graph) {
  for (const std::string& unit : units)
    for (const std::string& target : graph.at(unit))
      if (units.contains(target)) out << "  " << unit << " includes " << target << "\n";
}

}  // namespace

std::string size_table(const std::vector<class_size>& sizes, const size_rule& rule,
                       std::size_t least_shown) {
  std::ostringstream out;
  out << "members  limit  class\n";
  for (const class_size& size : sizes)
    if (size.members >= least_shown)
      out << std::setw(7) << size.members << std::setw(7) << rule.limit_of(size.name) << "  "
          << size.name << " in " << size.file << "\n";
  return out.str();
}

std::string circle_table(const std::vector<circle>& circles, const unit_graph& graph) {
  std::ostringstream out;
  for (const circle& units : circles) {
    out << "circle of " << units.size() << " units\n";
    write_includes(out, units, graph);
  }
  return out.str();
}

}  // namespace ipaas::source_tree
