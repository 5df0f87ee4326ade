// A JSON document as plain values, so that RapidJSON stays behind one source file, and every number
// keeps the digits it was written with.
//
// Threads: values belong to who holds them. Depth is limited to json_depth_limit, so walking or
// destroying a value recursively is safe whatever the document was.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "message/phrase.h"

namespace ipaas::mqtt::config {

inline constexpr std::size_t json_depth_limit = 64;

enum class json_kind : std::uint8_t { null, boolean, number, string, array, object };
const sentence<0>& name_of(json_kind kind);  // "an array", for messages

struct json_value {
  json_kind kind = json_kind::null;
  std::string name{};               // of the member, where it stands in an object
  std::string text{};               // string: its characters; number, boolean, null: as written
  std::vector<json_value> items{};  // elements of an array, members of an object in their order

  bool is(json_kind wanted) const { return kind == wanted; }
  // The first member with this name, or null where there is none or this is no object.
  const json_value* member(std::string_view key) const;
};

// Why a text is no JSON document, and where (both from 1, the column in characters).
struct json_mistake {
  std::size_t line = 1;
  std::size_t column = 1;
  sentence<0> expected;  // "a comma or } behind a member"
  phrase text() const;   // "line 3, column 7: expected a comma or } behind a member"
};

// Never throws but std::bad_alloc. A byte order mark at the start is skipped.
std::variant<json_value, json_mistake> parse_json(std::string_view text);

// The same for a text that holds secrets: what the parser needs for itself is overwritten, and so
// is what there was where there is a mistake. No text stands in its value itself, where a move
// would leave it behind: wipe_texts() overwrites all there is.
std::variant<json_value, json_mistake> parse_secret_json(std::string_view text);
void wipe_texts(json_value& value) noexcept;

// Appends the value as compact JSON.
void append_json(std::string& out, const json_value& value);

// `pointer` with one more reference token, escaped as RFC 6901 section 3 says.
std::string join_pointer(std::string_view pointer, std::string_view token);
std::string join_pointer(std::string_view pointer, std::size_t index);

// The pointers of all members whose name stands more than once in its object.
std::vector<std::string> duplicate_members(const json_value& value, std::string_view pointer);

}  // namespace ipaas::mqtt::config
