// How large a class may be, and that units form no circle. What breaks a rule already is known, and
// must not become worse; what is known and no longer there is to be struck from the list. Each
// function returns sentences that say what to do, none when all is well.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "class_sizes.h"
#include "unit_graph.h"

namespace ipaas::source_tree {

struct size_rule {
  std::size_t most_members = 0;
  std::map<std::string, std::size_t> known;  // larger classes, and how many members they may have

  std::size_t limit_of(const std::string& name) const;
};

std::vector<std::string> size_faults(const std::vector<class_size>& sizes, const size_rule& rule);

std::vector<std::string> circle_faults(const std::vector<circle>& circles,
                                       const std::vector<circle>& known);

}  // namespace ipaas::source_tree
