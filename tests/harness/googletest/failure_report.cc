// At the first failure of each test: what the servers of this process were started with, so that
// one sees their ports, and what they have said.
#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "harness/server_log.h"

namespace ipaas::harness {
namespace {

class failure_report : public testing::EmptyTestEventListener {
  void OnTestStart(const testing::TestInfo& /*test*/) override { is_told_ = false; }

  void OnTestPartResult(const testing::TestPartResult& result) override {
    if (!result.failed() || is_told_) return;
    is_told_ = true;
    const std::string text = report_of_servers();
    if (!text.empty()) std::printf("servers of this test:\n%s", text.c_str());
  }

  bool is_told_ = false;
};

[[maybe_unused]] const bool is_listening = [] {
  // GoogleTest owns it.
  testing::UnitTest::GetInstance()->listeners().Append(new failure_report);
  return true;
}();

}  // namespace
}  // namespace ipaas::harness
