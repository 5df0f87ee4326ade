#include "catalogue.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "../json.h"

namespace ipaas::command_line::formats {
namespace {

using json = rapidjson::Value;

const json* find_member(const json& object, const char* name) {
  const auto member = object.FindMember(name);
  return member == object.MemberEnd() ? nullptr : &member->value;
}

const json& member(const json& object, const char* name) {
  const json* value = object.IsObject() ? find_member(object, name) : nullptr;
  if (value == nullptr) throw std::runtime_error(fmt::format("the manifest has no {}", name));
  return *value;
}

std::string text(const json& object, const char* name) {
  return std::string(text_member(object, name));
}

bool flag(const json& object, const char* name) {
  const json* value = find_member(object, name);
  return value != nullptr && value->IsTrue();
}

words both(const json& object, const char* name) {
  return {text(object, name), text(member(object, "zh"), name)};
}

template <typename Read>
auto each_of(const json& object, const char* name, Read read) {
  std::vector<decltype(read(object))> out;
  const json* list = find_member(object, name);
  if (list == nullptr || !list->IsArray()) return out;
  for (const json& item : list->GetArray()) out.push_back(read(item));
  return out;
}

std::string as_text(const json& value) { return std::string(view(value)); }

std::optional<node> copy_of(const json& object, const char* name) {
  const json* value = find_member(object, name);
  return value == nullptr ? std::nullopt : std::optional(node::copy(*value));
}

// "1h30m" in milliseconds.
std::int64_t milliseconds_of(std::string_view text) {
  std::int64_t total = 0;
  while (!text.empty()) {
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const std::string_view unit =
        text.substr(0, std::min(text.find_first_of("0123456789"), text.size()));
    text.remove_prefix(unit.size());
    if (problem != std::errc{})
      throw std::runtime_error("the manifest has a limit that is no time");
    total += number * (unit == "h" ? 3'600'000 : unit == "m" ? 60'000 : unit == "s" ? 1000 : 1);
  }
  return total;
}

std::optional<std::int64_t> limit(const json& object, const char* name) {
  const json* value = find_member(object, name);
  if (value == nullptr) return std::nullopt;
  return value->IsString() ? milliseconds_of(view(*value)) : value->GetInt64();
}

std::vector<choice> read_choices(const json& object) {
  std::vector<choice> out;
  for (const std::string& value : each_of(object, "allowed", as_text)) out.push_back({value});
  const auto english = each_of(object, "allowedLabels", as_text);
  const auto chinese = each_of(member(object, "zh"), "allowedLabels", as_text);
  const json* aliases = find_member(object, "allowedAliases");
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i].label = {english.at(i), chinese.at(i)};
    if (aliases == nullptr) continue;
    for (const json& alias : (*aliases)[static_cast<rapidjson::SizeType>(i)].GetArray()) {
      out[i].aliases.push_back(as_text(alias));
    }
  }
  return out;
}

std::optional<condition> read_condition(const json& object) {
  const json* applies = find_member(object, "appliesWhen");
  if (applies == nullptr) return std::nullopt;
  const auto& [key, value] = *applies->MemberBegin();
  condition out{as_text(key)};
  if (value.IsArray()) {
    for (const json& each : value.GetArray()) out.values.push_back(as_text(each));
  } else if (view(value) != "*") {
    out.values.push_back(as_text(value));
  }
  return out;
}

field read_field(const json& object) {
  return {.key = text(object, "key"),
          .type = text(object, "type"),
          .format = text(object, "format"),
          .tab = text(object, "tab"),
          .group = text(object, "group"),
          .mqtt_version = text(object, "mqttVersion"),
          .default_value = copy_of(object, "default"),
          .example = copy_of(object, "example"),
          .required = flag(object, "required"),
          .required_on_form = flag(object, "requiredOnForm"),
          .secret = flag(object, "secret"),
          .changeable = flag(object, "changeable"),
          .minimum = limit(object, "minimum"),
          .maximum = limit(object, "maximum"),
          .step = limit(object, "step").value_or(1),
          .choices = read_choices(object),
          .applies_when = read_condition(object),
          .label = both(object, "label"),
          .help = both(object, "help")};
}

section read_section(const json& object) { return {text(object, "key"), both(object, "label")}; }

form read_operation(const json& object) {
  return {text(object, "name"), both(object, "label"), both(object, "help"),
          each_of(object, "parameters", read_field), each_of(object, "entry", read_field)};
}

const words connection_label{"Connection", "连接"};
const words connection_help{"How the broker is reached.", "如何连接到服务器。"};

}  // namespace

const field& form::named(std::string_view key) const {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const field& each) { return each.key == key; });
  if (found == fields.end()) throw std::out_of_range(fmt::format("{} has no {}", name, key));
  return *found;
}

const form* catalogue::find(std::string_view wanted) const {
  const auto found = std::find_if(forms.begin(), forms.end(),
                                  [&](const form& each) { return each.name == wanted; });
  return found == forms.end() ? nullptr : &*found;
}

const section& catalogue::group(std::string_view key) const {
  const auto found = std::find_if(groups.begin(), groups.end(),
                                  [&](const section& each) { return each.key == key; });
  if (found == groups.end()) throw std::out_of_range(fmt::format("there is no group {}", key));
  return *found;
}

catalogue read_catalogue(std::string_view manifest) {
  const auto document = parse_json(manifest, "the plugin's manifest");
  if (!document.IsObject()) throw std::runtime_error("the manifest is no object");
  catalogue out{text(document, "name"), text(document, "version")};
  out.tabs = each_of(document, "tabs", read_section);
  out.groups = each_of(document, "groups", read_section);
  out.forms = each_of(document, "operations", read_operation);
  out.forms.insert(out.forms.begin(), {"connection", connection_label, connection_help,
                                       each_of(document, "connection", read_field)});
  return out;
}

}  // namespace ipaas::command_line::formats
