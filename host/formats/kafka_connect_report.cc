#include "kafka_connect_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "../assignment.h"
#include "../exit_status.h"
#include "../json.h"
#include "../setting_types.h"
#include "field_words.h"
#include "platform_formats.h"

namespace ipaas::command_line::formats {
namespace {

using json = rapidjson::Value;

// Of the runtime of Kafka Connect, in every connector's configuration.
constexpr std::string_view runtime_keys[] = {"name", "connector.class", "tasks.max"};
// What Kafka Connect shows of a password.
constexpr std::string_view hidden_value = "[hidden]";

bool is_runtime_key(std::string_view key) {
  return std::find(std::begin(runtime_keys), std::end(runtime_keys), key) != std::end(runtime_keys);
}

std::string as_text(const json& value) {
  return value.IsString() ? std::string(view(value)) : to_text(value);
}

const json* member(const json& object, std::string_view name) {
  const auto found = object.FindMember(json(rapidjson::StringRef(name.data(), name.size())));
  return found == object.MemberEnd() ? nullptr : &found->value;
}

// The errors at a field, and below it.
node errors_at(const json& report, const std::string& pointer) {
  node out = node::array();
  const json* errors = member(report, "errors");
  if (errors == nullptr) return out;
  for (const json& each : errors->GetArray()) {
    const std::string_view field = text_member(each, "Field");
    const bool below = field.starts_with(pointer + "/");
    if (field == pointer || below) out.push(text_member(each, "Description"));
  }
  return out;
}

// The plugin tells how each field stands: one that does not apply is not shown.
bool is_visible(const json& report, const std::string& pointer) {
  const json* states = member(report, "fields");
  if (states == nullptr) return true;
  const std::string_view state = text_member(*states, pointer.c_str());
  return state != "hidden" && state != "ignored";
}

bool has_field(const form& form, std::string_view key) {
  return std::any_of(form.fields.begin(), form.fields.end(),
                     [&](const field& each) { return each.key == key; });
}

// As Kafka Connect answers for a key that no definition has.
node unknown(std::string_view key) {
  const std::string mistake = fmt::format("Configuration is not defined: {}", key);
  return node::object({{"definition", node()},
                       {"value", node::object({{"name", key},
                                               {"value", node()},
                                               {"recommended_values", node::array()},
                                               {"errors", node::array({mistake})},
                                               {"visible", true}})}});
}

}  // namespace

kafka_connect_report::kafka_connect_report(const catalogue& all, const json& configuration,
                                           std::string_view operation, language language)
    : all_(all),
      configuration_(configuration),
      parts_{{&all.forms.front(), "connection"}},
      language_(language) {
  if (operation.empty()) return;
  const form* found = all.find(operation);
  if (found == nullptr || found == &all.forms.front()) {
    throw bad_configuration(fmt::format("there is no operation {}", operation));
  }
  parts_.push_back({found, "parameters"});
}

const json* kafka_connect_report::given(const field& field) const {
  const json* value = member(configuration_, field.key);
  return value == nullptr || value->IsNull() ? nullptr : value;
}

// All values are texts; those that are no texts to the connector are read as on a command line.
json kafka_connect_report::members_of(const settings_part& part,
                                      rapidjson::Document::AllocatorType& memory) const {
  json out(rapidjson::kObjectType);
  for (const field& each : part.fields->fields) {
    const json* value = given(each);
    if (value == nullptr) continue;
    const bool structured = each.type == "array" || each.type == "object";
    set_member(out, each.key,
               value->IsString() && structured ? to_typed_value(view(*value), each.type, memory)
                                               : json(*value, memory),
               memory);
  }
  return out;
}

std::string kafka_connect_report::request() const {
  rapidjson::Document out(rapidjson::kObjectType);
  auto& memory = out.GetAllocator();
  for (const settings_part& each : parts_)
    set_member(out, each.member, members_of(each, memory), memory);
  if (parts_.size() > 1) {
    set_member(out, "operation", json(parts_.back().fields->name.c_str(), memory), memory);
  }
  set_member(out, "fields", json(true), memory);
  set_member(out, "language", json(language_ == language::zh ? "zh" : "en", memory), memory);
  return to_text(out);
}

node kafka_connect_report::value_of(const settings_part& part, const field& field,
                                    const json& report) const {
  const std::string pointer = fmt::format("/{}/{}", part.member, field.key);
  const json* value = given(field);
  node shown;
  if (value != nullptr) {
    shown = field.secret ? node(hidden_value) : node(as_text(*value));
  } else if (field.default_value) {
    shown = default_text(field);
  }
  return node::object({{"name", field.key},
                       {"value", shown},
                       {"recommended_values", choice_values(field)},
                       {"errors", errors_at(report, pointer)},
                       {"visible", is_visible(report, pointer)}});
}

std::vector<std::string_view> kafka_connect_report::unknown_keys() const {
  std::vector<std::string_view> out;
  for (const auto& each : configuration_.GetObject()) {
    const std::string_view key = view(each.name);
    const bool known = std::any_of(parts_.begin(), parts_.end(), [&](const settings_part& part) {
      return has_field(*part.fields, key);
    });
    if (!known && !is_runtime_key(key)) out.push_back(key);
  }
  return out;
}

std::size_t kafka_connect_report::error_count(const json& report) const {
  const json* errors = member(report, "errors");
  return unknown_keys().size() + (errors == nullptr ? 0 : errors->Size());
}

node kafka_connect_report::answer(const json& report) const {
  node configs = node::array();
  node groups = node::array();
  for (const settings_part& part : parts_) {
    for (const section* each : groups_in(all_, *part.fields)) {
      groups.push(each->label.in(language_));
    }
    auto definitions = kafka_connect_rows(all_, *part.fields, language_);
    for (std::size_t i = 0; i < definitions.size(); ++i) {
      configs.push(node::object({{"definition", std::move(definitions[i])},
                                 {"value", value_of(part, part.fields->fields[i], report)}}));
    }
  }
  for (const std::string_view key : unknown_keys()) configs.push(unknown(key));
  const json* name = member(configuration_, "connector.class");
  return node::object({{"name", name != nullptr ? node(as_text(*name)) : node(all_.name)},
                       {"error_count", node::number(std::to_string(error_count(report)))},
                       {"groups", groups},
                       {"configs", configs}});
}

}  // namespace ipaas::command_line::formats
