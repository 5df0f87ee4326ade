// Cutting a byte stream into packets: the fixed header (MQTT 5 section 2.1).
#pragma once

#include "protocol/types.h"

namespace ipaas::mqtt::protocol {

struct fixed_header {
  std::uint8_t first = 0;              // type and flags
  std::uint32_t remaining_length = 0;  // of the body behind the header
  std::uint8_t size = 0;               // of the header itself, 2 to 5
  packet_type type() const { return static_cast<packet_type>(first >> 4); }
  std::size_t packet_size() const { return std::size_t{size} + remaining_length; }
};

enum class frame_status : std::uint8_t { complete, need_more, malformed };

struct frame_result {
  frame_status status = frame_status::need_more;
  fixed_header header{};  // valid when complete: the header is whole, the body may not be
};

// Reads the fixed header at the start of `data`. Malformed: a remaining length of more than four
// bytes, or packet type 0. Never reads beyond data.
frame_result read_fixed_header(bytes data);

// Writes a fixed header to `out` (room for 5 bytes) and returns its size.
std::size_t write_fixed_header(std::uint8_t first, std::uint32_t remaining_length, std::byte* out);

// The size of a fixed header for a body of this length.
std::size_t fixed_header_size(std::uint32_t remaining_length);

inline constexpr std::uint32_t max_remaining_length = 268'435'455;

}  // namespace ipaas::mqtt::protocol
