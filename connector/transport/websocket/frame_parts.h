// What one frame carries of the parts that are to be written.
#pragma once

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <cstddef>
#include <span>

namespace ipaas::mqtt::transport {

// The beginning of `parts` as one frame's content. It views `parts`, which outlive it.
class frame_parts {
 public:
  static constexpr std::size_t longest_frame = std::size_t{64} << 10;
  static constexpr std::size_t most_parts = 64;
  using value_type = boost::asio::const_buffer;

  explicit frame_parts(std::span<const std::span<const std::byte>> parts) {
    for (const auto part : parts) {
      if (used_ == buffers_.size() || size_ == longest_frame) break;
      const std::size_t size = std::min(part.size(), longest_frame - size_);
      if (size == 0) continue;
      buffers_[used_++] = value_type(part.data(), size);
      size_ += size;
    }
  }
  std::size_t size() const { return size_; }
  std::span<const value_type> view() const { return std::span(buffers_).first(used_); }

 private:
  std::array<value_type, most_parts> buffers_;
  std::size_t used_ = 0;
  std::size_t size_ = 0;
};

}  // namespace ipaas::mqtt::transport
