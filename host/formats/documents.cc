#include "documents.h"

#include <fmt/format.h>

namespace ipaas::command_line::formats {
namespace {

constexpr std::string_view form_names[] = {"connection", "consumer", "producer"};

struct place {
  std::string_view format;
  std::string_view path;  // {0}: the form's name, {1}: the language's
};

constexpr place places[] = {
    {"jsonforms-schema", "schema/forms/{0}.schema.json"},
    {"jsonforms-uischema", "schema/forms/{0}.uischema.json"},
    {"jsonforms-texts", "schema/forms/{1}.json"},
    {"validation-schema", "schema/validation/{0}.schema.json"},
};

std::string_view name_of(language language) { return language == language::zh ? "zh" : "en"; }

std::vector<std::string_view> forms_of(const format& format) {
  if (!format.only_form.empty()) return {format.only_form};
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
        out.push_back({fmt::format(fmt::runtime(each.path), form, name_of(language)),
                       each.format,
                       {form, language}});
      }
    }
  }
  return out;
}

std::string text_of(const document& document, const catalogue& all) {
  return make_document(find_format(document.format), all, document.wanted);
}

}  // namespace ipaas::command_line::formats
