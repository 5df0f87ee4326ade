#include "field_words.h"
#include "platform_formats.h"
#include "value_rules.h"

namespace ipaas::command_line::formats {
namespace {

node pair_items() {
  const node text = node::object({{"type", "string"}});
  return node::object({{"type", "object"},
                       {"required", node::array({"name", "value"})},
                       {"properties", node::object({{"name", text}, {"value", text}})}});
}

void set_type(const field& field, node& out) {
  if (field.type == "boolean" || field.type == "integer") {
    out.set("type", field.type);
  } else if (field.type == "array") {
    out.set("type", "array").set("items", node::object({{"type", "string"}}));
  } else if (field.type == "object") {
    out.set("type", "array").set("items", pair_items());
  } else {
    out.set("type", "string");
  }
  if (!field.choices.empty()) out.set("enum", choice_values(field));
}

// A hidden value would be refused by a pattern, and Airbyte hides none.
void set_rules(const field& field, language language, node& out) {
  if (field.applies_when) return;
  out.merge(value_rules(field));
  const words expected = expectation(field);
  if (!value_pattern(field).empty()) out.set("pattern_descriptor", expected.in(language));
}

node property(const field& field, language language, int order) {
  node out = node::object();
  set_type(field, out);
  out.set("title", field.label.in(language));
  out.set("description", help_with_conditions(field).in(language));
  out.set("order", order);
  out.set("group", field.group);
  if (field.default_value) out.set("default", *field.default_value);
  if (field.example && field.type != "object") out.set("examples", node::array({*field.example}));
  if (field.secret) out.set("airbyte_secret", true);
  if (is_pem(field)) out.set("multiline", true);
  if (field.required_on_form) out.set("always_show", true);
  set_rules(field, language, out);
  return out;
}

}  // namespace

node airbyte_specification(const catalogue& all, const form& form, language language) {
  node properties = node::object();
  node required = node::array();
  int order = 0;
  for (const field& each : form.fields) {
    properties.set(each.key, property(each, language, order++));
    if (each.required_on_form && !each.applies_when) required.push(each.key);
  }
  node groups = node::array();
  for (const section* each : groups_in(all, form)) {
    groups.push(node::object({{"id", each->key}, {"title", each->label.in(language)}}));
  }
  const node schema = node::object({{"$schema", "http://json-schema.org/draft-07/schema#"},
                                    {"title", "MQTT " + form.label.in(language)},
                                    {"type", "object"},
                                    {"additionalProperties", true},
                                    {"groups", groups},
                                    {"required", required},
                                    {"properties", properties}});
  return node::object({{"protocol_version", "0.2.0"}, {"connectionSpecification", schema}});
}

}  // namespace ipaas::command_line::formats
