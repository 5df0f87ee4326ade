// Packets for the tests, in buffers that end where the packet ends, so that the address sanitizer
// sees the first byte that is read too far.
#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/english.h"
#include "protocol/framing.h"
#include "protocol/types.h"

namespace ipaas::mqtt::protocol::test {

inline constexpr std::array all_versions{version::v3_1, version::v3_1_1, version::v5};
inline constexpr std::array version_3{version::v3_1, version::v3_1_1};

class exact_bytes {
 public:
  explicit exact_bytes(bytes data)
      : data_(std::make_unique<std::byte[]>(data.size())), size_(data.size()) {
    std::copy(data.begin(), data.end(), data_.get());
  }
  operator bytes() const { return {data_.get(), size_}; }
  bytes from(std::size_t offset) const { return bytes(*this).subspan(offset); }
  std::size_t size() const { return size_; }
  std::uint8_t first() const { return static_cast<std::uint8_t>(data_[0]); }

 private:
  std::unique_ptr<std::byte[]> data_;
  std::size_t size_;
};

// "20 02 00 00" as bytes; spaces are for the reader.
inline std::vector<std::byte> from_hex(std::string_view text) {
  std::vector<std::byte> out;
  std::string digits(text);
  std::erase(digits, ' ');
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    out.push_back(static_cast<std::byte>(std::stoi(digits.substr(i, 2), nullptr, 16)));
  }
  return out;
}

inline exact_bytes hex(std::string_view text) { return exact_bytes(from_hex(text)); }

inline std::vector<std::byte> to_vector(bytes data) { return {data.begin(), data.end()}; }
inline std::vector<std::byte> to_vector(std::string_view text) { return to_vector(as_bytes(text)); }

// A packet with this first byte and body, its length filled in.
inline std::vector<std::byte> make_packet(std::uint8_t first, bytes body) {
  std::vector<std::byte> out(5);
  out.resize(write_fixed_header(first, static_cast<std::uint32_t>(body.size()), out.data()));
  out.insert(out.end(), body.begin(), body.end());
  return out;
}

}  // namespace ipaas::mqtt::protocol::test
