// What the plugin tells of settings: their types, which decide how the text of a command line is
// read (a password of digits is text, and "a/#,b" is a list for a setting that holds one), and
// whether a document is written for another system.
#pragma once

#include <rapidjson/document.h>

#include "ipaas/host_convert.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace ipaas::command_line {

class setting_types {
 public:
  // Of a plugin whose manifest tells nothing.
  setting_types() = default;
  // A manifest of another shape tells nothing; that is no error.
  explicit setting_types(std::string_view manifest);
  // Of a plugin, which outlives this.
  explicit setting_types(const host::plugin& library);

  // "string", "array", ... as the manifest says; empty when it does not.
  std::string_view of_connection(std::string_view key) const;
  std::string_view of_parameter(std::string_view operation, std::string_view key) const;

  // Whether a document is written for another system, as far as the plugin can tell.
  bool is_foreign(const rapidjson::Value& document) const;
  // Whether such a document has settings for this: "connection", or an operation.
  bool holds(const rapidjson::Value& document, std::string_view part) const;

 private:
  rapidjson::Document converted(const rapidjson::Value& document) const;

  rapidjson::Document manifest_;
  std::function<std::string(std::string_view)> convert_;  // of a plugin that can; else empty
};

// `text` as a value for a setting of this type: text as it stands, a list, or for all others what
// to_value makes of it.
rapidjson::Value to_typed_value(std::string_view text, std::string_view type,
                                rapidjson::Document::AllocatorType& memory);

// The object that a setting of the plugin's own goes into: the document itself, or for a foreign
// one its member "native", where `part` has an object of its own.
rapidjson::Value& place_for_settings(rapidjson::Value& document, const char* part,
                                     const setting_types& types,
                                     rapidjson::Document::AllocatorType& memory);

}  // namespace ipaas::command_line
