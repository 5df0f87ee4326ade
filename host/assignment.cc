#include "assignment.h"

#include <fmt/format.h>

#include "exit_status.h"
#include "json.h"

namespace ipaas::command_line {

using allocator = rapidjson::Document::AllocatorType;

rapidjson::Value to_text_value(std::string_view text, allocator& memory) {
  return {text.data(), static_cast<rapidjson::SizeType>(text.size()), memory};
}

assignment parse_assignment(std::string_view text, std::string_view option) {
  const auto sign = text.find('=');
  if (sign == std::string_view::npos || sign == 0) {
    throw bad_configuration(fmt::format(
        "{} {}: key=value is expected, for example {} keepAlive=30s", option, text, option));
  }
  return {std::string(text.substr(0, sign)), std::string(text.substr(sign + 1))};
}

rapidjson::Value to_value(std::string_view text, allocator& memory) {
  const auto parsed = try_parse(text);
  if (parsed.IsNull()) return to_text_value(text, memory);
  return {parsed, memory};
}

rapidjson::Value to_list(std::string_view text, allocator& memory) {
  if (const auto parsed = try_parse(text); parsed.IsArray()) return {parsed, memory};
  rapidjson::Value list(rapidjson::kArrayType);
  for (;;) {
    const auto comma = text.find(',');
    list.PushBack(to_text_value(text.substr(0, comma), memory), memory);
    if (comma == std::string_view::npos) return list;
    text.remove_prefix(comma + 1);
  }
}

void set_member(rapidjson::Value& object, std::string_view key, rapidjson::Value value,
                allocator& memory) {
  auto name = to_text_value(key, memory);
  if (object.HasMember(name)) {
    object[name] = value;
  } else {
    object.AddMember(name, value, memory);
  }
}

}  // namespace ipaas::command_line
