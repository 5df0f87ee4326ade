// What waits to be written to the network, in order: small packets are gathered in a buffer, large
// ones are referred to where they stand. Counts the bytes that went in and out, so that others can
// tell by a position whether their packet has left. Sans-I/O.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "message/chunk.h"
#include "protocol/types.h"

namespace ipaas::mqtt::delivery {

class write_queue {
 public:
  // Copies a small packet behind what waits. Returns room for `size` bytes: fill it at once.
  std::byte* append(std::size_t size);
  void append_copy(protocol::bytes packet);
  // Refers to `packet`, which lies in `block`, until it is written. Neighbours become one part.
  void append_reference(const chunk_ref& block, protocol::bytes packet);

  // The parts to write, first first; at most `limit` of them. Valid until the next change.
  std::span<const protocol::bytes> parts(std::size_t limit);
  // Tells that the first `size` bytes have left.
  void consume(std::size_t size);
  // Forgets everything, as when the connection is lost; positions start again at 0.
  void reset();

  bool empty() const { return appended_ == written_; }
  // How much of it was copied here: acknowledgements, and what libmosquitto sends.
  std::size_t copies_pending() const { return copies_pending_; }
  std::size_t pending() const { return static_cast<std::size_t>(appended_ - written_); }
  // Positions in the stream of this connection: the end of what was appended, and of what has left.
  std::uint64_t appended() const { return appended_; }
  std::uint64_t written() const { return written_; }

 private:
  struct part {
    chunk_ref block;
    const std::byte* data = nullptr;
    std::size_t size = 0;
    bool copied = false;
  };
  void extend(const chunk_ref& block, const std::byte* data, std::size_t size);
  void forget_what_left();
  void drop_buffer_when_idle();

  std::vector<part> parts_;
  std::size_t first_ = 0;  // parts before it have left
  std::vector<protocol::bytes> views_;
  chunk_ref buffer_;
  std::size_t buffer_used_ = 0;
  std::uint64_t appended_ = 0;
  std::uint64_t written_ = 0;
  std::size_t copies_pending_ = 0;
};

}  // namespace ipaas::mqtt::delivery
