#include "config/object_fields.h"

#include <algorithm>
#include <utility>

namespace ipaas::mqtt::config {

namespace {

std::string_view unquoted(std::string_view json) {
  return json.starts_with('"') ? json.substr(1, json.size() - 2) : json;
}

// Whether the text of a controlling field means one of the wanted values.
bool is_one_of(const field_info& info, std::string_view text, const condition& wanted) {
  const auto index = find_choice(info.type == field_type::flag ? flag_choices : info.allowed, text);
  if (!index) return false;
  const std::string_view value =
      info.type == field_type::flag ? flag_choices[*index].value : info.allowed[*index].value;
  return std::ranges::find(wanted.values, value) != wanted.values.end();
}

}  // namespace

std::string_view name_of(field_state state) {
  constexpr std::string_view names[] = {"set", "default", "missing", "hidden", "ignored"};
  return names[static_cast<std::size_t>(state)];
}

const json_value* given(const json_value& object, std::string_view key) {
  const json_value* value = object.member(key);
  return value == nullptr || value->is(json_kind::null) ? nullptr : value;
}

object_fields::object_fields(const json_value& object, std::vector<const field_info*> fields,
                             implied_value implied)
    : fields_(std::move(fields)), values_(fields_.size()), implied_(implied) {
  if (!object.is(json_kind::object)) return;
  // Documents mostly have the order of the table: the search goes on behind the last hit.
  std::size_t field = 0;
  for (const json_value& member : object.items) {
    const std::size_t found = find(member.name, field);
    if (found == fields_.size()) {
      strangers_.push_back(&member);
      continue;
    }
    if (values_[found] == nullptr && !member.is(json_kind::null)) values_[found] = &member;
    field = found + 1;
  }
}

// From `from` on, and around; size() where there is no such field.
std::size_t object_fields::find(std::string_view key, std::size_t from) const {
  const auto is_it = [&](const field_info* info) { return info->key == key; };
  const auto start = fields_.begin() + static_cast<std::ptrdiff_t>(from);
  auto found = std::find_if(start, fields_.end(), is_it);
  if (found == fields_.end()) {
    found = std::find_if(fields_.begin(), start, is_it);
    if (found == start) return fields_.size();
  }
  return static_cast<std::size_t>(found - fields_.begin());
}

// An empty text is what forms send for a field that nobody filled in.
bool object_fields::holds_something(std::size_t field) const {
  const json_value* value = values_[field];
  return value != nullptr && !(value->text.empty() && value->items.empty());
}

std::string_view object_fields::text_of(std::size_t field) const {
  if (values_[field] != nullptr) return values_[field]->text;
  const field_info& info = *fields_[field];
  return info.key == implied_.key ? implied_.value : unquoted(info.default_text);
}

bool object_fields::applies(std::size_t field) const {
  const condition& wanted = fields_[field]->applies;
  if (wanted.key.empty()) return true;
  const std::size_t controlling = find(wanted.key, 0);
  if (wanted.values.front().empty()) return holds_something(controlling);
  return is_one_of(*fields_[controlling], text_of(controlling), wanted);
}

field_state object_fields::state(std::size_t field) const {
  const bool has_value = values_[field] != nullptr;
  if (!applies(field)) return has_value ? field_state::ignored : field_state::hidden;
  if (has_value) return field_state::set;
  return fields_[field]->required ? field_state::missing : field_state::by_default;
}

}  // namespace ipaas::mqtt::config
