// What TLS reads and writes: a stream, as OpenSSL's BIO. Everything on the I/O thread.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
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
  // Whether bytes have come that OpenSSL has not taken.
  bool holds_input() const { return begin_ < end_; }

  // For the BIO.
  int read(std::span<std::byte> room, BIO* bio);
  int write(std::span<const std::byte> bytes, BIO* bio);

 private:
  int answer(const io_result& result, int direction, BIO* bio);
  io_result take(std::span<std::byte> room);
  io_result receive(std::span<std::byte> room);

  stream& below_;
  bio_method_ptr method_;
  io_result fault_;
  std::array<char, 16> first_{};
  std::size_t first_size_ = 0;
  // OpenSSL asks for a record's header and for the rest of it; one read below brings many records.
  // Its own reading ahead moves all that is left with each record that it takes.
  std::unique_ptr<std::byte[]> input_;  // only while it holds something
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace ipaas::mqtt::transport
