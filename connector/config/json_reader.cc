// The only file that knows RapidJSON.
#include <rapidjson/allocators.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#include <string.h>

#include <algorithm>
#include <cstring>

#include "config/json_value.h"
#include "message/problem_text.h"

namespace ipaas::mqtt::config {

namespace {

// Iterative: depth costs heap, not stack. Numbers as strings: they keep their digits.
constexpr unsigned parse_flags = rapidjson::kParseIterativeFlag |
                                 rapidjson::kParseValidateEncodingFlag |
                                 rapidjson::kParseNumbersAsStringsFlag;

// How texts are kept while they are parsed, and afterwards.
struct plain_memory {
  using allocator = rapidjson::CrtAllocator;
  static std::string kept(std::string_view text) { return std::string(text); }
};

// RapidJSON calls the functions between these marks by its own names.
// NOLINTBEGIN(readability-identifier-naming)

// RapidJSON does not say how much it gives back: the size stands before the block.
class wiping_allocator {
 public:
  void* Malloc(std::size_t size) {
    if (size == 0) return nullptr;
    auto* const block = static_cast<std::byte*>(::operator new(size + header));
    std::memcpy(block, &size, sizeof size);
    return block + header;
  }
  void* Realloc(void* old, std::size_t old_size, std::size_t size) {
    void* const grown = Malloc(size);
    const std::size_t kept = std::min(old_size, size);
    if (kept > 0) std::memcpy(grown, old, kept);
    Free(old);
    return grown;
  }
  static void Free(void* given) {
    if (given == nullptr) return;
    std::byte* const block = static_cast<std::byte*>(given) - header;
    std::size_t size = 0;
    std::memcpy(&size, block, sizeof size);
    ::explicit_bzero(given, size);
    ::operator delete(block);
  }

 private:
  static constexpr std::size_t header = alignof(std::max_align_t);
};

// NOLINTEND(readability-identifier-naming)

struct wiped_memory {
  using allocator = wiping_allocator;
  // On the heap, however short: a string that is moved leaves what it holds itself behind.
  static std::string kept(std::string_view text) {
    std::string copy;
    copy.reserve(std::max(text.size(), 2 * sizeof(std::string)));
    copy.assign(text);
    return copy;
  }
};

// Builds values from RapidJSON's events; a false return ends the parse.
template <typename Memory>
class builder : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, builder<Memory>> {
 public:
  // NOLINTBEGIN(readability-identifier-naming)
  bool Null() { return add(json_kind::null, "null"); }
  bool Bool(bool value) { return add(json_kind::boolean, value ? "true" : "false"); }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    return add(json_kind::number, {text, size});
  }
  bool String(const char* text, rapidjson::SizeType size, bool) {
    return add(json_kind::string, {text, size});
  }
  bool Key(const char* text, rapidjson::SizeType size, bool) {
    name_.assign(text, size);
    return true;
  }
  bool StartObject() { return open(json_kind::object); }
  bool StartArray() { return open(json_kind::array); }
  bool EndObject(rapidjson::SizeType) { return close(); }
  bool EndArray(rapidjson::SizeType) { return close(); }
  // NOLINTEND(readability-identifier-naming)

  json_value& root() { return root_; }

 private:
  bool add(json_kind kind, std::string_view text) {
    next() = {kind, std::move(name_), Memory::kept(text), {}};
    return true;
  }
  bool open(json_kind kind) {
    if (open_.size() == json_depth_limit) return false;
    json_value& value = next();
    value.kind = kind;
    value.name = std::move(name_);
    open_.push_back(&value);
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }
  // Where the next value goes. Pointers in open_ stay good: only the innermost one's items grow.
  json_value& next() { return open_.empty() ? root_ : open_.back()->items.emplace_back(); }

  json_value root_;
  std::string name_;
  std::vector<json_value*> open_;
};

const sentence<0>& expectation(rapidjson::ParseErrorCode code) {
  switch (code) {
    case rapidjson::kParseErrorDocumentEmpty:
      return problem::json_value_in_empty;
    case rapidjson::kParseErrorDocumentRootNotSingular:
      return problem::json_end;
    case rapidjson::kParseErrorObjectMissName:
      return problem::json_name;
    case rapidjson::kParseErrorObjectMissColon:
      return problem::json_colon;
    case rapidjson::kParseErrorObjectMissCommaOrCurlyBracket:
      return problem::json_comma_in_object;
    case rapidjson::kParseErrorArrayMissCommaOrSquareBracket:
      return problem::json_comma_in_array;
    case rapidjson::kParseErrorStringUnicodeEscapeInvalidHex:
      return problem::json_hex_digits;
    case rapidjson::kParseErrorStringUnicodeSurrogateInvalid:
      return problem::json_surrogates;
    case rapidjson::kParseErrorStringEscapeInvalid:
      return problem::json_escape;
    case rapidjson::kParseErrorStringMissQuotationMark:
      return problem::json_quote;
    case rapidjson::kParseErrorStringInvalidEncoding:
      return problem::json_utf8;
    case rapidjson::kParseErrorNumberTooBig:
      return problem::json_number_range;
    case rapidjson::kParseErrorNumberMissFraction:
      return problem::json_fraction;
    case rapidjson::kParseErrorNumberMissExponent:
      return problem::json_exponent;
    case rapidjson::kParseErrorTermination:
      return problem::json_nesting;
    default:
      return problem::json_value;
  }
}
static_assert(json_depth_limit == 64, "problem::json_nesting names it");

bool starts_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

json_mistake mistake_at(std::string_view text, std::size_t offset, const sentence<0>& expected) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::string_view line = before.substr(before.rfind('\n') + 1);  // npos + 1 is 0
  const auto characters = std::count_if(line.begin(), line.end(), starts_character);
  return {static_cast<std::size_t>(lines) + 1, static_cast<std::size_t>(characters) + 1, expected};
}

std::string_view without_byte_order_mark(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text;
}

template <typename Memory>
std::optional<json_mistake> parse_into(builder<Memory>& values, std::string_view document) {
  const std::string_view text = without_byte_order_mark(document);
  rapidjson::MemoryStream stream(text.data(), text.size());
  using utf8 = rapidjson::UTF8<>;
  rapidjson::GenericReader<utf8, utf8, typename Memory::allocator> reader;
  const rapidjson::ParseResult result = reader.template Parse<parse_flags>(stream, values);
  if (result.IsError()) return mistake_at(text, result.Offset(), expectation(result.Code()));
  // The reader takes a NUL for the end of its input.
  if (stream.Tell() == text.size()) return std::nullopt;
  return mistake_at(text, stream.Tell(), problem::json_end);
}

}  // namespace

std::variant<json_value, json_mistake> parse_json(std::string_view document) {
  builder<plain_memory> values;
  if (const auto mistake = parse_into(values, document)) return *mistake;
  return std::move(values.root());
}

std::variant<json_value, json_mistake> parse_secret_json(std::string_view document) {
  builder<wiped_memory> values;
  if (const auto mistake = parse_into(values, document)) {
    wipe_texts(values.root());
    return *mistake;
  }
  return std::move(values.root());
}

}  // namespace ipaas::mqtt::config
