// The two requests that hold settings as a part: ipaas_operation_open's and ipaas_validate's.
#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "config/advice.h"
#include "config/connection_checks.h"
#include "config/dialects/native_request.h"
#include "config/documents.h"
#include "config/fields.h"
#include "config/object_reader.h"
#include "config/parse.h"
#include "config/setting_rows.h"
#include "config/version_checks.h"
#include "message/json_text.h"

namespace ipaas::mqtt::config {

namespace {

// In the order of operation_kind.
constexpr choice operations[] = {{"consumer"}, {"producer"}};
enum class operation_kind : std::uint8_t { consumer, producer };

constexpr std::string_view open_keys[] = {"operation", "parameters", "variable"};
constexpr std::string_view validate_keys[] = {"connection", "operation", "parameters", "language",
                                              "fields"};
// What a request of ipaas_validate asks for beside the settings that it holds.
constexpr field_info language_row{
    .key = "language", .type = field_type::choice, .allowed = connection_language_choices};
constexpr field_info fields_row{.key = "fields", .type = field_type::flag};

using any_parameters = decltype(operation_request::parameters);

// Whether the request is an object; reports what it must not hold.
bool check_shape(const json_value& request, std::span<const std::string_view> keys,
                 problems& found) {
  if (!request.is(json_kind::object)) {
    refuse_kind(request, "", found);
    return false;
  }
  for (const json_value& item : request.items) {
    if (std::find(keys.begin(), keys.end(), item.name) == keys.end()) {
      refuse_key(item.name, "", keys, found);
    }
  }
  return true;
}

std::optional<operation_kind> kind_of_operation(const json_value& request) {
  const json_value* name = given(request, "operation");
  if (name == nullptr || !name->is(json_kind::string)) return std::nullopt;
  const auto index = find_choice(operations, name->text);
  return index ? std::optional(static_cast<operation_kind>(*index)) : std::nullopt;
}

// Parameters that are left out are an empty object: what is required is then reported by its name.
const json_value& parameters_of(const json_value& request) {
  static const json_value none{json_kind::object};
  const json_value* parameters = given(request, "parameters");
  return parameters != nullptr ? *parameters : none;
}

std::optional<operation_kind> read_operation_name(const json_value& request, problems& found) {
  const json_value* name = given(request, "operation");
  if (name == nullptr) {
    found.fail("/operation", problem::operation_missing);
    return std::nullopt;
  }
  if (const auto kind = kind_of_operation(request)) return kind;
  const phrase shown = name->is(json_kind::string) ? shown_value(*name) : say(name_of(name->kind));
  found.fail("/operation", problem::operation_unknown, shown, problem::operation_allowed);
  return std::nullopt;
}

any_parameters read_parameters(const json_value& request, problems& found) {
  const auto kind = read_operation_name(request, found);
  if (!kind) return {};
  const json_value& object = parameters_of(request);
  if (*kind == operation_kind::consumer) return read_consumer(object, "/parameters", found);
  return read_producer(object, "/parameters", found);
}

std::string read_variable(const json_value& request, problems& found) {
  const json_value* variable = given(request, "variable");
  if (variable == nullptr) return {};
  if (!variable->is(json_kind::object)) {
    found.fail("/variable", problem::variable_kind, name_of(variable->kind), problem::kind_object);
    return {};
  }
  std::string text;
  append_json(text, *variable);
  return text;
}

void check_version(protocol::version version, const any_parameters& parameters, problems& found) {
  if (const auto* producer = std::get_if<producer_settings>(&parameters)) {
    check_version(version, *producer, "/parameters", found);
  }
  if (const auto* consumer = std::get_if<consumer_settings>(&parameters)) {
    check_version(version, *consumer, "/parameters", found);
  }
}

// What the parameters of an operation mean on this connection.
void check_together(const connection_settings& connection, const any_parameters& parameters,
                    problems& found) {
  if (!found.blames("/connection/mqttVersion")) {
    check_version(connection.mqtt_version, parameters, found);
  }
  if (const auto* producer = std::get_if<producer_settings>(&parameters)) {
    advise(connection, *producer, "/parameters", found);
  }
  if (const auto* consumer = std::get_if<consumer_settings>(&parameters)) {
    advise(connection, *consumer, "/parameters", found);
    if (found.blames("/connection/cleanSession")) return;
    warn_about_lost_messages(connection, *consumer, "/parameters/ackMode", found);
  }
}

// Reads an optional member of the request; nothing where there is none, or none that can be read.
template <typename Read>
auto read_member(const json_value& request, const field_info& row, problems& found, Read read)
    -> decltype(read(std::declval<field_value&>())) {
  const json_value* value = given(request, row.key);
  if (value == nullptr) return std::nullopt;
  field_value member(row, *value, request, join_pointer("", row.key), found);
  return read(member);
}

// Returns how the connection wants to be told of errors.
error_style validate_request(const json_value& request, connection_check check, problems& found) {
  const json_value* connection = given(request, "connection");
  connection_settings settings;
  if (connection != nullptr) {
    settings = read_checked_connection(*connection, "/connection", check, found);
  }
  const bool is_read = connection != nullptr && connection->is(json_kind::object);
  if (is_read) advise(settings, "/connection", found);
  if (!given(request, "operation") && !given(request, "parameters")) return settings.errors;
  const any_parameters parameters = read_parameters(request, found);
  if (is_read) check_together(settings, parameters, found);
  return settings.errors;
}

// `version`: the connection's, empty where it is not known. A field of another one is not shown; a
// value that it has all the same is an error, which is shown with it.
void append_states(std::string& out, std::string_view pointer, const object_fields& fields,
                   std::string_view version) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::string_view only = fields.info(i).mqtt_version;
    const bool elsewhere = !only.empty() && !version.empty() && only != version;
    const bool is_given = fields.value(i) != nullptr;
    const field_state state = elsewhere && !is_given ? field_state::hidden : fields.state(i);
    append_json_member(out, join_pointer(pointer, fields.info(i).key), name_of(state));
  }
}

// In the spelling of the table; empty where it is not known.
std::string_view version_in(const json_value* connection) {
  if (connection == nullptr) return {};
  constexpr std::string_view by_default = "3.1.1";
  if (given(*connection, "mqttVersion") == nullptr) return by_default;
  const auto index = sibling_choice(*connection, "mqttVersion", connection_mqttVersion_choices);
  return index ? connection_mqttVersion_choices[*index].value : std::string_view();
}

// {"/connection/brokerUrl":"set", ...}: of the connection, and of the operation where it is known.
std::string states_of_fields(const json_value& request) {
  std::string out = "{";
  const json_value* connection = given(request, "connection");
  const std::string_view version = version_in(connection);
  if (connection != nullptr) {
    append_states(out, "/connection", fields_of_connection(*connection), version);
  }
  if (const auto kind = kind_of_operation(request)) {
    auto infos = kind == operation_kind::consumer ? consumer_field_infos() : producer_field_infos();
    append_states(out, "/parameters", {parameters_of(request), std::move(infos), {}}, version);
  }
  return out + '}';
}

// What the request asks of the report: its language, and more members, which are returned.
std::string read_wishes(const json_value& request, error_style& style, problems& found) {
  const auto words =
      read_member(request, language_row, found, [](field_value& in) { return in.choice_index(); });
  take(words, style.words);
  const auto fields =
      read_member(request, fields_row, found, [](field_value& in) { return in.flag(); });
  return fields.value_or(false) ? ",\"fields\":" + states_of_fields(request) : std::string();
}

std::string list_to_json(const std::vector<error>& list, const error_style& style) {
  std::string out = "[";
  for (const error& each : list) {
    if (out.size() > 1) out += ',';
    out += to_json(each, style);
  }
  return out + ']';
}

}  // namespace

operation_request parse_operation_request(std::string_view document, protocol::version version) {
  problems found;
  operation_request result;
  const auto request = read_document(document, "", found);
  if (request && check_shape(*request, open_keys, found)) {
    native_request native(*request, found);
    result.parameters = read_parameters(native.root(), found);
    check_version(version, result.parameters, found);
    native.point_back(found);
    result.variable = read_variable(*request, found);
  }
  result.errors = std::move(found.errors);
  result.warnings = std::move(found.warnings);
  return result;
}

std::string validation_report(std::string_view request, connection_check check) {
  problems found;
  const auto document = read_secret_document(request, "", found);
  error_style style;
  std::string fields;
  if (document && check_shape(document->root(), validate_keys, found)) {
    native_request native(document->root(), found);
    style = validate_request(native.root(), check, found);
    native.point_back(found);
    fields = read_wishes(native.root(), style, found);
  }
  return fmt::format(R"({{"valid":{},"errors":{},"warnings":{}{}}})", found.errors.empty(),
                     list_to_json(found.errors, style), list_to_json(found.warnings, style),
                     fields);
}

std::string errors_to_json(const std::vector<error>& errors, const error_style& style) {
  std::string out = to_json(errors.front(), style);
  if (errors.size() == 1) return out;
  out.pop_back();
  return out + ",\"Errors\":" + list_to_json(errors, style) + '}';
}

}  // namespace ipaas::mqtt::config
