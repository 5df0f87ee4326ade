#include <fmt/format.h>

#include "field_words.h"
#include "platform_formats.h"
#include "value_rules.h"

namespace ipaas::command_line::formats {
namespace {

const words not_set{"Not set", "未设置"};
const words name_label{"Name", "名称"};
const words value_label{"Value", "值"};

node option(std::string_view name, std::string_view value) {
  return node::object({{"name", name}, {"value", value}});
}

// The empty choice is what the node leaves out.
node options_of(const field& field, language language) {
  node out = node::array();
  if (!field.default_value) out.push(option(not_set.in(language), ""));
  for (const choice& each : field.choices) out.push(option(each.label.in(language), each.value));
  return out;
}

node column(const char* name, const words& label, bool password, language language) {
  node out = node::object(
      {{"displayName", label.in(language)}, {"name", name}, {"type", "string"}, {"default", ""}});
  if (password) out.set("typeOptions", node::object({{"password", true}}));
  return out;
}

node pair_options(const field& field, language language) {
  const node values = node::array({column("name", name_label, false, language),
                                   column("value", value_label, field.secret, language)});
  return node::array({node::object(
      {{"displayName", field.label.in(language)}, {"name", "pairs"}, {"values", values}})});
}

std::string_view n8n_type(const field& field) {
  if (field.type == "boolean") return "boolean";
  if (field.type == "integer") return "number";
  if (field.type == "choice") return "options";
  return field.type == "object" ? "fixedCollection" : "string";
}

node type_options(const field& field) {
  node out = node::object();
  if (field.type == "array" || field.type == "object") out.set("multipleValues", true);
  if (field.type == "integer" && field.minimum) {
    out.set("minValue", node::number(std::to_string(*field.minimum)));
    out.set("maxValue", node::number(std::to_string(field.maximum.value())));
    out.set("numberPrecision", 0);
  }
  if (field.secret && field.type == "string") out.set("password", true);
  if (is_pem(field)) out.set("rows", 4);
  return out;
}

node display_options(const form& form, const condition& when) {
  if (when.values.empty()) {
    return node::object({{"hide", node::object({{when.key, node::array({""})}})}});
  }
  const bool flag = form.named(when.key).type == "boolean";
  node values = node::array();
  for (const std::string& each : when.values) values.push(flag ? node(each == "true") : node(each));
  return node::object({{"show", node::object({{when.key, values}})}});
}

node property(const form& form, const field& field, language language) {
  node out = node::object({{"displayName", field.label.in(language)},
                           {"name", field.key},
                           {"type", n8n_type(field)},
                           {"default", default_or_empty(field)},
                           {"description", field.help.in(language)}});
  const words expected = expectation(field);
  if (field.choices.empty() && !expected.en.empty()) out.set("hint", expected.in(language));
  if (field.required_on_form) out.set("required", true);
  if (field.example && field.example->is_text()) {
    out.set("placeholder", fmt::format("e.g. {}", field.example->plain_text()));
  }
  const node more = type_options(field);
  if (!more.is_empty()) out.set("typeOptions", more);
  if (field.type == "choice") out.set("options", options_of(field, language));
  if (field.type == "object") out.set("options", pair_options(field, language));
  if (field.applies_when) out.set("displayOptions", display_options(form, *field.applies_when));
  return out;
}

}  // namespace

node n8n_properties(const catalogue&, const form& form, language language) {
  node properties = node::array();
  for (const field& each : form.fields) properties.push(property(form, each, language));
  const bool credentials = form.name == "connection";
  return node::object({{"name", credentials ? "ipaasMqtt" : "ipaasMqtt." + form.name},
                       {"displayName", credentials ? "MQTT" : "MQTT " + form.label.in(language)},
                       {"properties", properties}});
}

}  // namespace ipaas::command_line::formats
