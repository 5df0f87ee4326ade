// A line of JSON as a message to publish; the other way round stands in message_json.cc.
#include <fmt/format.h>

#include "assignment.h"
#include "base64.h"
#include "exit_status.h"
#include "json.h"
#include "message_input.h"

namespace ipaas::command_line {
namespace {

std::string payload_text(const rapidjson::Value& message) {
  const auto payload = message.FindMember("payload");
  if (payload == message.MemberEnd() || payload->value.IsNull()) return {};
  if (!payload->value.IsString()) return to_text(payload->value);
  return std::string(view(payload->value));
}

std::string decoded_payload(const rapidjson::Value& message) {
  auto text = payload_text(message);
  const auto encoding = text_member(message, "encoding");
  if (encoding.empty() || encoding == "utf8") return text;
  if (encoding != "base64") {
    throw bad_configuration(fmt::format("encoding \"{}\" is neither utf8 nor base64", encoding));
  }
  const auto bytes = from_base64(text);
  if (!bytes) throw bad_configuration("the payload is not base64");
  return *bytes;
}

std::string object_text(const rapidjson::Value& message, const char* name) {
  const auto member = message.FindMember(name);
  if (member == message.MemberEnd() || member->value.IsNull()) return {};
  if (!member->value.IsObject()) throw bad_configuration(fmt::format("{} is no object", name));
  return to_text(member->value);
}

void check_names(const rapidjson::Value& message) {
  for (const auto& member : message.GetObject()) {
    const auto name = view(member.name);
    const bool known = name == "payload" || name == "encoding" || name == "error" ||
                       name == "attribute" || name == "variable";
    if (known) continue;
    throw bad_configuration(fmt::format(
        "unknown member \"{}\"; known are payload, encoding, attribute, variable", name));
  }
}

input_message to_message(const rapidjson::Value& message) {
  if (!message.IsObject()) throw bad_configuration("a JSON object is expected");
  check_names(message);
  return {decoded_payload(message),
          object_text(message, "attribute"),
          object_text(message, "variable"),
          {}};
}

std::string to_error(std::string_view description) {
  rapidjson::Document error(rapidjson::kObjectType);
  auto& memory = error.GetAllocator();
  set_member(error, "Code", rapidjson::Value("CORE:CONFIG"), memory);
  set_member(error, "Description",
             rapidjson::Value(description.data(),
                              static_cast<rapidjson::SizeType>(description.size()), memory),
             memory);
  set_member(error, "Retryable", rapidjson::Value(false), memory);
  return to_text(error);
}

}  // namespace

input_message parse_json_line(std::string_view line, std::uint64_t number) {
  const auto place = fmt::format("input:{}", number);
  try {
    return to_message(parse_json(line, place));
  } catch (const bad_configuration& problem) {
    const std::string_view what = problem.what();
    const auto text =
        what.starts_with("input:") ? std::string(what) : fmt::format("{}: {}", place, what);
    return {std::string(line), {}, {}, to_error(text)};
  }
}

}  // namespace ipaas::command_line
