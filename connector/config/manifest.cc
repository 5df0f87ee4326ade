#include <fmt/format.h>

#include <algorithm>

#include "config/fields.h"
#include "config/form_documents.h"
#include "config/object_reader.h"
#include "config/parse.h"
#include "config/quantity.h"
#include "config/setting_rows.h"
#include "config/setting_words.h"
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
  if (info.maximum == no_maximum) return;
  append_limit(out, "minimum", info.minimum, info.type);
  append_limit(out, "maximum", info.maximum, info.type);
}

// `write` appends each as JSON.
template <typename Item, typename Write>
void append_array(std::string& out, std::string_view name, std::span<const Item> items,
                  Write write) {
  append_json_name(out, name);
  char separator = '[';
  for (const Item& each : items) {
    out += separator;
    write(each);
    separator = ',';
  }
  out += ']';
}

void append_allowed(std::string& out, std::span<const choice> allowed) {
  if (allowed.empty()) return;
  append_array(out, "allowed", allowed, [&](const choice& each) {  //
    append_json_string(out, each.value);
  });
}

// The other spellings of each choice, where any has one.
void append_aliases(std::string& out, std::span<const choice> allowed) {
  const auto has_aliases = [](const choice& each) { return !each.aliases.front().empty(); };
  if (std::none_of(allowed.begin(), allowed.end(), has_aliases)) return;
  append_array(out, "allowedAliases", allowed, [&](const choice& each) {
    out += '[';
    for (const std::string_view alias : each.aliases) {
      if (alias.empty()) break;
      if (out.back() != '[') out += ',';
      append_json_string(out, alias);
    }
    out += ']';
  });
}

// {"key": "value"}, or an array of values, or "*" for any value at all.
void append_condition(std::string& out, const condition& applies) {
  if (applies.key.empty()) return;
  const auto [first, second] = applies.values;
  append_json_name(out, "appliesWhen");
  out += '{';
  if (first.empty()) {
    append_json_member(out, applies.key, "*");
  } else if (second.empty()) {
    append_json_member(out, applies.key, first);
  } else {
    append_array(out, applies.key, std::span<const std::string_view>(applies.values),
                 [&](std::string_view value) { append_json_string(out, value); });
  }
  out += '}';
}

void append_json_value(std::string& out, std::string_view name, std::string_view json) {
  if (json.empty()) return;
  append_json_name(out, name);
  out += json;
}

void append_word(std::string& out, std::string_view name, std::string_view word) {
  if (!word.empty()) append_json_member(out, name, word);
}

// The words of the form in one language; those of the choices in their order.
void append_words(std::string& out, const field_info& info, std::string_view bilingual::*language) {
  const field_words& words = *info.words;
  append_json_member(out, "label", words.label.*language);
  if (!words.choices.empty()) {
    append_array(out, "allowedLabels", words.choices,
                 [&](const bilingual& each) { append_json_string(out, each.*language); });
  }
  append_json_member(out, "help", words.help.*language);
}

// English stands in the field itself, other languages in an object each.
std::string field_json(const field_info& info) {
  std::string out = "{";
  append_json_member(out, "key", info.key);
  append_json_member(out, "type", type_name(info.type));
  append_word(out, "format", info.format);
  append_word(out, "tab", info.tab);
  append_word(out, "group", info.group);
  append_word(out, "mqttVersion", info.mqtt_version);
  append_json_value(out, "default", info.default_text);
  append_json_value(out, "example", info.example);
  append_json_flag(out, "required", info.required);
  append_json_flag(out, "requiredOnForm", info.required || info.required_on_form);
  append_json_flag(out, "secret", info.secret);
  append_json_flag(out, "changeable", info.changeable);
  append_limits(out, info);
  if (info.type == field_type::seconds) append_json_member(out, "step", "1s");
  append_allowed(out, info.allowed);
  append_aliases(out, info.allowed);
  append_condition(out, info.applies);
  append_words(out, info, &bilingual::en);
  append_json_name(out, "zh");
  out += '{';
  append_words(out, info, &bilingual::zh);
  return out + "}}";
}

void append_sections(std::string& out, std::string_view name,
                     std::span<const form_section> sections) {
  append_array(out, name, sections, [&](const form_section& each) {
    out += '{';
    append_json_member(out, "key", each.key);
    append_json_member(out, "label", each.label.en);
    append_json_name(out, "zh");
    out += '{';
    append_json_member(out, "label", each.label.zh);
    out += "}}";
  });
}

std::string fields_json(const std::vector<const field_info*>& infos) {
  std::string out = "[";
  for (const field_info* info : infos) {
    if (out.size() > 1) out += ',';
    out += field_json(*info);
  }
  return out + ']';
}

void append_operation(std::string& out, std::string_view name, const bilingual& label,
                      const bilingual& help, const std::vector<const field_info*>& infos) {
  append_json_member(out, "name", name);
  append_json_member(out, "label", label.en);
  append_json_member(out, "help", help.en);
  append_json_name(out, "zh");
  out += '{';
  append_json_member(out, "label", label.zh);
  append_json_member(out, "help", help.zh);
  out += '}';
  append_json_name(out, "parameters");
  out += fields_json(infos);
}

}  // namespace

std::string manifest_json(std::string_view plugin_version) {
  std::string out = "{";
  append_json_member(out, "name", "ipaas-mqtt");
  append_json_member(out, "version", plugin_version);
  append_json_member(out, "help",
                     "Starts flows from MQTT messages and publishes what they produce.");
  append_sections(out, "tabs", form_tabs());
  append_sections(out, "groups", form_groups());
  append_json_name(out, "connection");
  out += fields_json(connection_field_infos());
  append_json_name(out, "operations");
  out += "[{";
  append_operation(out, "consumer", {"Consumer", "Consumer（消费消息）"},
                   {"Starts flows from the messages of one or more topic filters.",
                    "用一个或多个主题过滤器的消息触发流程。"},
                   consumer_field_infos());
  append_json_name(out, "entry");  // of topics, where it is no text
  out += fields_json(infos_of(subscription_rows));
  out += "},{";
  append_operation(out, "producer", {"Producer", "Producer（生产消息）"},
                   {"Publishes what flows produce.", "发布流程产生的消息。"},
                   producer_field_infos());
  out += "}]";
  append_json_name(out, "forms");
  for (const std::string_view piece : form_documents) out += piece;
  return out + '}';
}

}  // namespace ipaas::mqtt::config
