// Counting members, on headers made up for it.
#include "class_sizes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

namespace ipaas::source_tree {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

class class_sizes : public testing::Test {
 protected:
  class_sizes() {
    std::string name = (fs::temp_directory_path() / "ipaas-classes-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = name;
  }
  ~class_sizes() override { fs::remove_all(folder_); }

  // "name members", largest first, of the classes in a file with this text.
  std::vector<std::string> sizes_in(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
    std::vector<std::string> found;
    for (const class_size& size : class_sizes_of({folder_}))
      found.push_back(size.name + " " + std::to_string(size.members));
    return found;
  }

  fs::path folder_;
};

TEST_F(class_sizes, count_data_and_functions) {
  EXPECT_THAT(sizes_in("pair.h", R"(
namespace shop {
class cart {
 public:
  cart() = default;
  explicit cart(int size);
  int size() const { return size_; }
  static cart of(int a, int b);
  virtual bool operator==(const cart&) const = 0;

 private:
  int size_ = 0, weight_ = 0;
  static constexpr int limit = 3;
};
struct empty {};
int free_function(cart& c);
}  // namespace shop
)"),
              ElementsAre("shop::cart 8", "shop::empty 0"));
}

TEST_F(class_sizes, leave_nested_classes_their_own_members) {
  EXPECT_THAT(sizes_in("nested.h", R"(
struct outer {
  struct inner { int a; int b; int c; };
  union either { int a; float b; };
  inner only;
};
)"),
              ElementsAre("outer::inner 3", "outer::either 2", "outer 1"));
}

TEST_F(class_sizes, count_a_function_that_is_defined_behind_its_class_once) {
  EXPECT_THAT(sizes_in("behind.hpp", R"(
class clock {
  int now() const;
  int later() const;
};
inline int clock::now() const { return 1; }
int clock::later() const { return 2; }
)"),
              ElementsAre("clock 2"));
}

TEST_F(class_sizes, are_found_in_unnamed_namespaces_of_source_files) {
  EXPECT_THAT(sizes_in("hidden.cc", "namespace a { namespace { struct b { int c; }; } }\n"),
              ElementsAre("a::b 1"));
}

TEST_F(class_sizes, keep_classes_of_one_name_apart) {
  std::ofstream(folder_ / "one.cc") << "namespace { struct step { int a; int b; }; }\n";
  EXPECT_THAT(sizes_in("two.cc", "namespace { struct step { int a; }; }\n"),
              ElementsAre("step 2", "step 1"));
}

TEST_F(class_sizes, name_the_file) {
  std::ofstream(folder_ / "one.h") << "struct step { int a; };\n";
  EXPECT_THAT(class_sizes_of({folder_}),
              ElementsAre(class_size{"step", (folder_ / "one.h").string(), 1}));
}

TEST_F(class_sizes, are_none_where_there_is_no_class) {
  EXPECT_THAT(sizes_in("none.h", "int free_function();\n"), IsEmpty());
}

}  // namespace
}  // namespace ipaas::source_tree
