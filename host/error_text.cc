#include "error_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "json.h"

namespace ipaas::command_line {
namespace {

std::string one_error(const rapidjson::Value& error) {
  const auto field = text_member(error, "Field");
  return fmt::format("{}{}{}: {}", text_member(error, "Code"), field.empty() ? "" : " at ", field,
                     text_member(error, "Description"));
}

}  // namespace

std::vector<std::string> error_lines(std::string_view details) {
  const auto error = try_parse(details);
  if (!error.IsObject() || text_member(error, "Code").empty()) return {std::string(details)};
  const auto several = error.FindMember("Errors");
  if (several == error.MemberEnd() || !several->value.IsArray() || several->value.Empty()) {
    return {one_error(error)};
  }
  std::vector<std::string> lines;
  for (const auto& each : several->value.GetArray()) lines.push_back(one_error(each));
  return lines;
}

std::string error_text(std::string_view details) {
  return fmt::format("{}", fmt::join(error_lines(details), "\n"));
}

}  // namespace ipaas::command_line
