// Durations, sizes and whole numbers as people write them.
#include "config/parse.h"
#include "config/quantity.h"
#include "fuzzing.h"

namespace {

using namespace ipaas::fuzzing;
using namespace ipaas::mqtt::config;

void check_duration(std::string_view text) {
  const auto duration = parse_duration(text);
  if (!duration) return;
  claim(duration->count() >= 0, "a duration is not negative", text);
  claim(parse_duration(format_duration(*duration)) == duration, "a duration reads back", text);
}

void check_size(std::string_view text) {
  const auto bytes = parse_size(text);
  if (!bytes) return;
  claim(*bytes >= 0, "a size is not negative", text);
  claim(parse_size(format_size(*bytes)) == bytes, "a size reads back", text);
}

void check_number(std::string_view text) {
  const auto number = parse_whole_number(text);
  if (number) {
    claim(parse_whole_number(std::to_string(*number)) == number, "a number reads back", text);
  }
}

void check_words(std::string_view text) {
  const std::string_view trimmed = trim(text);
  claim(trim(trimmed) == trimmed, "what is trimmed stays as it is", text);
  const std::string lower = to_lower(text);
  claim(lower.size() == text.size() && to_lower(lower) == lower, "lower case stays", text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  input from(data, size);
  const std::string_view text = from.rest();
  check_duration(text);
  check_size(text);
  check_number(text);
  check_words(text);
  return 0;
}
