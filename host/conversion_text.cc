#include "conversion_text.h"

#include <fmt/format.h>
#include <rapidjson/pointer.h>

#include "error_text.h"
#include "json.h"

namespace ipaas::command_line {
namespace {

using rapidjson::Value;

constexpr const char* parts[] = {"connection", "consumer", "producer"};

// The list `name` of the result; an empty one where there is none.
const Value& list_of(const Value& result, const char* name) {
  static const Value none(rapidjson::kArrayType);
  const auto member = result.FindMember(name);
  return member != result.MemberEnd() && member->value.IsArray() ? member->value : none;
}

void append_section(std::string& out, std::string_view name,
                    const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  out += fmt::format("\n{}:\n", name);
  for (const std::string& line : lines) out += "  " + line + '\n';
}

}  // namespace

void mask_secrets(rapidjson::Document& result) {
  rapidjson::Document pointers;
  pointers.CopyFrom(list_of(result, "secrets"), pointers.GetAllocator());
  for (const auto& each : pointers.GetArray()) {
    if (each.IsString()) rapidjson::Pointer(each.GetString()).Set(result, "*****");
  }
}

std::vector<std::string> note_lines(const Value& result, const char* language) {
  std::vector<std::string> lines;
  for (const auto& note : list_of(result, "notes").GetArray()) {
    const auto key = text_member(note, "Key");
    const auto text = note.FindMember("Text");
    if (text == note.MemberEnd() || !text->value.IsObject()) continue;
    lines.push_back(fmt::format("{}{}: {}", text_member(note, "Field"),
                                key.empty() ? "" : fmt::format(" ({})", key),
                                text_member(text->value, language)));
  }
  return lines;
}

std::vector<std::string> mistake_lines(const Value& result) {
  std::vector<std::string> lines;
  for (const auto& each : list_of(result, "errors").GetArray()) {
    lines.push_back(error_text(to_text(each)));
  }
  return lines;
}

std::string conversion_text(const Value& result, const char* language) {
  std::string out = fmt::format("dialect: {}\n", text_member(result, "dialect"));
  for (const char* part : parts) {
    const auto settings = result.FindMember(part);
    if (settings == result.MemberEnd()) continue;
    out += fmt::format("\n{}:\n{}\n", part, to_pretty_text(settings->value));
  }
  append_section(out, "notes", note_lines(result, language));
  append_section(out, "errors", mistake_lines(result));
  return out;
}

}  // namespace ipaas::command_line
