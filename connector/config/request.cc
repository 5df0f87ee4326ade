// The two requests that hold settings as a part: ipaas_operation_open's and ipaas_validate's.
#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "config/connection_checks.h"
#include "config/dialects/native_request.h"
#include "config/documents.h"
#include "config/fields.h"
#include "config/object_reader.h"
#include "config/parse.h"
#include "config/version_checks.h"

namespace ipaas::mqtt::config {

namespace {

// In the order of operation_kind.
constexpr choice operations[] = {{"consumer"}, {"producer"}};
enum class operation_kind : std::uint8_t { consumer, producer };

constexpr std::string_view open_keys[] = {"operation", "parameters", "variable"};
constexpr std::string_view validate_keys[] = {"connection", "operation", "parameters"};

using any_parameters = decltype(operation_request::parameters);

// Whether the request is an object; reports what it must not hold.
bool check_shape(const json_value& request, std::span<const std::string_view> keys,
                 problems& found) {
  if (!request.is(json_kind::object)) {
    found.fail("", fmt::format("Found {} where an object is expected", name_of(request.kind)));
    return false;
  }
  for (const json_value& item : request.items) {
    if (std::find(keys.begin(), keys.end(), item.name) == keys.end()) {
      refuse_key(item.name, "", keys, found);
    }
  }
  return true;
}

std::optional<operation_kind> read_operation_name(const json_value& request, problems& found) {
  const json_value* name = given(request, "operation");
  if (name == nullptr) {
    found.fail("/operation", "operation is missing; it is consumer or producer");
    return std::nullopt;
  }
  if (name->is(json_kind::string)) {
    if (const auto index = find_choice(operations, name->text)) {
      return static_cast<operation_kind>(*index);
    }
  }
  const std::string shown =
      name->is(json_kind::string) ? quote(name->text) : std::string(name_of(name->kind));
  found.fail("/operation", fmt::format("operation is {}; it must be consumer or producer", shown));
  return std::nullopt;
}

// Parameters that are left out are an empty object: what is required is then reported by its name.
any_parameters read_parameters(const json_value& request, problems& found) {
  const auto kind = read_operation_name(request, found);
  if (!kind) return {};
  const json_value none{json_kind::object};
  const json_value* parameters = given(request, "parameters");
  const json_value& object = parameters != nullptr ? *parameters : none;
  if (*kind == operation_kind::consumer) return read_consumer(object, "/parameters", found);
  return read_producer(object, "/parameters", found);
}

std::string read_variable(const json_value& request, problems& found) {
  const json_value* variable = given(request, "variable");
  if (variable == nullptr) return {};
  if (!variable->is(json_kind::object)) {
    found.fail("/variable",
               fmt::format("variable is {}, but must be an object", name_of(variable->kind)));
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

// Returns how the connection wants to be told of errors.
error_style validate_request(const json_value& request, connection_check check, problems& found) {
  const json_value* connection = given(request, "connection");
  connection_settings settings;
  if (connection != nullptr) {
    settings = read_checked_connection(*connection, "/connection", check, found);
  }
  const bool connection_is_good = connection != nullptr && found.errors.empty();
  if (!given(request, "operation") && !given(request, "parameters")) return settings.errors;
  const any_parameters parameters = read_parameters(request, found);
  if (connection_is_good) check_version(settings.mqtt_version, parameters, found);
  const auto* consumer = std::get_if<consumer_settings>(&parameters);
  if (connection != nullptr && consumer != nullptr) {
    warn_about_lost_messages(settings, *consumer, "/parameters/ackMode", found);
  }
  return settings.errors;
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
  if (document && check_shape(document->root(), validate_keys, found)) {
    native_request native(document->root(), found);
    style = validate_request(native.root(), check, found);
    native.point_back(found);
  }
  return fmt::format(R"({{"valid":{},"errors":{},"warnings":{}}})", found.errors.empty(),
                     list_to_json(found.errors, style), list_to_json(found.warnings, style));
}

std::string errors_to_json(const std::vector<error>& errors, const error_style& style) {
  std::string out = to_json(errors.front(), style);
  if (errors.size() == 1) return out;
  out.pop_back();
  return out + ",\"Errors\":" + list_to_json(errors, style) + '}';
}

}  // namespace ipaas::mqtt::config
