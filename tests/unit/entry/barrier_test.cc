// Whatever is thrown inside an exported function ends at the barrier, as a status.
#include "entry/barrier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <new>
#include <stdexcept>
#include <string>

namespace ipaas::mqtt::entry {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class entry_barrier : public testing::Test {
 protected:
  template <typename Body>
  std::int32_t run(Body body) {
    return barrier(&text_, body);
  }
  std::string error() const { return {buffer_, text_.length}; }

  char buffer_[1024] = {};
  ipaas_text text_{buffer_, sizeof buffer_, 0};
};

TEST_F(entry_barrier, passes_on_what_the_body_returns) {
  EXPECT_EQ(run([] { return IPAAS_OK; }), IPAAS_OK);
  EXPECT_EQ(run([] { return IPAAS_AGAIN; }), IPAAS_AGAIN);
  EXPECT_EQ(run([] { return IPAAS_BAD_HANDLE; }), IPAAS_BAD_HANDLE);
  EXPECT_THAT(error(), IsEmpty());
}

TEST_F(entry_barrier, turns_a_want_of_memory_into_a_want_of_resources) {
  EXPECT_EQ(run([]() -> std::int32_t { throw std::bad_alloc(); }), IPAAS_NO_RESOURCES);
  EXPECT_THAT(error(), HasSubstr("CORE:RESOURCE"));
}

TEST_F(entry_barrier, turns_an_exception_into_an_internal_error) {
  EXPECT_EQ(run([]() -> std::int32_t { throw std::runtime_error("unexpected"); }),
            IPAAS_INTERNAL_ERROR);
  EXPECT_THAT(error(), HasSubstr("\"Code\""));
  EXPECT_THAT(error(), HasSubstr("\"Description\""));
}

TEST_F(entry_barrier, turns_what_is_no_exception_into_an_internal_error) {
  EXPECT_EQ(run([]() -> std::int32_t { throw 123; }), IPAAS_INTERNAL_ERROR);
  EXPECT_THAT(error(), HasSubstr("\"Code\""));
}

TEST_F(entry_barrier, needs_no_error_buffer) {
  EXPECT_EQ(barrier(nullptr, []() -> std::int32_t { throw 123; }), IPAAS_INTERNAL_ERROR);
  EXPECT_EQ(barrier(nullptr, []() -> std::int32_t { throw std::bad_alloc(); }), IPAAS_NO_RESOURCES);
}

TEST_F(entry_barrier, writes_nothing_into_a_buffer_that_is_too_small) {
  ipaas_text cut{buffer_, 4, 0};
  EXPECT_EQ(barrier(&cut, []() -> std::int32_t { throw 123; }), IPAAS_INTERNAL_ERROR);
  EXPECT_GT(cut.length, 4u);
  EXPECT_STREQ(buffer_, "");
}

TEST_F(entry_barrier, never_throws) {
  const auto body = []() -> std::int32_t { throw std::runtime_error("unexpected"); };
  static_assert(noexcept(barrier(nullptr, body)));
}

}  // namespace
}  // namespace ipaas::mqtt::entry
