#include "field_words.h"
#include "platform_formats.h"
#include "value_rules.h"

namespace ipaas::command_line::formats {
namespace {

std::string type_name(const form& form) { return "ipaas-mqtt-" + form.name; }

node default_of(const field& field) {
  if (field.default_value) return *field.default_value;
  if (field.type == "array" || field.type == "object") return node::array();
  return "";
}

node condition_of(const form& form, const condition& when) {
  if (when.values.empty()) return node::object({{when.key, "*"}});
  const bool flag = form.named(when.key).type == "boolean";
  node values = node::array();
  for (const std::string& each : when.values) values.push(flag ? node(each == "true") : node(each));
  return node::object({{when.key, values}});
}

// What the node's editor checks: a function in Node-RED, which cannot stand in a document.
node checks_of(const form& form, const field& field) {
  node out = value_rules(field);
  if (!field.choices.empty()) out.set("enum", choice_values(field));
  if (field.applies_when) out.set("when", condition_of(form, *field.applies_when));
  return out;
}

node setting(const form& form, const field& field) {
  node out = node::object({{"value", default_of(field)}});
  if (field.required_on_form && !field.applies_when) out.set("required", true);
  const node checks = checks_of(form, field);
  if (!checks.is_empty()) out.set("validate", checks);
  return out;
}

node labels_of(const form& form, language language) {
  node out = node::object();
  for (const field& each : form.fields) out.set(each.key, each.label.in(language));
  return out;
}

node helps_of(const form& form, language language) {
  node out = node::object();
  for (const field& each : form.fields) out.set(each.key, help_with_conditions(each).in(language));
  return out;
}

node options_of(const form& form, language language) {
  node out = node::object();
  for (const field& each : form.fields) {
    node values = node::object();
    for (const choice& one : each.choices) values.set(one.value, one.label.in(language));
    if (!values.is_empty()) out.set(each.key, values);
  }
  return out;
}

node placeholders_of(const form& form) {
  node out = node::object();
  for (const field& each : form.fields) {
    if (each.example) out.set(each.key, each.example->plain_text());
  }
  return out;
}

node sections_of(const std::vector<section>& sections, language language) {
  node out = node::object();
  for (const section& each : sections) out.set(each.key, each.label.in(language));
  return out;
}

}  // namespace

node node_red_defaults(const catalogue&, const form& form) {
  node defaults = node::object({{"name", node::object({{"value", ""}})}});
  node credentials = node::object();
  for (const field& each : form.fields) {
    if (each.secret) {
      credentials.set(each.key, node::object({{"type", "password"}}));
    } else {
      defaults.set(each.key, setting(form, each));
    }
  }
  const bool is_connection = form.name == "connection";
  if (!is_connection) {
    defaults.set(
        "connection",
        node::object({{"value", ""}, {"type", "ipaas-mqtt-connection"}, {"required", true}}));
  }
  node out = node::object({{"type", type_name(form)},
                           {"category", is_connection ? "config" : "network"},
                           {"defaults", defaults}});
  if (!credentials.is_empty()) out.set("credentials", credentials);
  if (is_connection) return out;
  return out.set("inputs", form.name == "consumer" ? 0 : 1).set("outputs", 1);
}

node node_red_locale(const catalogue& all, language language) {
  node out = node::object();
  for (const form& each : all.forms) {
    out.set(type_name(each), node::object({{"name", each.label.in(language)},
                                           {"about", each.help.in(language)},
                                           {"label", labels_of(each, language)},
                                           {"placeholder", placeholders_of(each)},
                                           {"options", options_of(each, language)},
                                           {"help", helps_of(each, language)}}));
  }
  out.set("ipaas-mqtt", node::object({{"tab", sections_of(all.tabs, language)},
                                      {"group", sections_of(all.groups, language)}}));
  return out;
}

}  // namespace ipaas::command_line::formats
