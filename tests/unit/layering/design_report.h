// Tables of the largest classes and of the circles of units, for a person to read.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "class_sizes.h"
#include "design_rules.h"
#include "unit_graph.h"

namespace ipaas::source_tree {

// One line a class, as far as it has at least so many members.
std::string size_table(const std::vector<class_size>& sizes, const size_rule& rule,
                       std::size_t least_shown);

// One paragraph a circle: the includes that make it.
std::string circle_table(const std::vector<circle>& circles, const unit_graph& graph);

}  // namespace ipaas::source_tree
