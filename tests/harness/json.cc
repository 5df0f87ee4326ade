#include "harness/json.h"

#include <rapidjson/document.h>
#include <rapidjson/pointer.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace ipaas::harness {
namespace {

const rapidjson::Value* find(rapidjson::Document& document, std::string_view json,
                             const char* pointer) {
  document.Parse(json.data(), json.size());
  return document.HasParseError() ? nullptr : rapidjson::Pointer(pointer).Get(document);
}

}  // namespace

std::string json_quoted(std::string_view text) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  return {buffer.GetString(), buffer.GetSize()};
}

std::string quoted_list(const std::vector<std::string>& texts) {
  std::string list = "[";
  for (const std::string& text : texts) {
    if (list.size() > 1) list += ',';
    list += json_quoted(text);
  }
  list += ']';
  return list;
}

json_object& json_object::json(std::string_view key, std::string_view value) {
  if (text_.size() > 1) text_ += ',';
  text_ += json_quoted(key);
  text_ += ':';
  text_ += value;
  return *this;
}

json_object& json_object::text(std::string_view key, std::string_view value) {
  return json(key, json_quoted(value));
}

json_object& json_object::number(std::string_view key, std::int64_t value) {
  return json(key, std::to_string(value));
}

json_object& json_object::boolean(std::string_view key, bool value) {
  return json(key, value ? "true" : "false");
}

std::optional<std::string> text_at(std::string_view json, const char* pointer) {
  rapidjson::Document document;
  const rapidjson::Value* value = find(document, json, pointer);
  if (value == nullptr || !value->IsString()) return std::nullopt;
  return std::string(value->GetString(), value->GetStringLength());
}

std::optional<std::int64_t> number_at(std::string_view json, const char* pointer) {
  rapidjson::Document document;
  const rapidjson::Value* value = find(document, json, pointer);
  if (value == nullptr || !value->IsInt64()) return std::nullopt;
  return value->GetInt64();
}

std::optional<bool> boolean_at(std::string_view json, const char* pointer) {
  rapidjson::Document document;
  const rapidjson::Value* value = find(document, json, pointer);
  if (value == nullptr || !value->IsBool()) return std::nullopt;
  return value->GetBool();
}

}  // namespace ipaas::harness
