// What the tests of settings have in common: what a document's mistakes are.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/parse.h"

namespace ipaas::mqtt::config {

inline std::vector<std::string> fields_of(const std::vector<error>& errors) {
  std::vector<std::string> fields;
  for (const error& each : errors) fields.push_back(each.field);
  return fields;
}

// A connection document with these members behind the two that every one has.
inline std::string connection_with(std::string_view members) {
  std::string document = R"({"brokerUrl": "127.0.0.1", "clientId": "me")";
  if (!members.empty()) document += ", ";
  return document.append(members) + "}";
}

// A request to open an operation on a connection of the default version.
inline operation_request parse_request(std::string_view document) {
  return parse_operation_request(document, connection_settings{}.mqtt_version);
}

inline parsed<connection_settings> parse_with(std::string_view members) {
  return parse_connection(connection_with(members));
}

// The settings of a document without mistakes.
inline connection_settings settings_with(std::string_view members) {
  const auto result = parse_with(members);
  return result.errors.empty() ? result.settings
                               : throw std::logic_error(result.errors[0].description);
}

// "field: description" of the only error there is, or a word about how many there are.
template <typename Result>
std::string only_error(const Result& result) {
  if (result.errors.size() != 1) return std::to_string(result.errors.size()) + " errors";
  if (result.errors[0].code != error_code::core_config) return "another code";
  return result.errors[0].field + ": " + result.errors[0].description;
}

}  // namespace ipaas::mqtt::config
