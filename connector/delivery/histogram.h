// How long things took: counts by powers of two of a microsecond.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstdint>

namespace ipaas::mqtt::delivery {

class histogram {
 public:
  // Bucket i counts what took less than 2^i us, and not less than half of that; the last one also
  // everything above, some three days.
  static constexpr std::size_t size = 39;

  void add(std::chrono::steady_clock::duration took) {
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
    const auto width = std::bit_width(static_cast<std::uint64_t>(std::max<std::int64_t>(us, 0)));
    ++counts_[std::min<std::size_t>(static_cast<std::size_t>(width), size - 1)];
  }
  const std::array<std::uint64_t, size>& counts() const { return counts_; }

 private:
  std::array<std::uint64_t, size> counts_{};
};

}  // namespace ipaas::mqtt::delivery
