// JSON as this program needs it: documents of the user's, with the place of a mistake, and texts of
// the plugin's, on one line.
#pragma once

#include <rapidjson/document.h>

#include <string>
#include <string_view>

namespace ipaas::command_line {

// Parses a text of the user's, which may hold comments (/* */ and //). Throws bad_configuration
// "<origin>:<line>:<column>: <what>", also for a text that is nested deeper than any document of
// ours (RapidJSON writes recursively).
rapidjson::Document parse_json(std::string_view text, std::string_view origin);

// The same for a file that must hold an object. Throws bad_configuration, also when it cannot be
// read.
rapidjson::Document read_json_object(const std::string& path);

// Nothing is thrown: the document has a parse error, or is no object, when the text is not one.
rapidjson::Document try_parse(std::string_view text);

std::string to_text(const rapidjson::Value& value);
std::string to_pretty_text(const rapidjson::Value& value);

// The string member `name` of an object, or an empty text.
std::string_view text_member(const rapidjson::Value& object, const char* name);

inline std::string_view view(const rapidjson::Value& text) {
  return {text.GetString(), text.GetStringLength()};
}

}  // namespace ipaas::command_line
