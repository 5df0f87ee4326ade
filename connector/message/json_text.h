// Writing JSON text, for the places that build one record after another and cannot afford a
// document tree. Reading JSON, and everything else, is RapidJSON's in config/.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ipaas::mqtt {

// Appends `text` as a JSON string with its quotes. Invalid UTF-8 is replaced by U+FFFD, so that the
// result is always valid JSON.
void append_json_string(std::string& out, std::string_view text);

// Appends ,"name": or "name": when out ends with '{'.
void append_json_name(std::string& out, std::string_view name);

void append_json_member(std::string& out, std::string_view name, std::string_view text);
void append_json_member(std::string& out, std::string_view name, std::int64_t number);
void append_json_flag(std::string& out, std::string_view name, bool value);

}  // namespace ipaas::mqtt
