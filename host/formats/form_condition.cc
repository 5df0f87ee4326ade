#include "form_condition.h"

#include <fmt/format.h>

#include <algorithm>

#include "text_pattern.h"

namespace ipaas::command_line::formats {
namespace {

bool holds_by_default(const field& deciding, const condition& when) {
  if (!deciding.default_value) return false;
  const std::string value = deciding.default_value->plain_text();
  return std::find(when.values.begin(), when.values.end(), value) != when.values.end();
}

// Where no protocol is given, the scheme of the broker's address says it.
node scheme_schema(const condition& when) {
  std::vector<std::string> schemes;
  for (const std::string& transport : when.values) schemes.push_back(schemes_pattern(transport));
  const std::string pattern = fmt::format("^{}({})://", blanks, fmt::join(schemes, "|"));
  return node::object(
      {{"not", node::object({{"required", node::array({"protocol"})}})},
       {"properties", node::object({{"brokerUrl", node::object({{"pattern", pattern}})}})},
       {"required", node::array({"brokerUrl"})}});
}

bool is_transport(const condition& when) { return when.key == "protocol"; }

}  // namespace

node deciding_schema(const form& form, const condition& when) {
  if (when.values.empty()) return node::object({{"type", "string"}, {"minLength", 1}});
  const bool flag = form.named(when.key).type == "boolean";
  node values = node::array();
  for (const std::string& value : when.values)
    values.push(flag ? node(value == "true") : node(value));
  return node::object({{"enum", values}});
}

node data_schema(const form& form, const condition& when) {
  node given =
      node::object({{"properties", node::object({{when.key, deciding_schema(form, when)}})}});
  if (!holds_by_default(form.named(when.key), when)) given.set("required", node::array({when.key}));
  if (!is_transport(when)) return given;
  return node::object({{"anyOf", node::array({given, scheme_schema(when)})}});
}

node show_rule(const form& form, const condition& when) {
  node given = node::object({{"scope", "#/properties/" + when.key},
                             {"schema", deciding_schema(form, when)},
                             {"failWhenUndefined", !holds_by_default(form.named(when.key), when)}});
  if (is_transport(when)) {
    const node by_scheme = node::object(
        {{"scope", "#"}, {"schema", scheme_schema(when)}, {"failWhenUndefined", true}});
    given = node::object({{"type", "OR"}, {"conditions", node::array({given, by_scheme})}});
  }
  return node::object({{"effect", "SHOW"}, {"condition", given}});
}

}  // namespace ipaas::command_line::formats
