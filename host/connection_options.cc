#include "connection_options.h"

#include <fmt/format.h>
#include <unistd.h>

#include <random>

#include "assignment.h"
#include "json.h"

namespace ipaas::command_line {
namespace {

std::string unique_client_id() {
  std::random_device random;
  return fmt::format("ipaas-host-{}-{:08x}", getpid(), random());
}

bool keeps_session(const rapidjson::Document& connection) {
  const auto clean = connection.FindMember("cleanSession");
  return clean != connection.MemberEnd() && !clean->value.IsTrue();
}

}  // namespace

option_table connection_options::declare() {
  return {{"--connection", "FILE.json", "Settings of the connection, a JSON object", &file_},
          {"--set", "key=value",
           "One setting of the connection, over those of the file; repeat it for more. "
           "Numbers, true, [...], {...} and \"...\" are read as JSON where the setting "
           "is no text, everything else as text",
           &assignments_}};
}

rapidjson::Document connection_options::merged(const setting_types& types) const {
  rapidjson::Document document(rapidjson::kObjectType);
  if (!file_.empty()) document = read_json_object(file_);
  if (assignments_.empty()) return document;
  auto& memory = document.GetAllocator();
  auto& place = place_for_settings(document, "connection", types, memory);
  for (const auto& text : assignments_) {
    const auto [key, value] = parse_assignment(text, "--set");
    set_member(place, key, to_typed_value(value, types.of_connection(key), memory), memory);
  }
  return document;
}

rapidjson::Document connection_options::completed(const setting_types& types) const {
  auto document = merged(types);
  complete_client_id(document);
  return document;
}

void complete_client_id(rapidjson::Document& connection) {
  if (!connection.HasMember("brokerUrl") || connection.HasMember("clientId")) return;
  if (keeps_session(connection)) return;
  auto& memory = connection.GetAllocator();
  set_member(connection, "clientId", rapidjson::Value(unique_client_id().c_str(), memory), memory);
  set_member(connection, "cleanSession", rapidjson::Value(true), memory);
}

}  // namespace ipaas::command_line
