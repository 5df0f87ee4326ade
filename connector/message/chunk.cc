#include "message/chunk.h"

#include <new>

namespace ipaas::mqtt {

chunk_ref chunk::allocate(std::size_t capacity) {
  void* memory = ::operator new(sizeof(chunk) + capacity);
  return chunk_ref(new (memory) chunk(capacity));
}

void chunk::destroy(chunk* block) noexcept {
  block->~chunk();
  ::operator delete(block);
}

}  // namespace ipaas::mqtt
