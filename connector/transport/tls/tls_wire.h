// What TLS reads and writes: a stream, as OpenSSL's BIO. Everything on the I/O thread.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "transport/stream.h"
#include "transport/tls/openssl_types.h"

namespace ipaas::mqtt::transport {

class tls_wire {
 public:
  explicit tls_wire(stream& below);
  tls_wire(const tls_wire&) = delete;
  tls_wire& operator=(const tls_wire&) = delete;

  // Gives `ssl` this wire, which must outlive it.
  void attach(SSL* ssl);

  // What the stream said last, where it was neither data nor would_block: its end, or its failure.
  const io_result& fault() const { return fault_; }
  // The first bytes that came: enough to see what the peer speaks.
  std::string_view first_bytes() const;

  // For the BIO.
  int read(std::span<std::byte> room, BIO* bio);
  int write(std::span<const std::byte> bytes, BIO* bio);

 private:
  int answer(const io_result& result, int direction, BIO* bio);

  stream& below_;
  bio_method_ptr method_;
  io_result fault_;
  std::array<char, 16> first_{};
  std::size_t first_size_ = 0;
};

}  // namespace ipaas::mqtt::transport
