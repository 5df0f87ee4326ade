#include "field_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "value_rules.h"

namespace ipaas::command_line::formats {
namespace {

std::string either(const std::vector<std::string>& values, std::string_view between) {
  return fmt::format("{}", fmt::join(values, between));
}

words version_sentence(const field& field) {
  if (field.mqtt_version.empty()) return {};
  return {fmt::format("Applies when the connection's mqttVersion is {}.", field.mqtt_version),
          fmt::format("仅当连接的 mqttVersion 为 {} 时有效。", field.mqtt_version)};
}

words expected_sentence(const field& field) {
  const words expected = expectation(field);
  if (expected.en.empty() || !field.choices.empty()) return {};
  return {"Expected: " + expected.en + ".", "应为：" + expected.zh + "。"};
}

void append(words& out, const words& sentence) {
  if (sentence.en.empty()) return;
  out.en += " " + sentence.en;
  out.zh += sentence.zh;
}

}  // namespace

words applies_sentence(const field& field) {
  if (!field.applies_when) return version_sentence(field);
  const auto& [key, values] = *field.applies_when;
  if (values.empty()) {
    return {fmt::format("Applies when {} is given.", key),
            fmt::format("仅当填写了 {} 时有效。", key)};
  }
  return {fmt::format("Applies when {} is {}.", key, either(values, " or ")),
          fmt::format("仅当 {} 为 {} 时有效。", key, either(values, " 或 "))};
}

words help_with_conditions(const field& field) {
  words out = field.help;
  append(out, expected_sentence(field));
  append(out, applies_sentence(field));
  return out;
}

node choice_values(const field& field) {
  node out = node::array();
  for (const choice& each : field.choices) out.push(each.value);
  return out;
}

node default_or_empty(const field& field) {
  if (field.default_value) return *field.default_value;
  if (field.type == "array") return node::array();
  if (field.type == "object") return node::object();
  return "";
}

std::string default_text(const field& field) {
  return field.default_value ? field.default_value->plain_text() : std::string();
}

std::vector<std::string> dependents_of(const form& form, std::string_view key) {
  std::vector<std::string> out;
  for (const field& each : form.fields) {
    if (each.applies_when && each.applies_when->key == key) out.push_back(each.key);
  }
  return out;
}

std::vector<const section*> groups_in(const catalogue& all, const form& form) {
  std::vector<const section*> out;
  for (const field& each : form.fields) {
    const section* group = &all.group(each.group);
    if (std::find(out.begin(), out.end(), group) == out.end()) out.push_back(group);
  }
  return out;
}

bool is_pem(const field& field) { return field.format == "pem"; }

}  // namespace ipaas::command_line::formats
