#include "formats.h"

#include <fmt/format.h>

#include <algorithm>

#include "../exit_status.h"
#include "form_schema.h"
#include "platform_formats.h"
#include "validation_schema.h"

namespace ipaas::command_line::formats {
namespace {

using std::string;

constexpr format table[] = {
    {.name = "jsonforms-schema",
     .about = "JSON schema of a form, for JSON Forms, react-jsonschema-form and others",
     .make = [](const catalogue&, const form& form, language) -> string {
       return form_schema(form).pretty_text();
     }},
    {.name = "jsonforms-uischema",
     .about = "UI schema of JSON Forms: tabs, groups, order, and when each field shows",
     .make = [](const catalogue& all, const form& form, language) -> string {
       return form_uischema(all, form).pretty_text();
     }},
    {.name = "jsonforms-texts",
     .about = "Labels, help and mistakes of all forms, by the i18n keys of JSON Forms",
     .make = [](const catalogue& all, const form&, language language) -> string {
       return form_texts(all, language).pretty_text();
     },
     .by_form = false,
     .by_language = true},
    {.name = "validation-schema",
     .about = "JSON schema of all that the connector accepts, in every spelling",
     .make = [](const catalogue&, const form& form, language) -> string {
       return validation_schema(form).pretty_text();
     }},
    {.name = "kafka-connect",
     .about = "Definitions of Kafka Connect, as its REST interface lists them",
     .make = [](const catalogue& all, const form& form, language language) -> string {
       return kafka_connect_definitions(all, form, language).pretty_text();
     },
     .by_language = true},
    {.name = "airbyte",
     .about = "Connector specification of Airbyte",
     .make = [](const catalogue& all, const form& form, language language) -> string {
       return airbyte_specification(all, form, language).pretty_text();
     },
     .by_language = true},
    {.name = "n8n",
     .about = "Credential type (connection) or node properties of n8n",
     .make = [](const catalogue& all, const form& form, language language) -> string {
       return n8n_properties(all, form, language).pretty_text();
     },
     .by_language = true},
    {.name = "node-red",
     .about = "Defaults and credentials of a Node-RED node",
     .make = [](const catalogue& all, const form& form, language) -> string {
       return node_red_defaults(all, form).pretty_text();
     }},
    {.name = "node-red-locale",
     .about = "Locale file of the Node-RED nodes",
     .make = [](const catalogue& all, const form&, language language) -> string {
       return node_red_locale(all, language).pretty_text();
     },
     .by_form = false,
     .by_language = true},
    {.name = "ekuiper",
     .about = "Description of an eKuiper source or sink, in both languages",
     .make = [](const catalogue& all, const form& form, language) -> string {
       return ekuiper_properties(all, form).pretty_text();
     }},
    {.name = "camunda",
     .about = "Element template of Camunda for an operation and its connection",
     .make = [](const catalogue& all, const form& form, language language) -> string {
       return camunda_template(all, form, language).pretty_text();
     },
     .by_language = true,
     .of_connection = false},
    {.name = "markdown",
     .about = "The settings as a page of documentation",
     .make = [](const catalogue& all, const form&, language language) -> string {
       return settings_page(all, language);
     },
     .by_form = false,
     .by_language = true},
};

template <typename Items, typename Name>
std::vector<std::string> names_of(const Items& items, Name name) {
  std::vector<std::string> out;
  for (const auto& each : items) out.emplace_back(each.*name);
  return out;
}

[[noreturn]] void refuse(std::string_view what, std::string_view name,
                         const std::vector<std::string>& known) {
  throw bad_configuration(
      fmt::format("there is no {} \"{}\"; there are {}", what, name, fmt::join(known, ", ")));
}

const form& find_form(const catalogue& all, std::string_view name) {
  const form* found = all.find(name);
  if (found == nullptr) refuse("form", name, names_of(all.forms, &form::name));
  return *found;
}

}  // namespace

std::span<const format> all_formats() { return table; }

const format& find_format(std::string_view name) {
  const auto* found = std::find_if(std::begin(table), std::end(table),
                                   [&](const format& each) { return each.name == name; });
  if (found == std::end(table)) refuse("format", name, names_of(table, &format::name));
  return *found;
}

std::string make_document(const format& format, const catalogue& all, const request& wanted) {
  const form& form = find_form(all, wanted.form);
  if (!format.of_connection && form.name == "connection") {
    throw bad_configuration(
        fmt::format("{} describes an operation: --form consumer or --form producer", format.name));
  }
  return format.make(all, form, wanted.words);
}

}  // namespace ipaas::command_line::formats
