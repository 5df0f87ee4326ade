#include <map>

#include "field_words.h"
#include "platform_formats.h"

namespace ipaas::command_line::formats {
namespace {

std::string_view kafka_connect_type(const field& field) {
  if (field.type == "boolean") return "BOOLEAN";
  if (field.type == "integer") return "INT";
  if (field.type == "array") return "LIST";
  return field.secret ? "PASSWORD" : "STRING";
}

std::string_view importance_of(const field& field) {
  if (field.required_on_form) return "HIGH";
  return field.tab == "advanced" || field.applies_when ? "LOW" : "MEDIUM";
}

std::string_view width_of(const field& field) {
  if (field.type == "boolean" || field.type == "integer") return "SHORT";
  if (is_pem(field) || field.type == "array" || field.type == "object") return "LONG";
  return field.type == "string" ? "MEDIUM" : "SHORT";
}

// Only what always applies, since a definition has no condition.
bool is_required(const field& field) { return field.required && !field.applies_when; }

node definition(const catalogue& all, const form& form, const field& field, language language,
                int order) {
  return node::object({{"name", field.key},
                       {"type", kafka_connect_type(field)},
                       {"required", is_required(field)},
                       {"default_value", field.default_value ? node(default_text(field)) : node()},
                       {"importance", importance_of(field)},
                       {"documentation", help_with_conditions(field).in(language)},
                       {"group", all.group(field.group).label.in(language)},
                       {"width", width_of(field)},
                       {"display_name", field.label.in(language)},
                       {"dependents", node::array_of(dependents_of(form, field.key))},
                       {"order", order}});
}

}  // namespace

std::vector<node> kafka_connect_rows(const catalogue& all, const form& form, language language) {
  std::vector<node> out;
  std::map<std::string, int> last_in_group;
  for (const field& each : form.fields) {
    out.push_back(definition(all, form, each, language, ++last_in_group[each.group]));
  }
  return out;
}

node kafka_connect_definitions(const catalogue& all, const form& form, language language) {
  return node::array(kafka_connect_rows(all, form, language));
}

}  // namespace ipaas::command_line::formats
