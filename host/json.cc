#include "json.h"

#include <fmt/format.h>
#include <rapidjson/error/en.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "exit_status.h"

namespace ipaas::command_line {
namespace {

constexpr int deepest = 128;
// People explain their files to each other in comments.
constexpr unsigned parse_flags = rapidjson::kParseValidateEncodingFlag |
                                 rapidjson::kParseFullPrecisionFlag |
                                 rapidjson::kParseIterativeFlag | rapidjson::kParseCommentsFlag;

// Recursive, but not deeper than `levels`.
bool is_deeper(const rapidjson::Value& value, int levels) {
  if (!value.IsObject() && !value.IsArray()) return false;
  if (levels == 0) return true;
  const auto deeper = [levels](const rapidjson::Value& inner) {
    return is_deeper(inner, levels - 1);
  };
  if (value.IsArray()) return std::any_of(value.Begin(), value.End(), deeper);
  return std::any_of(value.MemberBegin(), value.MemberEnd(),
                     [&](const auto& member) { return deeper(member.value); });
}

[[noreturn]] void refuse(std::string_view text, std::string_view origin, std::size_t offset,
                         std::string_view what) {
  const auto before = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto line_start = before.rfind('\n');
  const auto column = before.size() - (line_start == std::string_view::npos ? 0 : line_start + 1);
  throw bad_configuration(fmt::format("{}:{}:{}: {}", origin, line, column + 1, what));
}

std::string read_file(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  // Inserting an empty buffer fails, which is no error of the file; a folder opens and cannot be
  // read.
  if (file && file.peek() != std::ifstream::traits_type::eof()) content << file.rdbuf();
  if (!file.is_open() || file.bad() || errno != 0) {
    throw bad_configuration(fmt::format("{}: {}", path, std::strerror(errno)));
  }
  return std::move(content).str();
}

template <typename Writer>
std::string write(const rapidjson::Value& value) {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  value.Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace

rapidjson::Document parse_json(std::string_view text, std::string_view origin) {
  rapidjson::Document document;
  document.Parse<parse_flags>(text.data(), text.size());
  if (document.HasParseError()) {
    refuse(text, origin, document.GetErrorOffset(),
           fmt::format("not JSON: {}", rapidjson::GetParseError_En(document.GetParseError())));
  }
  if (is_deeper(document, deepest)) {
    refuse(text, origin, 0, fmt::format("nested deeper than {} levels", deepest));
  }
  return document;
}

rapidjson::Document read_json_object(const std::string& path) {
  auto document = parse_json(read_file(path), path);
  if (!document.IsObject()) throw bad_configuration(path + ": a JSON object is expected");
  return document;
}

rapidjson::Document try_parse(std::string_view text) {
  rapidjson::Document document;
  document.Parse<parse_flags>(text.data(), text.size());
  if (document.HasParseError() || is_deeper(document, deepest)) document.SetNull();
  return document;
}

std::string to_text(const rapidjson::Value& value) {
  return write<rapidjson::Writer<rapidjson::StringBuffer>>(value);
}

std::string to_pretty_text(const rapidjson::Value& value) {
  return write<rapidjson::PrettyWriter<rapidjson::StringBuffer>>(value);
}

std::string_view text_member(const rapidjson::Value& object, const char* name) {
  if (!object.IsObject()) return {};
  const auto member = object.FindMember(name);
  if (member == object.MemberEnd() || !member->value.IsString()) return {};
  return view(member->value);
}

}  // namespace ipaas::command_line
