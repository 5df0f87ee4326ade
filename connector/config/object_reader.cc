#include "config/object_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/nearest.h"
#include "config/quantity.h"

namespace ipaas::mqtt::config {

namespace {

// The value that a controlling field holds, in its canonical spelling.
std::string canonical(const field_info& info, std::string_view text) {
  if (info.type == field_type::flag) return to_lower(text);
  const auto index = find_choice(info.allowed, text);
  return index ? std::string(info.allowed[*index].value) : std::string();
}

std::string_view unquoted(std::string_view json) {
  return json.starts_with('"') ? json.substr(1, json.size() - 2) : json;
}

}  // namespace

const json_value* given(const json_value& object, std::string_view key) {
  const json_value* value = object.member(key);
  return value == nullptr || value->is(json_kind::null) ? nullptr : value;
}

void refuse_key(std::string_view key, std::string_view pointer,
                std::span<const std::string_view> known, problems& found) {
  found.fail(join_pointer(pointer, key),
             fmt::format("There is no setting {} here; the nearest is \"{}\"", quote(key),
                         nearest(key, known)));
}

object_reader::object_reader(const json_value& object, std::string_view pointer,
                             std::vector<const field_info*> fields, implied_value implied,
                             problems& found)
    : object_(object),
      pointer_(pointer),
      fields_(std::move(fields)),
      implied_(implied),
      found_(found) {
  if (object.is(json_kind::object)) {
    refuse_unknown();
  } else {
    found_.fail(pointer_,
                fmt::format("Found {} where an object is expected", name_of(object.kind)));
  }
}

void object_reader::refuse_unknown() const {
  std::vector<std::string_view> known;
  for (const field_info* info : fields_) known.push_back(info->key);
  for (const json_value& item : object_.items) {
    if (found_.errors.size() == most_problems) return;
    if (std::find(known.begin(), known.end(), item.name) != known.end()) continue;
    refuse_key(item.name, pointer_, known, found_);
  }
}

const field_info& object_reader::field_named(std::string_view key) const {
  return **std::find_if(fields_.begin(), fields_.end(),
                        [&](const field_info* info) { return info->key == key; });
}

std::string_view object_reader::text_of(const field_info& info) const {
  if (const json_value* value = given(object_, info.key)) return value->text;
  return info.key == implied_.key ? implied_.value : unquoted(info.default_text);
}

bool object_reader::applies(const field_info& info) const {
  if (info.applies.key.empty()) return true;
  const field_info& controlling = field_named(info.applies.key);
  const auto& wanted = info.applies.values;
  if (wanted.front().empty()) return !text_of(controlling).empty();
  const std::string value = canonical(controlling, text_of(controlling));
  return !value.empty() && std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

const json_value* object_reader::wanted(const field_info& info) {
  if (!object_.is(json_kind::object) || !applies(info)) return nullptr;
  const json_value* value = given(object_, info.key);
  if (value == nullptr && info.required) {
    found_.fail(join_pointer(pointer_, info.key), fmt::format("{} is missing", info.key));
  }
  return value;
}

}  // namespace ipaas::mqtt::config
