#include "config/json_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "message/json_text.h"
#include "message/problem_text.h"
#include "message/secret_text.h"

namespace ipaas::mqtt::config {

namespace {

void append_items(std::string& out, const json_value& value) {
  bool first = true;
  for (const json_value& item : value.items) {
    if (!first) out += ',';
    first = false;
    if (value.is(json_kind::object)) {
      append_json_string(out, item.name);
      out += ':';
    }
    append_json(out, item);
  }
}

void collect_duplicates(const json_value& value, const std::string& pointer,
                        std::vector<std::string>& found) {
  std::unordered_set<std::string_view> names;
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    const json_value& item = value.items[i];
    const bool in_object = value.is(json_kind::object);
    std::string place = in_object ? join_pointer(pointer, item.name) : join_pointer(pointer, i);
    collect_duplicates(item, place, found);
    if (in_object && !names.insert(item.name).second) found.push_back(std::move(place));
  }
}

}  // namespace

const sentence<0>& name_of(json_kind kind) {
  switch (kind) {
    case json_kind::null:
      return problem::kind_null;
    case json_kind::boolean:
      return problem::kind_boolean;
    case json_kind::number:
      return problem::kind_number;
    case json_kind::string:
      return problem::kind_string;
    case json_kind::array:
      return problem::kind_array;
    default:
      return problem::kind_object;
  }
}

const json_value* json_value::member(std::string_view key) const {
  if (!is(json_kind::object)) return nullptr;
  const auto found = std::find_if(items.begin(), items.end(),
                                  [&](const json_value& item) { return item.name == key; });
  return found == items.end() ? nullptr : &*found;
}

phrase json_mistake::text() const { return say(problem::json_position, line, column, expected); }

void append_json(std::string& out, const json_value& value) {
  switch (value.kind) {
    case json_kind::string:
      return append_json_string(out, value.text);
    case json_kind::array:
      out += '[';
      append_items(out, value);
      out += ']';
      return;
    case json_kind::object:
      out += '{';
      append_items(out, value);
      out += '}';
      return;
    default:
      out += value.text;
  }
}

void wipe_texts(json_value& value) noexcept {
  wipe(value.text);
  for (json_value& item : value.items) wipe_texts(item);
}

std::string join_pointer(std::string_view pointer, std::string_view token) {
  std::string out(pointer);
  out += '/';
  for (const char character : token) {
    if (character == '~') {
      out += "~0";
    } else if (character == '/') {
      out += "~1";
    } else {
      out += character;
    }
  }
  return out;
}

std::string join_pointer(std::string_view pointer, std::size_t index) {
  return fmt::format("{}/{}", pointer, index);
}

std::vector<std::string> duplicate_members(const json_value& value, std::string_view pointer) {
  std::vector<std::string> found;
  collect_duplicates(value, std::string(pointer), found);
  return found;
}

}  // namespace ipaas::mqtt::config
