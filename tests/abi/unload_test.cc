// After the last close, dlclose unmaps the plugin.
#include <gtest/gtest.h>

#include <filesystem>

#include "abi/process_state.h"
#include "abi/session.h"
#include "abi/subject.h"

namespace ipaas::abi_test {
namespace {

class unload : public each_plugin {
 protected:
  // A sanitizer may keep a library mapped, for the stacks in its reports.
  void expect_unmapped() const {
#ifndef IPAAS_SANITIZED
    EXPECT_FALSE(is_mapped(file_));
#endif
  }
  std::string file_ = std::filesystem::canonical(GetParam().path);
};

TEST_P(unload, what_was_only_loaded) {
  {
    const host::plugin loaded(file_);
    EXPECT_TRUE(is_mapped(file_));
  }
  expect_unmapped();
}

TEST_P(unload, what_had_a_connection) {
  {
    const host::plugin loaded(file_);
    auto connection = loaded.open_connection(settings());
    auto operation = connection.open_operation(GetParam().consumer);
    expect_attempt(operation);
    stop_and_drain(operation);
  }
  expect_unmapped();
}

// The second load starts from nothing: no handle, no thread, no setting of the first is left.
TEST_P(unload, and_load_again) {
  for (int round = 0; round < 5; ++round) {
    {
      const host::plugin loaded(file_);
      auto connection = loaded.open_connection(settings());
      auto operation = connection.open_operation(GetParam().consumer);
      expect_attempt(operation);
    }
    expect_unmapped();
  }
}

IPAAS_FOR_EACH_PLUGIN(unload);

}  // namespace
}  // namespace ipaas::abi_test
