// host.hpp refuses what is no plugin, and says what is wrong with which file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "harness/paths.h"
#include "ipaas/host.hpp"

namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string bad_plugin(const std::string& file) {
  return ipaas::harness::build_path("tests/abi/bad_plugins/" + file);
}

std::string refusal_of(const std::string& path) {
  try {
    ipaas::host::plugin loaded(path);
  } catch (const std::runtime_error& refusal) {
    return refusal.what();
  }
  return "it was loaded";
}

TEST(bad_plugins, a_file_that_does_not_exist) {
  EXPECT_THAT(refusal_of(bad_plugin("nowhere.so")), HasSubstr("nowhere.so"));
}

TEST(bad_plugins, a_text_file) {
  EXPECT_THAT(refusal_of(bad_plugin("not_a_library.so")),
              AllOf(HasSubstr("not_a_library.so"), HasSubstr("ELF")));
}

TEST(bad_plugins, a_missing_function) {
  EXPECT_THAT(refusal_of(bad_plugin("missing_function.so")),
              AllOf(HasSubstr("missing_function.so"), HasSubstr("ipaas_validate")));
}

TEST(bad_plugins, a_major_version_that_is_not_ours) {
  EXPECT_THAT(refusal_of(bad_plugin("wrong_major.so")),
              AllOf(HasSubstr("wrong_major.so"), HasSubstr("version 2"), HasSubstr("version 1")));
}

}  // namespace
