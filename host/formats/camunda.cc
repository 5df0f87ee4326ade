#include <fmt/format.h>

#include "field_words.h"
#include "platform_formats.h"
#include "value_rules.h"

namespace ipaas::command_line::formats {
namespace {

constexpr std::string_view schema =
    "https://unpkg.com/@camunda/zeebe-element-templates-json-schema/resources/schema.json";

bool is_inbound(const form& operation) { return operation.name == "consumer"; }

// Where the value goes: a property of the event that starts the process, or an input of the task.
node binding(const form& operation, const std::string& name) {
  return node::object(
      {{"type", is_inbound(operation) ? "zeebe:property" : "zeebe:input"}, {"name", name}});
}

std::string name_of(const form& form, std::string_view key) {
  return fmt::format("{}.{}", form.name == "connection" ? "connection" : "parameters", key);
}

bool is_expression(const field& field) { return field.type == "array" || field.type == "object"; }

std::string_view camunda_type(const field& field) {
  if (field.type == "boolean") return "Boolean";
  if (field.type == "integer") return "Number";
  if (field.type == "choice") return "Dropdown";
  return is_pem(field) || field.key == "payload" || field.key == "willPayload" ? "Text" : "String";
}

node choices_of(const field& field, language language) {
  node out = node::array();
  for (const choice& each : field.choices) {
    out.push(node::object({{"name", each.label.in(language)}, {"value", each.value}}));
  }
  return out;
}

// Nothing where the condition is that a field holds anything at all, which templates cannot say.
node condition_of(const form& form, const condition& when) {
  node out = node::object({{"type", "simple"}, {"property", name_of(form, when.key)}});
  if (when.values.empty()) return {};
  if (form.named(when.key).type == "boolean") return out.set("equals", when.values[0] == "true");
  if (when.values.size() == 1) return out.set("equals", when.values[0]);
  return out.set("oneOf", node::array_of(when.values));
}

// An empty text stands for a value that is not given; the connector sees none.
node constraints_of(const field& field, language language) {
  node out = node::object({{"notEmpty", field.required_on_form}});
  const std::string pattern = value_pattern(field);
  if (pattern.empty() || is_expression(field)) return out;
  const std::string full = field.required_on_form ? pattern : "^$|" + pattern;
  return out.set("pattern",
                 node::object({{"value", full}, {"message", expectation(field).in(language)}}));
}

node property(const form& operation, const form& form, const field& field, language language) {
  const std::string name = name_of(form, field.key);
  node out = node::object({{"id", name},
                           {"label", field.label.in(language)},
                           {"description", help_with_conditions(field).in(language)},
                           {"group", field.group},
                           {"type", camunda_type(field)},
                           {"binding", binding(operation, name)}});
  if (field.default_value) out.set("value", *field.default_value);
  if (is_expression(field)) out.set("feel", "required");
  if (field.secret) {
    out.set("placeholder", "{{secrets.NAME}}");
  } else if (field.example && field.example->is_text() && camunda_type(field) == "String") {
    out.set("placeholder", *field.example);
  }
  if (!field.choices.empty()) out.set("choices", choices_of(field, language));
  const bool optional = !field.required_on_form && camunda_type(field) != "Boolean";
  if (optional) out.set("optional", true);
  if (camunda_type(field) == "String" || camunda_type(field) == "Text") {
    out.set("constraints", constraints_of(field, language));
  }
  if (!field.applies_when) return out;
  const node condition = condition_of(form, *field.applies_when);
  return condition.is_null() ? out : out.set("condition", condition);
}

node kind_property(const form& operation) {
  const node place = is_inbound(operation)
                         ? node::object({{"type", "zeebe:property"}, {"name", "inbound.type"}})
                         : node::object({{"type", "zeebe:taskDefinition"}, {"property", "type"}});
  return node::object(
      {{"type", "Hidden"}, {"value", "ipaas-mqtt:" + operation.name}, {"binding", place}});
}

node groups_of(const catalogue& all, const form& operation, language language) {
  node out = node::array();
  for (const form* part : {&all.forms.front(), &operation}) {
    for (const section* each : groups_in(all, *part)) {
      out.push(node::object({{"id", each->key}, {"label", each->label.in(language)}}));
    }
  }
  return out;
}

}  // namespace

node camunda_template(const catalogue& all, const form& operation, language language) {
  node properties = node::array({kind_property(operation)});
  for (const form* part : {&all.forms.front(), &operation}) {
    for (const field& each : part->fields) {
      properties.push(property(operation, *part, each, language));
    }
  }
  const char* element = is_inbound(operation) ? "bpmn:StartEvent" : "bpmn:ServiceTask";
  return node::object({{"$schema", schema},
                       {"name", "MQTT " + operation.label.in(language)},
                       {"id", "ipaas-mqtt." + operation.name},
                       {"version", 1},
                       {"description", operation.help.in(language)},
                       {"appliesTo", node::array({element})},
                       {"elementType", node::object({{"value", element}})},
                       {"category", node::object({{"id", "connectors"}, {"name", "Connectors"}})},
                       {"groups", groups_of(all, operation, language)},
                       {"properties", properties}});
}

}  // namespace ipaas::command_line::formats
