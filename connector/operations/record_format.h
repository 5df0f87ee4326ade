// Records as bytes, by plugin.h: reading what a host has submitted without trusting it, and writing
// into the host's buffer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "ipaas/plugin.h"

namespace ipaas::mqtt::operations {

// A submitted record; the views lie in the host's buffer.
struct record_view {
  ipaas_record header{};
  std::string_view payload;
  std::string_view error;
  std::string_view attribute;
  std::string_view variable;
};

// Reads the record at the start of `data`. Returns what is wrong with it, or an empty text.
std::string_view read_record(std::span<const std::byte> data, record_view& out);

struct record_parts {
  std::string_view payload;
  std::string_view error;
  std::string_view attribute;
  std::string_view variable;
};
std::size_t record_size(const record_parts& parts);

// Writes a record to `out`, which has record_size() bytes of room. `header` needs kind, token,
// flags, code and deliveries only.
void write_record(ipaas_record header, const record_parts& parts, std::byte* out);

}  // namespace ipaas::mqtt::operations
