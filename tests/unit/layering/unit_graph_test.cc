// Units and their circles, on sources and graphs made up for it.
#include "unit_graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ipaas::source_tree {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(unit_graph, takes_a_header_and_its_source_file_for_one) {
  EXPECT_THAT(unit_graph_of({{"connector/a/x.h", ""},
                             {"connector/a/x.cc", "#include \"a/x.h\"\n#include \"b/y.h\"\n"},
                             {"connector/b/y.h", "#include <vector>\n#include \"b/none.h\"\n"}}),
              ElementsAre(Pair("connector/a/x", ElementsAre("connector/b/y")),
                          Pair("connector/b/y", IsEmpty())));
}

TEST(unit_graph, looks_for_headers_where_the_build_does) {
  const unit_graph graph = unit_graph_of({
      {"host/main.cc", "#include \"json.h\"\n#include <ipaas/host.hpp>\n"},
      {"host/formats/node.cc", "#include \"json.h\"\n#include \"words.h\"\n"},
      {"host/formats/words.h", ""},
      {"host/json.h", ""},
      {"plugin_api/include/ipaas/host.hpp", ""},
  });
  EXPECT_THAT(graph.at("host/main"), ElementsAre("host/json", "plugin_api/include/ipaas/host"));
  EXPECT_THAT(graph.at("host/formats/node"), ElementsAre("host/formats/words", "host/json"));
}

TEST(unit_graph, has_no_circle_where_includes_only_point_downward) {
  EXPECT_THAT(circles_of({{"top", {"left", "right"}},
                          {"left", {"bottom"}},
                          {"right", {"bottom"}},
                          {"bottom", {}}}),
              IsEmpty());
}

TEST(unit_graph, shows_the_circles_and_not_what_leads_to_or_from_them) {
  EXPECT_THAT(circles_of({{"above", {"a"}},
                          {"a", {"b"}},
                          {"b", {"c", "p"}},
                          {"c", {"a", "below"}},
                          {"p", {"q"}},
                          {"q", {"p"}},
                          {"below", {}}}),
              ElementsAre(ElementsAre("a", "b", "c"), ElementsAre("p", "q")));
}

TEST(unit_graph, takes_circles_that_share_a_unit_for_one) {
  EXPECT_THAT(circles_of({{"a", {"b"}}, {"b", {"a", "c"}}, {"c", {"b"}}}),
              ElementsAre(ElementsAre("a", "b", "c")));
}

}  // namespace
}  // namespace ipaas::source_tree
