#include "setting_types.h"

#include "assignment.h"
#include "json.h"

namespace ipaas::command_line {
namespace {

// The entry of `list` whose member `name` is `value`; null: there is none.
const rapidjson::Value* entry_with(const rapidjson::Value& list, const char* name,
                                   std::string_view value) {
  for (const auto& entry : list.GetArray()) {
    if (text_member(entry, name) == value) return &entry;
  }
  return nullptr;
}

const rapidjson::Value* list_member(const rapidjson::Value* object, const char* name) {
  if (object == nullptr || !object->IsObject()) return nullptr;
  const auto member = object->FindMember(name);
  const bool is_list = member != object->MemberEnd() && member->value.IsArray();
  return is_list ? &member->value : nullptr;
}

std::string_view type_in(const rapidjson::Value* settings, std::string_view key) {
  const auto* setting = settings == nullptr ? nullptr : entry_with(*settings, "key", key);
  return setting == nullptr ? std::string_view() : text_member(*setting, "type");
}

}  // namespace

setting_types::setting_types(std::string_view manifest) : manifest_(try_parse(manifest)) {}

setting_types::setting_types(const host::plugin& library) : setting_types(library.manifest()) {
  const host::converter words(library);
  if (words.available()) {
    convert_ = [words](std::string_view document) { return words.convert(document); };
  }
}

rapidjson::Document setting_types::converted(const rapidjson::Value& document) const {
  return convert_ ? try_parse(convert_(to_text(document))) : rapidjson::Document();
}

bool setting_types::is_foreign(const rapidjson::Value& document) const {
  const auto result = converted(document);
  return result.IsObject() && text_member(result, "dialect") != "native";
}

bool setting_types::holds(const rapidjson::Value& document, std::string_view part) const {
  const auto result = converted(document);
  const rapidjson::Value name(part.data(), static_cast<rapidjson::SizeType>(part.size()));
  return result.IsObject() && text_member(result, "dialect") != "native" && result.HasMember(name);
}

std::string_view setting_types::of_connection(std::string_view key) const {
  return type_in(list_member(&manifest_, "connection"), key);
}

std::string_view setting_types::of_parameter(std::string_view operation,
                                             std::string_view key) const {
  const auto* operations = list_member(&manifest_, "operations");
  if (operations == nullptr) return {};
  return type_in(list_member(entry_with(*operations, "name", operation), "parameters"), key);
}

rapidjson::Value to_typed_value(std::string_view text, std::string_view type,
                                rapidjson::Document::AllocatorType& memory) {
  if (type == "array") return to_list(text, memory);
  if (type == "string") return to_text_value(text, memory);
  return to_value(text, memory);
}

namespace {

rapidjson::Value& object_member(rapidjson::Value& object, const char* name,
                                rapidjson::Document::AllocatorType& memory) {
  if (!object.HasMember(name) || !object[name].IsObject())
    set_member(object, name, rapidjson::Value(rapidjson::kObjectType), memory);
  return object[name];
}

}  // namespace

rapidjson::Value& place_for_settings(rapidjson::Value& document, const char* part,
                                     const setting_types& types,
                                     rapidjson::Document::AllocatorType& memory) {
  if (document.ObjectEmpty() || !types.is_foreign(document)) return document;
  return object_member(object_member(document, "native", memory), part, memory);
}

}  // namespace ipaas::command_line
