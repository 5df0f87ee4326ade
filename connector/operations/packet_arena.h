// Memory for packets that are encoded on one thread and written on another: small ones share a
// block, one behind the other, so that many leave in one piece.
#pragma once

#include <algorithm>
#include <cstddef>

#include "message/chunk.h"

namespace ipaas::mqtt::operations {

class packet_arena {
 public:
  // Room for `size` bytes, aligned to nothing. block() holds it.
  std::byte* allocate(std::size_t size) {
    if (!block_ || block_->capacity() - used_ < size) {
      block_ = chunk::allocate(std::max(size, block_size));
      used_ = 0;
    }
    std::byte* room = block_->data() + used_;
    used_ += size;
    return room;
  }
  // Gives back the end of the last allocation.
  void shrink(std::size_t unused) { used_ -= unused; }
  const chunk_ref& block() const { return block_; }

 private:
  static constexpr std::size_t block_size = std::size_t{64} * 1024;
  chunk_ref block_;
  std::size_t used_ = 0;
};

}  // namespace ipaas::mqtt::operations
