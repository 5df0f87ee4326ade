#include "config/parse.h"

#include <algorithm>
#include <type_traits>

#include "config/dialects/native_form.h"
#include "config/documents.h"
#include "config/fields.h"

namespace ipaas::mqtt::config {

namespace {

// What certificates and keys are found by.
constexpr std::string_view tls_fields[] = {"protocol", "clientCertificate", "clientKey",
                                           "clientKeyPassword", "serverCertificate"};

// Reads parameters in whatever words they came.
template <typename Settings, Settings (*read)(const json_value&, std::string_view, problems&)>
Settings read_parameters(const json_value& object, std::string_view pointer, problems& found) {
  constexpr bool consumes = std::is_same_v<Settings, consumer_settings>;
  native_form form(object, consumes ? document_part::consumer : document_part::producer, pointer,
                   found);
  Settings settings = read(form.object(), pointer, found);
  form.point_back(found);
  return settings;
}

template <typename Settings, typename Read>
parsed<Settings> parse_with(Read read, std::string_view document, std::string_view pointer) {
  problems found;
  parsed<Settings> result;
  if (const auto object = read_secret_document(document, pointer, found)) {
    result.settings = read(object->root(), pointer, found);
  }
  result.errors = std::move(found.errors);
  result.warnings = std::move(found.warnings);
  return result;
}

}  // namespace

void check_files(const connection_settings& settings, std::string_view pointer,
                 connection_check check, problems& found) {
  const bool are_named = std::ranges::none_of(
      tls_fields, [&](std::string_view key) { return found.blames(join_pointer(pointer, key)); });
  if (check != nullptr && are_named) check(settings, pointer, found);
}

connection_settings read_checked_connection(const json_value& object, std::string_view pointer,
                                            connection_check check, problems& found) {
  native_form form(object, document_part::connection, pointer, found);
  connection_settings settings = read_connection(form.object(), pointer, found);
  check_files(settings, pointer, check, found);
  form.point_back(found);
  return settings;
}

parsed<connection_settings> parse_connection(std::string_view document,
                                             std::string_view pointer_prefix,
                                             connection_check check) {
  const auto read = [check](const json_value& object, std::string_view pointer, problems& found) {
    return read_checked_connection(object, pointer, check, found);
  };
  return parse_with<connection_settings>(read, document, pointer_prefix);
}

parsed<consumer_settings> parse_consumer(std::string_view document,
                                         std::string_view pointer_prefix) {
  return parse_with<consumer_settings>(read_parameters<consumer_settings, read_consumer>, document,
                                       pointer_prefix);
}

parsed<producer_settings> parse_producer(std::string_view document,
                                         std::string_view pointer_prefix) {
  return parse_with<producer_settings>(read_parameters<producer_settings, read_producer>, document,
                                       pointer_prefix);
}

}  // namespace ipaas::mqtt::config
