// How many bytes the test program holds through operator new: see live_memory_test.cc.
#pragma once

#include <cstddef>

namespace ipaas::mqtt::delivery::test {

std::size_t live_memory();

}  // namespace ipaas::mqtt::delivery::test
