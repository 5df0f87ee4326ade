#include <algorithm>
#include <optional>

#include "form_condition.h"
#include "form_schema.h"

namespace ipaas::command_line::formats {
namespace {

bool has_many_lines(const field& field) {
  return field.format == "pem" || field.key == "payload" || field.key == "willPayload";
}

node options_of(const field& field) {
  node out = node::object();
  if (has_many_lines(field)) {
    out.set("multi", true);
  } else if (field.secret && field.type == "string") {
    out.set("format", "password");
  }
  if (field.example && field.example->is_text()) out.set("placeholder", *field.example);
  return out;
}

node control(const form& form, const field& field) {
  node out = node::object({{"type", "Control"}, {"scope", "#/properties/" + field.key}});
  const node options = options_of(field);
  if (!options.is_empty()) out.set("options", options);
  if (field.applies_when) out.set("rule", show_rule(form, *field.applies_when));
  return out;
}

// What all fields of a group wait for; such a group shows no empty frame.
std::optional<condition> common_condition(const std::vector<const field*>& fields) {
  const auto& first = fields.front()->applies_when;
  const bool same = std::all_of(fields.begin(), fields.end(),
                                [&](const field* each) { return each->applies_when == first; });
  return same ? first : std::nullopt;
}

node group_of(const form& form, const section& section, const std::vector<const field*>& fields) {
  node elements = node::array();
  for (const field* each : fields) elements.push(control(form, *each));
  node out = node::object({{"type", "Group"},
                           {"label", section.label.en},
                           {"i18n", "group." + section.key},
                           {"elements", elements}});
  const auto when = common_condition(fields);
  if (when) out.set("rule", show_rule(form, *when));
  return out;
}

// The groups of a tab, in the order in which their first fields stand.
node groups_of(const catalogue& all, const form& form, const std::string& tab) {
  std::vector<std::string> keys;
  for (const field& each : form.fields) {
    const bool known = std::find(keys.begin(), keys.end(), each.group) != keys.end();
    if (each.tab == tab && !known) keys.push_back(each.group);
  }
  node out = node::array();
  for (const std::string& key : keys) {
    std::vector<const field*> fields;
    for (const field& each : form.fields) {
      if (each.tab == tab && each.group == key) fields.push_back(&each);
    }
    out.push(group_of(form, all.group(key), fields));
  }
  return out;
}

bool has_tabs(const form& form) { return !form.fields.front().tab.empty(); }

}  // namespace

node form_uischema(const catalogue& all, const form& form) {
  if (!has_tabs(form)) {
    return node::object({{"type", "VerticalLayout"}, {"elements", groups_of(all, form, "")}});
  }
  node categories = node::array();
  for (const section& tab : all.tabs) {
    categories.push(node::object({{"type", "Category"},
                                  {"label", tab.label.en},
                                  {"i18n", "tab." + tab.key},
                                  {"elements", groups_of(all, form, tab.key)}}));
  }
  return node::object({{"type", "Categorization"}, {"elements", categories}});
}

}  // namespace ipaas::command_line::formats
