#include "validation_schema.h"

#include <fmt/format.h>

#include <algorithm>

#include "accepted_value.h"
#include "cross_rules.h"
#include "schema_words.h"
#include "text_pattern.h"

namespace ipaas::command_line::formats {
namespace {

constexpr std::string_view transports[] = {"TCP", "TLS", "WS", "WSS"};

std::string transport_name(std::string_view transport) {
  return "transportIs" + std::string(transport);
}

node not_given(std::string_view key) { return if_present(key, of_type("null")); }

node begins_with_scheme(std::string_view transport) {
  return present("brokerUrl",
                 text_like(fmt::format("^{}({})://", blanks, schemes_pattern(transport))));
}

// By the protocol, or where none is given by the scheme of the first broker, or else TCP.
node transport_schema(const form& form, std::string_view transport) {
  const node by_name =
      present("protocol", spelled(form.named("protocol"), {std::string(transport)}));
  const node by_scheme = all_of({not_given("protocol"), begins_with_scheme(transport)});
  if (transport != "TCP") return any_of({by_name, by_scheme});
  const node no_scheme = never(
      any_of({begins_with_scheme("TLS"), begins_with_scheme("WS"), begins_with_scheme("WSS")}));
  return any_of({by_name, all_of({not_given("protocol"), no_scheme})});
}

node transport_definitions(const form& form) {
  node out = node::object();
  for (const std::string_view each : transports) {
    out.set(transport_name(each), transport_schema(form, each));
  }
  return out;
}

// The schemes of all brokers agree with the transport.
node brokers_rule() {
  std::vector<node> schemas;
  for (const std::string_view each : transports) {
    schemas.push_back(all_of({defined(transport_name(each)),
                              if_present("brokerUrl", text_like(brokers_pattern(each)))}));
  }
  return any_of(std::move(schemas));
}

node holds(const form& form, const condition& when) {
  if (when.key == "protocol") {
    std::vector<node> schemas;
    for (const std::string& each : when.values) schemas.push_back(defined(transport_name(each)));
    return any_of(std::move(schemas));
  }
  if (when.values.empty()) return present(when.key, something());
  return present(when.key, spelled(form.named(when.key), when.values));
}

node optional_value(const form& form, const field& field) {
  return any_of({of_type("null"), accepted_value(form, field)});
}

// What is asked of a field where it applies.
node asked(const form& form, const field& field) {
  if (field.required) return present(field.key, accepted_value(form, field));
  return if_present(field.key, optional_value(form, field));
}

node rules_of(const form& form) {
  node out = node::array();
  for (const field& each : form.fields) {
    if (!each.applies_when) continue;
    out.push(any_of({never(holds(form, *each.applies_when)), asked(form, each)}));
  }
  if (form.name == "connection") out.push(brokers_rule());
  for (node& each : cross_rules(form)) out.push(std::move(each));
  return out;
}

}  // namespace

node validation_schema(const form& form) {
  node properties = node::object();
  node required = node::array();
  for (const field& each : form.fields) {
    const bool always = !each.applies_when;
    if (always && each.required) required.push(each.key);
    properties.set(each.key, !always         ? node::object()
                             : each.required ? accepted_value(form, each)
                                             : optional_value(form, each));
  }
  node out = node::object({{"$schema", "http://json-schema.org/draft-07/schema#"},
                           {"title", form.label.en},
                           {"type", "object"},
                           {"properties", properties},
                           {"required", required},
                           {"additionalProperties", false}});
  const node rules = rules_of(form);
  if (!rules.is_empty()) out.set("allOf", rules);
  if (form.name == "connection") out.set("definitions", transport_definitions(form));
  return out;
}

}  // namespace ipaas::command_line::formats
