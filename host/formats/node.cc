#include "node.h"

#include <algorithm>

#include "../json.h"

namespace ipaas::command_line::formats {
namespace {

constexpr std::size_t longest_line = 100;

std::string in_quotes(std::string_view text) {
  return to_text(rapidjson::Value(
      rapidjson::StringRef(text.data(), static_cast<rapidjson::SizeType>(text.size()))));
}

}  // namespace

node node::object(std::initializer_list<member> given) {
  node out;
  out.value_ = members(given);
  return out;
}

node node::array(std::vector<node> given) {
  node out;
  out.value_ = std::move(given);
  return out;
}

node node::array_of(const std::vector<std::string>& texts) {
  return array(std::vector<node>(texts.begin(), texts.end()));
}

node node::number(std::string text) {
  node out;
  out.value_ = digits{std::move(text)};
  return out;
}

node node::copy(const rapidjson::Value& value) {
  if (value.IsNull()) return {};
  if (value.IsBool()) return value.GetBool();
  if (value.IsString()) return view(value);
  if (value.IsNumber()) return number(to_text(value));
  if (value.IsArray()) {
    node out = array();
    for (const auto& item : value.GetArray()) out.push(copy(item));
    return out;
  }
  node out = object();
  for (const auto& each : value.GetObject()) out.set(view(each.name), copy(each.value));
  return out;
}

node& node::set(std::string_view name, node value) {
  auto& all = std::get<members>(value_);
  const auto place =
      std::find_if(all.begin(), all.end(), [&](const member& each) { return each.first == name; });
  if (place == all.end()) {
    all.emplace_back(name, std::move(value));
  } else {
    place->second = std::move(value);
  }
  return *this;
}

node& node::merge(const node& other) {
  for (const auto& [name, value] : std::get<members>(other.value_)) set(name, value);
  return *this;
}

node& node::push(node value) {
  std::get<items>(value_).push_back(std::move(value));
  return *this;
}

bool node::is_empty() const {
  if (const auto* all = std::get_if<items>(&value_)) return all->empty();
  const auto* all = std::get_if<members>(&value_);
  return all != nullptr && all->empty();
}

std::string node::plain_text() const {
  const auto* text = std::get_if<std::string>(&value_);
  return text != nullptr ? *text : compact_text();
}

std::string node::compact_text() const {
  std::string out;
  append_compact(out);
  return out;
}

std::string node::pretty_text() const {
  std::string out;
  append_pretty(out, 0);
  return out + '\n';
}

void node::append_compact(std::string& out) const {
  const char* separator = "";
  if (const auto* flag = std::get_if<bool>(&value_)) {
    out += *flag ? "true" : "false";
  } else if (const auto* number = std::get_if<digits>(&value_)) {
    out += number->text;
  } else if (const auto* text = std::get_if<std::string>(&value_)) {
    out += in_quotes(*text);
  } else if (const auto* list = std::get_if<items>(&value_)) {
    out += '[';
    for (const node& each : *list) {
      out += std::exchange(separator, ", ");
      each.append_compact(out);
    }
    out += ']';
  } else if (const auto* all = std::get_if<members>(&value_)) {
    out += '{';
    for (const auto& [name, value] : *all) {
      out += std::exchange(separator, ", ") + in_quotes(name) + ": ";
      value.append_compact(out);
    }
    out += '}';
  } else {
    out += "null";
  }
}

void node::append_pretty(std::string& out, std::size_t depth) const {
  const std::size_t used = out.size() - (out.rfind('\n') + 1);  // npos + 1 is 0
  const std::string line = compact_text();
  if ((!is_array() && !is_object()) || used + line.size() < longest_line) {
    out += line;
    return;
  }
  const std::string inner = "\n" + std::string(2 * (depth + 1), ' ');
  const char* separator = "";
  out += is_array() ? '[' : '{';
  if (const auto* list = std::get_if<items>(&value_)) {
    for (const node& each : *list) {
      out += std::exchange(separator, ",") + inner;
      each.append_pretty(out, depth + 1);
    }
  } else {
    for (const auto& [name, value] : std::get<members>(value_)) {
      out += std::exchange(separator, ",") + inner + in_quotes(name) + ": ";
      value.append_pretty(out, depth + 1);
    }
  }
  out += "\n" + std::string(2 * depth, ' ') + (is_array() ? "]" : "}");
}

}  // namespace ipaas::command_line::formats
