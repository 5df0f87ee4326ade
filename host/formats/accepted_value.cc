#include "accepted_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "number_pattern.h"
#include "schema_words.h"
#include "text_pattern.h"
#include "value_rules.h"

namespace ipaas::command_line::formats {
namespace {

constexpr int longest_mqtt_text = 65'535;
constexpr int most_headers = 32;

node without_nul() { return text_like("^[^\\u0000]*$").set("maxLength", longest_mqtt_text); }

node topic_text(std::string_view format) {
  return text_like(text_pattern(format)).set("maxLength", longest_mqtt_text);
}

// Either the text of a property that is known now, or one that messages complete.
node property_text(std::string_view pattern) {
  return any_of({text_like(pattern), text_like(placeholder_pattern()), of_type("number"),
                 node::object({{"enum", node::array({""})}})});
}

// MQTT 5 section 4.8.2: behind $share/ stand the group, one level without wildcards, and a filter.
node filter_text() {
  return all_of(
      {topic_text("topicFilter"), any_of({never(node::object({{"pattern", "^\\$share/"}})),
                                          node::object({{"pattern", "^\\$share/[^+#/]+/."}})})});
}

node topic_entries(const form& form) {
  node properties = node::object();
  for (const field& each : form.entry_fields) {
    properties.set(each.key, each.format == "topicFilter"
                                 ? filter_text()
                                 : any_of({of_type("null"), accepted_value(form, each)}));
  }
  const node entry = node::object({{"type", "object"},
                                   {"properties", properties},
                                   {"required", node::array({"topic"})},
                                   {"additionalProperties", false}});
  return node::object(
      {{"type", "array"}, {"minItems", 1}, {"items", any_of({filter_text(), entry})}});
}

node names() {
  const node name = node::object({{"type", "string"}, {"maxLength", 255}});
  return any_of({of_type("string"), node::object({{"type", "array"}, {"items", name}})});
}

// What the WebSocket handshake says itself.
std::string reserved_header_pattern() {
  return fmt::format("^({}|{}|{}|{}|{}|{}.*)$", any_case("host"), any_case("connection"),
                     any_case("upgrade"), any_case("content-length"), any_case("transfer-encoding"),
                     any_case("sec-websocket-"));
}

constexpr std::string_view header_name = "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$";

struct pair_rules {
  std::string_view names;
  node name;
  node value;
};

pair_rules header_rules() {
  return {header_name,
          all_of({text_like(header_name),
                  never(node::object({{"pattern", reserved_header_pattern()}}))}),
          text_like("^[^\\u0000-\\u0008\\u000A-\\u001F\\u007F]*$")};
}

pair_rules property_rules() {
  return {"^[^\\u0000]*$", without_nul(), text_like(text_pattern("template"))};
}

node two_columns(const pair_rules& rules) {
  return node::object({{"type", "object"},
                       {"properties", node::object({{"name", rules.name}, {"value", rules.value}})},
                       {"required", node::array({"name", "value"})},
                       {"additionalProperties", false}});
}

node pair_list(const pair_rules& rules) {
  const node pair = node::object({{"type", "array"},
                                  {"items", node::array({rules.name, rules.value})},
                                  {"minItems", 2},
                                  {"maxItems", 2}});
  return node::object({{"type", "array"}, {"items", any_of({pair, two_columns(rules)})}});
}

node pair_object(const pair_rules& rules) {
  return node::object(
      {{"type", "object"},
       {"patternProperties", node::object({{std::string(rules.names), rules.value}})},
       {"additionalProperties", false}});
}

node pairs(const field& field) {
  if (field.key != "webSocketHeaders") {
    return any_of({pair_object(property_rules()), pair_list(property_rules())});
  }
  node object = pair_object(header_rules()).set("maxProperties", most_headers);
  const node reserved =
      node::object({{reserved_header_pattern(), node::object({{"not", node::object()}})}});
  return any_of({all_of({object, node::object({{"patternProperties", reserved}})}),
                 pair_list(header_rules()).set("maxItems", most_headers)});
}

std::string decimal(std::int64_t milliseconds) {
  std::string out = fmt::format("{}.{:03}", milliseconds / 1000, milliseconds % 1000);
  while (out.back() == '0') out.pop_back();
  if (out.back() == '.') out.pop_back();
  return out;
}

node number_between(std::string_view type, const std::string& least, const std::string& most) {
  return node::object(
      {{"type", type}, {"minimum", node::number(least)}, {"maximum", node::number(most)}});
}

// Seconds.
node duration_number(const field& field) {
  const std::string_view type = field.step == 1000 ? "integer" : "number";
  const std::string most = decimal(field.maximum.value());
  const std::int64_t above = least_above_zero(field);
  if (above == 0) return number_between(type, decimal(field.minimum.value_or(0)), most);
  return any_of(
      {node::object({{"enum", node::array({0})}}), number_between(type, decimal(above), most)});
}

node whole_number(const field& field) {
  return number_between("integer", std::to_string(field.minimum.value()),
                        std::to_string(field.maximum.value()));
}

struct key_rule {
  std::string_view key;
  node (*accepts)();
};

// Where the format does not say all.
constexpr key_rule key_rules[] = {
    {"clientId", without_nul},
    {"username", without_nul},
    {"sharedGroup", [] { return text_like("^[^+#/\\u0000]*$"); }},
    {"brokerUrl", [] { return text_like(text_pattern("brokerUrl")); }},
    {"password", [] { return of_type("string").set("maxLength", longest_mqtt_text); }},
    {"willPayload", [] { return of_type("string").set("maxLength", longest_mqtt_text); }},
    {"contentType", [] { return property_text(text_pattern("template")); }},
    {"responseTopic", [] { return property_text(text_pattern("topic")); }},
    {"correlationData", [] { return property_text(text_pattern("base64")); }},
};

node accepted_text(const field& field) {
  for (const key_rule& each : key_rules) {
    if (each.key == field.key) return each.accepts();
  }
  const std::string pattern = text_pattern(field.format);
  if (pattern.empty()) return of_type("string");
  return field.format == "topic" ? topic_text("topic") : text_like(pattern);
}

bool is_number(const std::string& text) {
  double number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  return problem == std::errc{} && end == text.data() + text.size();
}

node numbers_of(const field& field, const std::vector<std::string>& values) {
  node out = node::array();
  for (const choice& each : field.choices) {
    if (std::find(values.begin(), values.end(), each.value) == values.end()) continue;
    if (is_number(each.value)) out.push(node::number(each.value));
    for (const std::string& alias : each.aliases) {
      // 5.0 is 5 to a JSON schema.
      if (is_number(alias) && alias.find('.') == alias.npos) out.push(node::number(alias));
    }
  }
  return out;
}

std::vector<std::string> values_of(const field& field) {
  std::vector<std::string> out;
  for (const choice& each : field.choices) out.push_back(each.value);
  return out;
}

}  // namespace

node spelled(const field& field, const std::vector<std::string>& values) {
  std::vector<node> schemas;
  if (field.type == "boolean") {
    for (const std::string& value : values) {
      schemas.push_back(node::object({{"enum", node::array({value == "true"})}}));
      schemas.push_back(text_like("^" + any_case(value) + "$"));
    }
    return any_of(std::move(schemas));
  }
  for (const choice& each : field.choices) {
    if (std::find(values.begin(), values.end(), each.value) == values.end()) continue;
    schemas.push_back(text_like(spelling_pattern(each)));
  }
  const node numbers = numbers_of(field, values);
  if (!numbers.is_empty()) schemas.push_back(node::object({{"enum", numbers}}));
  return any_of(std::move(schemas));
}

node accepted_value(const form& form, const field& field) {
  if (field.type == "boolean") return spelled(field, {"true", "false"});
  if (field.type == "choice") return spelled(field, values_of(field));
  if (field.type == "array") return field.required ? topic_entries(form) : names();
  if (field.type == "object") return pairs(field);
  if (field.type == "string") return accepted_text(field);
  if (field.type == "duration") {
    std::vector<node> schemas{duration_number(field), text_like(value_pattern(field))};
    if (field.format == "template") schemas.push_back(node::object({{"enum", node::array({""})}}));
    return any_of(std::move(schemas));
  }
  const std::string pattern = field.type == "size" ? size_pattern(field) : integer_pattern(field);
  return any_of({whole_number(field), text_like(pattern)});
}

}  // namespace ipaas::command_line::formats
