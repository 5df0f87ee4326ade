// What the code is measured against: prints the largest classes and the circles of units, and holds
// them to the rules.
#include "design_report.h"

#include <gtest/gtest.h>

#include <iostream>

#include "known_debts.h"

namespace ipaas::source_tree {
namespace {

constexpr std::size_t least_shown = 30;

TEST(design_report, classes_are_small_or_known) {
  std::vector<class_size> sizes =
      class_sizes_of({root / "connector", root / "host", root / "plugin_api"});
  for (class_size& size : sizes) size.file = name_below_root(size.file);
  const size_rule rule{most_members, known_large_classes};
  std::cout << size_table(sizes, rule, least_shown);
  for (const std::string& fault : size_faults(sizes, rule)) ADD_FAILURE() << fault;
}

TEST(design_report, units_form_no_circle_that_is_not_known) {
  const unit_graph graph = unit_graph_of(shipped_sources());
  const std::vector<circle> circles = circles_of(graph);
  std::cout << circle_table(circles, graph);
  for (const std::string& fault : circle_faults(circles, known_circles)) ADD_FAILURE() << fault;
}

TEST(design_tables, show_the_members_a_class_has_and_may_have) {
  EXPECT_EQ(size_table({{"a::knot", "a/knot.h", 120}, {"b", "b.h", 31}, {"c", "c.h", 29}},
                       {40, {{"a::knot", 122}}}, 30),
            "members  limit  class\n"
            "    120    122  a::knot in a/knot.h\n"
            "     31     40  b in b.h\n");
}

TEST(design_tables, show_the_includes_that_make_a_circle) {
  EXPECT_EQ(circle_table({{"a", "b"}}, {{"a", {"b", "below"}}, {"b", {"a"}}, {"below", {}}}),
            "circle of 2 units\n"
            "  a includes b\n"
            "  b includes a\n");
}

}  // namespace
}  // namespace ipaas::source_tree
