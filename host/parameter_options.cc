#include "parameter_options.h"

#include "assignment.h"
#include "json.h"

namespace ipaas::command_line {

option_table parameter_options::declare() {
  return joined(
      {{{"--operation", "NAME", "Operation of the plugin", &operation_, {default_shown{}}}},
       declare_parameters("One parameter, over those of the file; repeat it for more. "
                          "topics=a/#,b is a list")});
}

option_table parameter_options::declare_parameters(const std::string& hint) {
  return {{"--parameters", "FILE.json", "Parameters of the operation, a JSON object", &file_},
          {"--param", "key=value", hint, &assignments_}};
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
