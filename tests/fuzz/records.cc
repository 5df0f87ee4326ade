// Records as a host submits them.
#include <cstring>
#include <vector>

#include "fuzzing.h"
#include "operations/record_format.h"

namespace {

using namespace ipaas::fuzzing;
using namespace ipaas::mqtt::operations;

void check_part(std::string_view part, std::span<const std::byte> whole) {
  const auto* begin = reinterpret_cast<const char*>(whole.data());
  claim(part.data() >= begin && part.data() + part.size() <= begin + whole.size(),
        "a part lies in the record");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  input from(data, size);
  const auto buffer = as_bytes(from.rest());
  record_view read;
  if (!read_record(buffer, read).empty()) return 0;
  const auto record = buffer.first(read.header.size);
  for (const auto part : {read.payload, read.error, read.attribute, read.variable}) {
    check_part(part, record);
  }
  const record_parts parts{read.payload, read.error, read.attribute, read.variable};
  std::vector<std::byte> copy(record_size(parts));
  write_record(read.header, parts, copy.data());
  record_view again;
  claim(read_record(copy, again).empty(), "what was read can be written");
  claim(again.payload == read.payload && again.error == read.error &&
            again.attribute == read.attribute && again.variable == read.variable,
        "a record reads back");
  claim(again.header.kind == read.header.kind && again.header.token == read.header.token,
        "a header reads back");
  return 0;
}
