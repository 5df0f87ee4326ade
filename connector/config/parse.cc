#include "config/parse.h"

#include "config/documents.h"
#include "config/fields.h"

namespace ipaas::mqtt::config {

namespace {

template <typename Settings>
parsed<Settings> parse_with(Settings (*read)(const json_value&, std::string_view, problems&),
                            std::string_view document, std::string_view pointer) {
  problems found;
  parsed<Settings> result;
  if (const auto object = read_document(document, pointer, found)) {
    result.settings = read(*object, pointer, found);
  }
  result.errors = std::move(found.errors);
  result.warnings = std::move(found.warnings);
  return result;
}

}  // namespace

parsed<connection_settings> parse_connection(std::string_view document,
                                             std::string_view pointer_prefix) {
  return parse_with(read_connection, document, pointer_prefix);
}

parsed<consumer_settings> parse_consumer(std::string_view document,
                                         std::string_view pointer_prefix) {
  return parse_with(read_consumer, document, pointer_prefix);
}

parsed<producer_settings> parse_producer(std::string_view document,
                                         std::string_view pointer_prefix) {
  return parse_with(read_producer, document, pointer_prefix);
}

}  // namespace ipaas::mqtt::config
