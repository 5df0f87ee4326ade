#include <fmt/format.h>

#include "config/fields.h"
#include "config/parse.h"
#include "config/quantity.h"
#include "message/json_text.h"

namespace ipaas::mqtt::config {

namespace {

std::string_view type_name(field_type type) {
  switch (type) {
    case field_type::text:
      return "string";
    case field_type::flag:
      return "boolean";
    case field_type::choice:
      return "choice";
    case field_type::count:
      return "integer";
    case field_type::size:
      return "size";
    case field_type::list:
      return "array";
    case field_type::map:
      return "object";
    default:
      return "duration";
  }
}

bool is_time(field_type type) {
  return type == field_type::duration || type == field_type::seconds;
}

void append_limit(std::string& out, std::string_view name, std::int64_t limit, field_type type) {
  if (!is_time(type)) return append_json_member(out, name, limit);
  append_json_member(out, name, format_duration(milliseconds(limit)));
}

void append_limits(std::string& out, const field_info& info) {
  if (info.maximum == std::numeric_limits<std::int64_t>::max()) return;
  append_limit(out, "minimum", info.minimum, info.type);
  append_limit(out, "maximum", info.maximum, info.type);
}

void append_allowed(std::string& out, std::span<const choice> allowed) {
  if (allowed.empty()) return;
  append_json_name(out, "allowed");
  char separator = '[';
  for (const choice& each : allowed) {
    out += separator;
    append_json_string(out, each.value);
    separator = ',';
  }
  out += ']';
}

void append_condition(std::string& out, const condition& applies) {
  if (applies.key.empty()) return;
  append_json_name(out, "appliesWhen");
  out += '{';
  const std::string_view other = applies.values[1];
  if (other.empty()) {
    append_json_member(out, applies.key, applies.values[0]);
  } else {
    append_json_name(out, applies.key);
    out += '[';
    append_json_string(out, applies.values[0]);
    out += ',';
    append_json_string(out, other);
    out += ']';
  }
  out += '}';
}

std::string field_json(const field_info& info) {
  std::string out = "{";
  append_json_member(out, "key", info.key);
  append_json_member(out, "type", type_name(info.type));
  if (!info.tab.empty()) append_json_member(out, "tab", info.tab);
  if (!info.default_text.empty()) {
    append_json_name(out, "default");
    out += info.default_text;
  }
  append_json_flag(out, "required", info.required);
  append_json_flag(out, "secret", info.secret);
  append_limits(out, info);
  append_allowed(out, info.allowed);
  append_condition(out, info.applies);
  append_json_member(out, "help", info.help);
  return out + '}';
}

std::string fields_json(const std::vector<const field_info*>& infos) {
  std::string out = "[";
  for (const field_info* info : infos) {
    if (out.size() > 1) out += ',';
    out += field_json(*info);
  }
  return out + ']';
}

std::string operation_json(std::string_view name, std::string_view help,
                           const std::vector<const field_info*>& infos) {
  std::string out = "{";
  append_json_member(out, "name", name);
  append_json_member(out, "help", help);
  append_json_name(out, "parameters");
  return out + fields_json(infos) + '}';
}

}  // namespace

std::string manifest_json(std::string_view plugin_version) {
  std::string out = "{";
  append_json_member(out, "name", "ipaas-mqtt");
  append_json_member(out, "version", plugin_version);
  append_json_member(out, "help",
                     "Starts flows from MQTT messages and publishes what they produce.");
  append_json_name(out, "connection");
  out += fields_json(connection_field_infos());
  append_json_name(out, "operations");
  out += '[';
  out += operation_json("consumer", "Starts flows from the messages of one or more topic filters.",
                        consumer_field_infos());
  out += ',';
  out += operation_json("producer", "Publishes what flows produce.", producer_field_infos());
  return out + "]}";
}

}  // namespace ipaas::mqtt::config
