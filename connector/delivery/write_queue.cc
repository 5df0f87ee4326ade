#include "delivery/write_queue.h"

#include <algorithm>
#include <cstring>

namespace ipaas::mqtt::delivery {

namespace {
constexpr std::size_t buffer_size = std::size_t{16} * 1024;
}

std::byte* write_queue::append(std::size_t size) {
  if (!buffer_ || buffer_->capacity() - buffer_used_ < size) {
    buffer_ = chunk::allocate(std::max(size, buffer_size));
    buffer_used_ = 0;
  }
  std::byte* room = buffer_->data() + buffer_used_;
  buffer_used_ += size;
  extend(buffer_, room, size);
  parts_.back().copied = true;
  copies_pending_ += size;
  return room;
}

void write_queue::append_copy(protocol::bytes packet) {
  if (!packet.empty()) std::memcpy(append(packet.size()), packet.data(), packet.size());
}

void write_queue::append_reference(const chunk_ref& block, protocol::bytes packet) {
  extend(block, packet.data(), packet.size());
}

void write_queue::extend(const chunk_ref& block, const std::byte* data, std::size_t size) {
  appended_ += size;
  if (first_ < parts_.size()) {
    part& last = parts_.back();
    if (last.block.get() == block.get() && last.data + last.size == data) {
      last.size += size;
      return;
    }
  }
  parts_.push_back({block, data, size, false});
}

std::span<const protocol::bytes> write_queue::parts(std::size_t limit) {
  views_.clear();
  const std::size_t end = std::min(parts_.size(), first_ + limit);
  for (std::size_t i = first_; i < end; ++i) views_.emplace_back(parts_[i].data, parts_[i].size);
  return views_;
}

void write_queue::consume(std::size_t size) {
  written_ += size;
  while (size > 0) {
    part& front = parts_[first_];
    const std::size_t used = std::min(size, front.size);
    front.data += used;
    front.size -= used;
    size -= used;
    if (front.copied) copies_pending_ -= used;
    if (front.size == 0) {
      front.block.reset();
      ++first_;
    }
  }
  forget_what_left();
}

void write_queue::forget_what_left() {
  if (first_ == parts_.size()) {
    parts_.clear();
    first_ = 0;
    drop_buffer_when_idle();
  } else if (first_ >= 1024 && first_ * 2 >= parts_.size()) {
    // A queue that is filled as fast as it is written never runs empty.
    parts_.erase(parts_.begin(), parts_.begin() + static_cast<std::ptrdiff_t>(first_));
    first_ = 0;
  }
}

void write_queue::drop_buffer_when_idle() {
  // An idle connection keeps no buffer; a busy one gets a new one for less than a microsecond.
  buffer_.reset();
  buffer_used_ = 0;
}

void write_queue::reset() { *this = write_queue(); }

}  // namespace ipaas::mqtt::delivery
