#include "protocol/framing.h"

#include "protocol/properties.h"
#include "protocol/wire.h"

namespace ipaas::mqtt::protocol {
namespace {

constexpr std::size_t max_length_field = 4;

}  // namespace

frame_result read_fixed_header(bytes data) {
  if (data.empty()) return {frame_status::need_more};
  const std::uint8_t first = load_8(data.data());
  if (first >> 4 == 0) return {frame_status::malformed};
  const variable_byte_integer length = read_variable_byte_integer(data.subspan(1));
  if (length.size != 0) {
    return {frame_status::complete,
            {first, length.value, static_cast<std::uint8_t>(1 + length.size)}};
  }
  // Four bytes that all announce another one can no longer become a length.
  return {data.size() > max_length_field ? frame_status::malformed : frame_status::need_more};
}

std::size_t write_fixed_header(std::uint8_t first, std::uint32_t remaining_length, std::byte* out) {
  return static_cast<std::size_t>(put_variable(put_8(out, first), remaining_length) - out);
}

std::size_t fixed_header_size(std::uint32_t remaining_length) {
  return 1 + variable_size(remaining_length);
}

}  // namespace ipaas::mqtt::protocol
