#include "operations/record_format.h"

#include <cstring>

namespace ipaas::mqtt::operations {

namespace {

// The header of version 1.0; a later host may send a longer one.
constexpr std::size_t known_header = 48;
static_assert(sizeof(ipaas_record) == known_header);

std::byte* append(std::byte* at, std::string_view part) {
  if (!part.empty()) std::memcpy(at, part.data(), part.size());
  return at + part.size();
}

}  // namespace

std::string_view read_record(std::span<const std::byte> data, record_view& out) {
  if (data.size() < known_header) return "the buffer ends within the header of a record";
  std::memcpy(&out.header, data.data(), known_header);
  const ipaas_record& header = out.header;
  if (header.header_size < known_header) return "header_size is below 48";
  if (header.size % 8 != 0) return "size is not a multiple of 8";
  if (header.size > data.size()) return "the buffer ends before size";
  const std::uint64_t needed = std::uint64_t{header.header_size} + header.payload_length +
                               header.error_length + header.attribute_length +
                               header.variable_length;
  if (needed > header.size) return "the lengths of the parts exceed size";
  const char* part = reinterpret_cast<const char*>(data.data()) + header.header_size;
  const auto next = [&part](std::uint32_t length) {
    const std::string_view text(part, length);
    part += length;
    return text;
  };
  out.payload = next(header.payload_length);
  out.error = next(header.error_length);
  out.attribute = next(header.attribute_length);
  out.variable = next(header.variable_length);
  return {};
}

std::size_t record_size(const record_parts& parts) {
  const std::size_t used = sizeof(ipaas_record) + parts.payload.size() + parts.error.size() +
                           parts.attribute.size() + parts.variable.size();
  return (used + 7) / 8 * 8;
}

void write_record(ipaas_record header, const record_parts& parts, std::byte* out) {
  const std::size_t size = record_size(parts);
  header.size = static_cast<std::uint32_t>(size);
  header.header_size = sizeof(ipaas_record);
  header.payload_length = static_cast<std::uint32_t>(parts.payload.size());
  header.error_length = static_cast<std::uint32_t>(parts.error.size());
  header.attribute_length = static_cast<std::uint32_t>(parts.attribute.size());
  header.variable_length = static_cast<std::uint32_t>(parts.variable.size());
  std::memset(out + size - 8, 0, 8);  // what pads the last part, which comes over it
  std::memcpy(out, &header, sizeof header);
  std::byte* at = append(out + sizeof header, parts.payload);
  at = append(at, parts.error);
  at = append(at, parts.attribute);
  append(at, parts.variable);
}

}  // namespace ipaas::mqtt::operations
