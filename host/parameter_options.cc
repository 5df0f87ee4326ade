#include "parameter_options.h"

#include <CLI/CLI.hpp>

#include "assignment.h"
#include "json.h"

namespace ipaas::command_line {

void parameter_options::add_to(CLI::App& command) {
  auto* option = command.add_option("--operation", operation_, "Operation of the plugin");
  option->type_name("NAME");
  if (!operation_.empty()) option->capture_default_str();
  add_parameters_to(command,
                    "One parameter, over those of the file; repeat it for more. "
                    "topics=a/#,b is a list");
}

void parameter_options::add_parameters_to(CLI::App& command, const std::string& hint) {
  command.add_option("--parameters", file_, "Parameters of the operation, a JSON object")
      ->type_name("FILE.json");
  command.add_option("--param", assignments_, hint)
      ->type_name("key=value")
      ->allow_extra_args(false);
}

rapidjson::Document parameter_options::merged(const setting_types& types) const {
  return laid_over(
      file_.empty() ? rapidjson::Document(rapidjson::kObjectType) : read_json_object(file_), types);
}

rapidjson::Document parameter_options::merged(const setting_types& types,
                                              const connection_options& connection) const {
  if (file_.empty() && !connection.file().empty()) {
    auto document = read_json_object(connection.file());
    if (types.holds(document, operation_)) return laid_over(std::move(document), types);
  }
  return merged(types);
}

rapidjson::Document parameter_options::laid_over(rapidjson::Document document,
                                                 const setting_types& types) const {
  if (assignments_.empty()) return document;
  auto& memory = document.GetAllocator();
  auto& place = place_for_settings(document, operation_.c_str(), types, memory);
  for (const auto& text : assignments_) {
    const auto [key, value] = parse_assignment(text, "--param");
    const auto type = types.of_parameter(operation_, key);
    set_member(place, key, parameter_value(key, value, type, memory), memory);
  }
  return document;
}

rapidjson::Value parameter_value(const std::string& key, const std::string& text,
                                 std::string_view type,
                                 rapidjson::Document::AllocatorType& memory) {
  const bool is_list = type.empty() && key == "topics";
  return to_typed_value(text, is_list ? "array" : type, memory);
}

std::string operation_request(const std::string& operation, const rapidjson::Value& parameters,
                              const rapidjson::Value& variable) {
  rapidjson::Document request(rapidjson::kObjectType);
  auto& memory = request.GetAllocator();
  set_member(request, "operation", rapidjson::Value(operation.c_str(), memory), memory);
  set_member(request, "parameters", rapidjson::Value(parameters, memory), memory);
  if (!variable.IsNull()) {
    set_member(request, "variable", rapidjson::Value(variable, memory), memory);
  }
  return to_text(request);
}

}  // namespace ipaas::command_line
