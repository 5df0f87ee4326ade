// The operator new of a test program, and so of the plugins that it loads: it can be told to fail.
#pragma once

namespace ipaas::abi_test::failing_allocator {

// From here on this thread's allocations fail with std::bad_alloc, after so many that succeed.
void begin(long allowed);

// They succeed again. True when none has failed in between.
bool end();

}  // namespace ipaas::abi_test::failing_allocator
