#include "config/documents.h"

#include "config/field.h"

namespace ipaas::mqtt::config {

namespace {

std::optional<json_value> checked(std::variant<json_value, json_mistake> result,
                                  std::string_view pointer, problems& found) {
  if (const auto* mistake = std::get_if<json_mistake>(&result)) {
    found.fail(pointer, problem::json_invalid, mistake->text());
    return std::nullopt;
  }
  json_value& document = std::get<json_value>(result);
  for (const std::string& place : duplicate_members(document, pointer)) {
    found.fail(place, problem::member_twice, quote(place.substr(place.rfind('/') + 1)));
  }
  return std::move(document);
}

}  // namespace

std::optional<json_value> read_document(std::string_view text, std::string_view pointer,
                                        problems& found) {
  return checked(parse_json(text), pointer, found);
}

std::optional<secret_document> read_secret_document(std::string_view text, std::string_view pointer,
                                                    problems& found) {
  auto document = checked(parse_secret_json(text), pointer, found);
  if (!document) return std::nullopt;
  return secret_document(std::move(*document));
}

}  // namespace ipaas::mqtt::config
