// Cuts what is to be written into pieces for TLS records: small parts are gathered, since each
// record costs some thirty bytes and a pass through the cipher; large ones are taken where they
// are. One thread at a time.
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace ipaas::mqtt::transport {

inline constexpr std::size_t most_bytes_of_a_record = std::size_t{16} << 10;

class record_gatherer {
 public:
  explicit record_gatherer(std::span<const std::span<const std::byte>> parts) : parts_(parts) {
    skip_empty();
  }

  bool empty() const { return parts_.empty(); }
  // The next bytes, `limit` of them where there are as many, until the next call.
  std::span<const std::byte> next(std::size_t limit);
  void consume(std::size_t size);

 private:
  std::span<const std::byte> front() const { return parts_.front().subspan(offset_); }
  std::span<const std::byte> gather(std::size_t limit);
  void skip_empty();

  std::span<const std::span<const std::byte>> parts_;
  std::size_t offset_ = 0;  // in the first of them
  std::array<std::byte, most_bytes_of_a_record> gathered_;
};

}  // namespace ipaas::mqtt::transport
