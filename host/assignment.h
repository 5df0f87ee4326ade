// "key=value" arguments of the command line, and how they change a JSON document.
#pragma once

#include <rapidjson/document.h>

#include <string>
#include <string_view>

namespace ipaas::command_line {

struct assignment {
  std::string key;
  std::string value;
};

// Throws bad_configuration when there is no "=" or no key. `option` names the option in the text.
assignment parse_assignment(std::string_view text, std::string_view option);

rapidjson::Value to_text_value(std::string_view text, rapidjson::Document::AllocatorType& memory);

// The value as JSON: a number, true, false, an array, an object or a string in quotes are taken as
// JSON, everything else is text as it stands ("30s", "mqtt://host", "007").
rapidjson::Value to_value(std::string_view text, rapidjson::Document::AllocatorType& memory);

// The texts between the commas, as an array: "a/#,b" is ["a/#", "b"]. A JSON array is taken as one.
rapidjson::Value to_list(std::string_view text, rapidjson::Document::AllocatorType& memory);

// Sets a member; one of the same name keeps its place and gets the value.
void set_member(rapidjson::Value& object, std::string_view key, rapidjson::Value value,
                rapidjson::Document::AllocatorType& memory);

}  // namespace ipaas::command_line
