#include "documents.h"

#include <fmt/format.h>

namespace ipaas::command_line::formats {
namespace {

constexpr std::string_view form_names[] = {"connection", "consumer", "producer"};

struct place {
  std::string_view format;
  std::string_view path;  // {0}: the form's name, {1}, {2}, {3}: the language's
};

constexpr place places[] = {
    {"jsonforms-schema", "schema/forms/{0}.schema.json"},
    {"jsonforms-uischema", "schema/forms/{0}.uischema.json"},
    {"jsonforms-texts", "schema/forms/{1}.json"},
    {"validation-schema", "schema/validation/{0}.schema.json"},
    {"kafka-connect", "schema/formats/kafka-connect/{0}.{1}.json"},
    {"airbyte", "schema/formats/airbyte/{0}.{1}.json"},
    {"n8n", "schema/formats/n8n/{0}.{1}.json"},
    {"node-red", "schema/formats/node-red/{0}.json"},
    {"node-red-locale", "schema/formats/node-red/locales/{2}.json"},
    {"ekuiper", "schema/formats/ekuiper/{0}.json"},
    {"camunda", "schema/formats/camunda/{0}.{1}.json"},
    {"markdown", "docs/settings{3}.md"},
};

std::string path_of(std::string_view pattern, std::string_view form, language language) {
  const bool chinese = language == language::zh;
  return fmt::format(fmt::runtime(pattern), form, chinese ? "zh" : "en",
                     chinese ? "zh-CN" : "en-US", chinese ? ".zh" : "");
}

std::vector<std::string_view> forms_of(const format& format) {
  if (!format.of_connection) return {form_names[1], form_names[2]};
  if (!format.by_form) return {form_names[0]};
  return {std::begin(form_names), std::end(form_names)};
}

std::vector<language> languages_of(const format& format) {
  if (!format.by_language) return {language::en};
  return {language::en, language::zh};
}

}  // namespace

std::vector<document> checked_in_documents() {
  std::vector<document> out;
  for (const place& each : places) {
    const format& made = find_format(each.format);
    for (const std::string_view form : forms_of(made)) {
      for (const language language : languages_of(made)) {
        out.push_back({path_of(each.path, form, language), each.format, {form, language}});
      }
    }
  }
  return out;
}

std::string text_of(const document& document, const catalogue& all) {
  return make_document(find_format(document.format), all, document.wanted);
}

}  // namespace ipaas::command_line::formats
