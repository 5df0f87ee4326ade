// Which unit includes which. A unit is a header with the source file of its name: they are
// understood and changed together.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "source_tree.h"

namespace ipaas::source_tree {

// Each unit's path without extension, and the units that it includes.
using unit_graph = std::map<std::string, std::set<std::string>>;
// Units each of which includes, in some steps, all the others.
using circle = std::set<std::string>;

// A header is looked for where the build looks for it: in the folder of the file that includes it,
// and in the include folders. What is not among the files does not belong to the graph.
unit_graph unit_graph_of(const std::vector<source_file>& files);

// Largest first; those of one size by name.
std::vector<circle> circles_of(const unit_graph& graph);

}  // namespace ipaas::source_tree
