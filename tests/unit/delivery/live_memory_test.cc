// Counts the memory of the whole test program, so that tests of long life can see that it stays.
// The sanitizers go on watching: they stand below, in malloc.
#include "live_memory.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

namespace {

constexpr std::size_t prefix = alignof(std::max_align_t);
std::size_t held = 0;  // the tests have one thread

}  // namespace

void* operator new(std::size_t size) {
  void* block = std::malloc(size + prefix);
  if (block == nullptr) throw std::bad_alloc();
  *static_cast<std::size_t*>(block) = size;
  held += size;
  return static_cast<std::byte*>(block) + prefix;
}

void operator delete(void* memory) noexcept {
  if (memory == nullptr) return;
  void* block = static_cast<std::byte*>(memory) - prefix;
  held -= *static_cast<std::size_t*>(block);
  std::free(block);
}

void operator delete(void* memory, std::size_t) noexcept { ::operator delete(memory); }

namespace ipaas::mqtt::delivery::test {

std::size_t live_memory() { return held; }

namespace {

TEST(live_memory, counts_what_is_held) {
  const std::size_t before = live_memory();
  auto block = std::make_unique<std::vector<char>>(1'000);
  EXPECT_GE(live_memory(), before + 1'000);
  block.reset();
  EXPECT_EQ(live_memory(), before);
}

}  // namespace
}  // namespace ipaas::mqtt::delivery::test
