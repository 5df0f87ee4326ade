#include "flow_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "assignment.h"
#include "exit_status.h"
#include "json.h"

namespace ipaas::command_line {
namespace {

using rapidjson::Document;
using rapidjson::Value;

constexpr std::array<std::string_view, 8> known_members{
    "name", "description", "connection", "source", "target", "consumer", "producer", "variable"};

void check_members(const Document& document, const std::string& path) {
  for (const auto& member : document.GetObject()) {
    const auto name = view(member.name);
    if (std::find(known_members.begin(), known_members.end(), name) == known_members.end()) {
      throw bad_configuration(fmt::format("{} at /{}: unknown member; known are {}", path, name,
                                          fmt::join(known_members, ", ")));
    }
    const bool text = name == "name" || name == "description";
    if (!text && !member.value.IsObject()) {
      throw bad_configuration(fmt::format("{} at /{}: an object is expected", path, name));
    }
  }
}

// Whether the flow has two connections. Exactly one of the two ways to say it must be used.
bool has_two_connections(const Document& document, const std::string& path) {
  const bool source = document.HasMember("source");
  const bool target = document.HasMember("target");
  if (source != target || source == document.HasMember("connection")) {
    throw bad_configuration(path +
                            ": either \"connection\", or \"source\" and \"target\" are expected");
  }
  return source;
}

void merge(Value& into, const Value& from, Document::AllocatorType& memory) {
  for (const auto& member : from.GetObject()) {
    set_member(into, view(member.name), Value(member.value, memory), memory);
  }
}

// The member of the flow that "source.keepAlive" is for, and "keepAlive"; the first is empty where
// there is no such prefix.
std::pair<std::string, std::string> split_prefix(const std::string& key) {
  const auto dot = key.find('.');
  const auto prefix = dot == std::string::npos ? std::string() : key.substr(0, dot);
  const std::array<std::string_view, 4> prefixes{"source", "target", "consumer", "producer"};
  if (std::find(prefixes.begin(), prefixes.end(), prefix) == prefixes.end()) return {"", key};
  return {prefix, key.substr(dot + 1)};
}

// A connection of the flow with everything over it that concerns it.
std::string connection_text(const Document& document, const char* name,
                            const connection_options& options, const setting_types& types) {
  Document connection;
  auto& memory = connection.GetAllocator();
  connection.CopyFrom(document[name], memory);
  if (!options.file().empty()) merge(connection, read_json_object(options.file()), memory);
  auto& place = place_for_settings(connection, "connection", types, memory);
  for (const auto& text : options.assignments()) {
    const auto [whole_key, value] = parse_assignment(text, "--set");
    const auto [prefix, key] = split_prefix(whole_key);
    if (!prefix.empty() && prefix != name) continue;
    set_member(place, key, to_typed_value(value, types.of_connection(key), memory), memory);
  }
  complete_client_id(connection);
  return to_text(connection);
}

void check_prefixes(const Document& document, const connection_options& options) {
  for (const auto& text : options.assignments()) {
    const auto prefix = split_prefix(parse_assignment(text, "--set").key).first;
    if (prefix.empty() || document.HasMember(prefix.c_str())) continue;
    throw bad_configuration(
        fmt::format("--set {}: the flow has no connection \"{}\"", text, prefix));
  }
}

void add_parameters(Value& parameters, const std::string& operation,
                    const parameter_options& options, const setting_types& types,
                    Document::AllocatorType& memory) {
  if (!options.file().empty()) {
    const auto file = read_json_object(options.file());
    const auto member = file.FindMember(operation.c_str());
    if (member != file.MemberEnd() && member->value.IsObject()) {
      merge(parameters, member->value, memory);
    }
  }
  auto& place = place_for_settings(parameters, operation.c_str(), types, memory);
  for (const auto& text : options.assignments()) {
    const auto [whole_key, value] = parse_assignment(text, "--param");
    const auto [prefix, key] = split_prefix(whole_key);
    if (prefix != "consumer" && prefix != "producer") {
      throw bad_configuration(fmt::format("--param {}: consumer.{} or producer.{} is expected",
                                          text, whole_key, whole_key));
    }
    if (prefix != operation) continue;
    const auto type = types.of_parameter(operation, key);
    set_member(place, key, parameter_value(key, value, type, memory), memory);
  }
}

std::string request(Document& document, const std::string& operation,
                    const parameter_options& options, const setting_types& types,
                    const Value& variable) {
  auto& memory = document.GetAllocator();
  Value parameters(rapidjson::kObjectType);
  if (document.HasMember(operation.c_str())) {
    parameters.CopyFrom(document[operation.c_str()], memory);
  }
  add_parameters(parameters, operation, options, types, memory);
  return operation_request(operation, parameters, variable);
}

}  // namespace

flow read_flow(const std::string& path, const connection_options& connection,
               const parameter_options& parameters, const setting_types& types) {
  auto document = read_json_object(path);
  check_members(document, path);
  const bool two = has_two_connections(document, path);
  check_prefixes(document, connection);
  flow result;
  result.source = connection_text(document, two ? "source" : "connection", connection, types);
  if (two) result.target = connection_text(document, "target", connection, types);
  const Value none;
  const Value& variable = document.HasMember("variable") ? document["variable"] : none;
  result.consumer_request = request(document, "consumer", parameters, types, variable);
  result.producer_request = request(document, "producer", parameters, types, none);
  return result;
}

}  // namespace ipaas::command_line
