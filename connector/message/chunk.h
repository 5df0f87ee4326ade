// A chunk is a reference-counted block of bytes that a network read fills once and that many
// messages then point into, so that a payload is copied exactly once: into the host's buffer.
//
// Threads: a chunk's bytes are written by the I/O thread before any other thread sees a reference,
// and never after. References may be copied and dropped on any thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace ipaas::mqtt {

class chunk_ref;

// How many bytes the chunks hold that count here.
class chunk_account {
 public:
  std::size_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

 private:
  friend class chunk;
  std::atomic<std::size_t> bytes_{0};
};

class chunk {
 public:
  chunk(const chunk&) = delete;
  chunk& operator=(const chunk&) = delete;

  // A new chunk with `capacity` bytes of uninitialised room. Throws std::bad_alloc.
  static chunk_ref allocate(std::size_t capacity);
  // The same; counted in `account` until it is gone.
  static chunk_ref allocate(std::size_t capacity, std::shared_ptr<chunk_account> account);

  // The same for what may be found nowhere later: overwritten when it is gone.
  static chunk_ref allocate_secret(std::size_t capacity);

  std::byte* data() { return reinterpret_cast<std::byte*>(this + 1); }
  std::size_t capacity() const { return capacity_; }
  // True when the caller's reference is the only one: the bytes may be written again.
  bool unique() const { return references_.load(std::memory_order_acquire) == 1; }

 private:
  friend class chunk_ref;
  chunk(std::size_t capacity, std::shared_ptr<chunk_account> account);
  ~chunk();
  static void destroy(chunk* block) noexcept;

  std::atomic<std::uint32_t> references_{1};
  bool secret_ = false;
  std::size_t capacity_;
  std::shared_ptr<chunk_account> account_;
};

// Owns one reference to a chunk, or nothing.
class chunk_ref {
 public:
  chunk_ref() = default;
  chunk_ref(const chunk_ref& other) noexcept : block_(other.block_) {
    if (block_ != nullptr) block_->references_.fetch_add(1, std::memory_order_relaxed);
  }
  chunk_ref(chunk_ref&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  chunk_ref& operator=(chunk_ref other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~chunk_ref() { reset(); }

  void reset() noexcept {
    chunk* block = std::exchange(block_, nullptr);
    if (block != nullptr && block->references_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
      chunk::destroy(block);
    }
  }
  chunk* operator->() const { return block_; }
  chunk* get() const { return block_; }
  explicit operator bool() const { return block_ != nullptr; }

 private:
  friend class chunk;
  explicit chunk_ref(chunk* adopted) : block_(adopted) {}
  chunk* block_ = nullptr;
};

}  // namespace ipaas::mqtt
