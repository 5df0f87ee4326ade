// The JSON schema of a form, for JSON Forms and whoever reads its schema half: what draft-04 and
// draft-07 both mean.
#include "form_schema.h"

#include <algorithm>

#include "field_words.h"
#include "form_condition.h"
#include "value_rules.h"

namespace ipaas::command_line::formats {
namespace {

constexpr std::string_view pem_type = "application/x-pem-file";

node text_schema() { return node::object({{"type", "string"}}); }

// A name and a text, where the connector takes any number of them.
node pairs_items(const form& form, const field& field) {
  const std::string prefix = form.name + "." + field.key;
  const auto column = [&](std::string_view name, const char* title) {
    return node::object(
        {{"type", "string"}, {"title", title}, {"i18n", prefix + "." + std::string(name)}});
  };
  return node::object({{"type", "object"},
                       {"properties", node::object({{"name", column("name", "Name")},
                                                    {"value", column("value", "Value")}})},
                       {"required", node::array({"name", "value"})},
                       {"additionalProperties", false}});
}

node items_of(const form& form, const field& field) {
  if (field.type == "object") return pairs_items(form, field);
  node items = text_schema();
  const std::string pattern = text_pattern(field.format);
  if (!pattern.empty()) items.set("pattern", pattern);
  return items;
}

void set_type(const form& form, const field& field, node& out) {
  if (field.type == "boolean" || field.type == "integer") {
    out.set("type", field.type);
  } else if (field.type == "array" || field.type == "object") {
    out.set("type", "array").set("items", items_of(form, field));
  } else {
    out.set("type", "string");
  }
  if (!field.choices.empty()) out.set("enum", choice_values(field));
}

void set_words(const form& form, const field& field, node& out) {
  out.set("title", field.label.en);
  out.set("description", field.help.en);
  out.set("i18n", form.name + "." + field.key);
}

// Of a map the form has a table, which an example in the shape of the connector would not fit.
void set_values(const field& field, node& out) {
  if (field.default_value) out.set("default", *field.default_value);
  if (field.example && field.type != "object") out.set("examples", node::array({*field.example}));
}

void set_secrecy(const field& field, node& out) {
  if (field.format == "pem") out.set("contentMediaType", pem_type);
  if (!field.secret) return;
  if (field.type == "string") out.set("format", "password");
  out.set("writeOnly", true);
}

// Rules of fields that may be hidden stand apart, since a hidden value is never an error.
node property(const form& form, const field& field) {
  node out = node::object();
  set_type(form, field, out);
  set_words(form, field, out);
  set_values(field, out);
  set_secrecy(field, out);
  if (!field.applies_when) out.merge(value_rules(field));
  return out;
}

// What holds for the fields that apply under one condition. The empty "properties" of a value makes
// JSON Forms show its mistakes, which it does not for other schemas below an anyOf.
node rules_where_applied(const form& form, const condition& when) {
  node properties = node::object();
  node required = node::array();
  for (const field& each : form.fields) {
    if (each.applies_when != when) continue;
    const node rules = value_rules(each);
    if (!rules.is_empty()) {
      properties.set(each.key, node::object({{"properties", node::object()}}).merge(rules));
    }
    if (each.required) required.push(each.key);
  }
  node out = node::object();
  if (!properties.is_empty()) out.set("properties", properties);
  if (!required.is_empty()) out.set("required", required);
  return out;
}

std::vector<condition> conditions_of(const form& form) {
  std::vector<condition> out;
  for (const field& each : form.fields) {
    if (!each.applies_when) continue;
    if (std::find(out.begin(), out.end(), *each.applies_when) == out.end()) {
      out.push_back(*each.applies_when);
    }
  }
  return out;
}

node conditional_rules(const form& form) {
  node out = node::array();
  for (const condition& when : conditions_of(form)) {
    const node rules = rules_where_applied(form, when);
    if (rules.is_empty()) continue;
    const node unless = node::object({{"not", data_schema(form, when)}});
    out.push(node::object({{"anyOf", node::array({unless, rules})}}));
  }
  return out;
}

}  // namespace

node form_schema(const form& form) {
  node properties = node::object();
  node required = node::array();
  for (const field& each : form.fields) {
    properties.set(each.key, property(form, each));
    if (each.required_on_form && !each.applies_when) required.push(each.key);
  }
  node out = node::object({{"$schema", "http://json-schema.org/draft-07/schema#"},
                           {"title", form.label.en},
                           {"description", form.help.en},
                           {"type", "object"},
                           {"properties", properties},
                           {"required", required},
                           {"additionalProperties", false}});
  const node conditional = conditional_rules(form);
  if (!conditional.is_empty()) out.set("allOf", conditional);
  return out;
}

}  // namespace ipaas::command_line::formats
