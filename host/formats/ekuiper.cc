#include "field_words.h"
#include "platform_formats.h"

namespace ipaas::command_line::formats {
namespace {

node both(const words& text) { return node::object({{"en_US", text.en}, {"zh_CN", text.zh}}); }

std::string_view ekuiper_type(const field& field) {
  if (field.type == "boolean") return "bool";
  if (field.type == "integer") return "int";
  if (field.type == "array") return "list_string";
  return field.type == "object" ? "object" : "string";
}

std::string_view control_of(const field& field) {
  if (field.type == "boolean") return "radio";
  if (field.type == "choice") return "select";
  if (field.type == "array") return "list";
  if (field.type == "object" || is_pem(field)) return "textarea";
  return field.secret ? "password" : "text";
}

node ekuiper_values(const field& field) {
  return field.type == "boolean" ? node::array({true, false}) : choice_values(field);
}

node property(const field& field) {
  node out = node::object({{"name", field.key},
                           {"default", default_or_empty(field)},
                           {"optional", !field.required_on_form || field.applies_when.has_value()},
                           {"control", control_of(field)},
                           {"type", ekuiper_type(field)}});
  const node values = ekuiper_values(field);
  if (!values.is_empty()) out.set("values", values);
  if (field.tab == "general") out.set("connection_related", true);
  out.set("hint", both(help_with_conditions(field)));
  out.set("label", both(field.label));
  return out;
}

std::string_view category_of(const form& form) {
  if (form.name == "connection") return "connection";
  return form.name == "consumer" ? "source" : "sink";
}

}  // namespace

node ekuiper_properties(const catalogue& all, const form& form) {
  node properties = node::array();
  for (const field& each : form.fields) properties.push(property(each));
  const node about = node::object({{"trial", false}, {"description", both(form.help)}});
  const node label = node::object({{"en", form.label.en}, {"zh", form.label.zh}});
  return node::object(
      {{"about", about},
       {"libs", node::array()},
       {"properties", properties},
       {"node",
        node::object({{"category", category_of(form)}, {"icon", "iconPath"}, {"label", label}})},
       {"version", all.version}});
}

}  // namespace ipaas::command_line::formats
