#include "message/chunk.h"

#include <string.h>

#include <new>

namespace ipaas::mqtt {

chunk_ref chunk::allocate(std::size_t capacity) { return allocate(capacity, nullptr); }

chunk_ref chunk::allocate(std::size_t capacity, std::shared_ptr<chunk_account> account) {
  void* memory = ::operator new(sizeof(chunk) + capacity);
  return chunk_ref(new (memory) chunk(capacity, std::move(account)));
}

chunk_ref chunk::allocate_secret(std::size_t capacity) {
  chunk_ref made = allocate(capacity);
  made->secret_ = true;
  return made;
}

chunk::chunk(std::size_t capacity, std::shared_ptr<chunk_account> account)
    : capacity_(capacity), account_(std::move(account)) {
  if (account_) account_->bytes_.fetch_add(capacity_, std::memory_order_relaxed);
}

chunk::~chunk() {
  if (account_) account_->bytes_.fetch_sub(capacity_, std::memory_order_relaxed);
}

void chunk::destroy(chunk* block) noexcept {
  if (block->secret_) ::explicit_bzero(block->data(), block->capacity());
  block->~chunk();
  ::operator delete(block);
}

}  // namespace ipaas::mqtt
