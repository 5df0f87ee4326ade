// The types of the plugin's settings, as its manifest tells them. They decide how the text of a
// command line is read: a password of digits is text, and "a/#,b" is a list for a setting that
// holds one.
#pragma once

#include <rapidjson/document.h>

#include <string>
#include <string_view>

namespace ipaas::command_line {

class setting_types {
 public:
  // Of a plugin whose manifest tells nothing.
  setting_types() = default;
  // A manifest of another shape tells nothing; that is no error.
  explicit setting_types(std::string_view manifest);

  // "string", "array", ... as the manifest says; empty when it does not.
  std::string_view of_connection(std::string_view key) const;
  std::string_view of_parameter(std::string_view operation, std::string_view key) const;

 private:
  rapidjson::Document manifest_;
};

// `text` as a value for a setting of this type: text as it stands, a list, or for all others what
// to_value makes of it.
rapidjson::Value to_typed_value(std::string_view text, std::string_view type,
                                rapidjson::Document::AllocatorType& memory);

}  // namespace ipaas::command_line
