// From JSON documents to settings: every mistake at once, each with the JSON pointer of its field.
//
// Rules: an unknown key is an error that names the nearest known one; a field that does not apply
// (will fields while willEnabled is off, intervals whose switch is off) is ignored, whatever it
// holds, because forms keep hidden values; a value of the wrong type or out of range says what was
// found and what is allowed. null stands for "not given". No description ever repeats a secret.
// At most 100 mistakes are listed. Nothing throws but std::bad_alloc. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/problems.h"
#include "config/settings.h"
#include "message/error.h"

namespace ipaas::mqtt::config {

// The settings that could be read, and what was wrong. Use `settings` only when errors is empty.
template <typename Settings>
struct parsed {
  Settings settings{};
  std::vector<error> errors;
  std::vector<error> warnings;
};

// What is to be checked beside the document itself: the files that the settings name. It adds to
// the problems, with fields below `pointer`, and is asked only where nothing is wrong with a field
// that names one.
using connection_check = void (*)(const connection_settings& settings, std::string_view pointer,
                                  problems& found);

// `document` is the connection's JSON object. Fields are relative to `pointer_prefix`, for example
// "" (ipaas_connection_open) or "/connection" (ipaas_validate).
parsed<connection_settings> parse_connection(std::string_view document,
                                             std::string_view pointer_prefix = "",
                                             connection_check check = nullptr);
// `document` is the operation's parameters object.
parsed<consumer_settings> parse_consumer(std::string_view document,
                                         std::string_view pointer_prefix = "");
parsed<producer_settings> parse_producer(std::string_view document,
                                         std::string_view pointer_prefix = "");

// The request of ipaas_operation_open, with its parameters parsed; `version` is the connection's.
struct operation_request {
  std::variant<std::monostate, consumer_settings, producer_settings> parameters;
  std::string variable;  // JSON text of the variable object, or empty
  std::vector<error> errors;
  std::vector<error> warnings;
};
operation_request parse_operation_request(std::string_view document, protocol::version version);

// The whole of ipaas_validate: the report for a request.
std::string validation_report(std::string_view request, connection_check check = nullptr);

// Several mistakes as one error object: the first one's members and, when there are more, "Errors".
std::string errors_to_json(const std::vector<error>& errors, const error_style& style = {});

// The manifest's JSON: name, version, operations, and every field with type, default and meaning.
std::string manifest_json(std::string_view plugin_version);

// "1m30s", "500ms", "30" (seconds): nothing when it is no duration.
std::optional<milliseconds> parse_duration(std::string_view text);

}  // namespace ipaas::mqtt::config
