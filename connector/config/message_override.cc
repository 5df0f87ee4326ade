#include "config/message_override.h"

#include "config/documents.h"
#include "config/object_reader.h"
#include "config/property_readers.h"
#include "config/setting_rows.h"

namespace ipaas::mqtt::config {

namespace {

template <std::optional<std::string> publish_properties::*place>
void read_text(field_value& in, publish_properties& out) {
  out.*place = in.text();
}

constexpr field_info property_rows[] = {
    {.key = "contentType", .type = field_type::text},
    {.key = "responseTopic", .type = field_type::text},
    {.key = "correlationData", .type = field_type::text},
    {.key = "messageExpiry", .type = field_type::seconds, .maximum = longest_message_expiry},
    {.key = "payloadFormatIndicator", .type = field_type::count, .maximum = 1},
    {.key = "userProperties", .type = field_type::map},
};
constexpr reader<publish_properties> property_readers[] = {
    {"contentType", read_text<&publish_properties::content_type>},
    {"responseTopic", read_text<&publish_properties::response_topic>},
    {"correlationData", read_text<&publish_properties::correlation_data>},
    {"messageExpiry",
     [](field_value& in, publish_properties& out) { out.message_expiry = read_scalar(in); }},
    {"payloadFormatIndicator", read_payload_format},
    {"userProperties", read_user_properties},
};
constexpr auto property_table = join(property_rows, property_readers);

void read_properties(field_value& in, message_override& out) {
  read_object<publish_properties>(in.value(), in.pointer(), property_table, in.found(),
                                  out.properties.emplace());
}

constexpr field_info override_rows[] = {
    {.key = "topic", .type = field_type::text},
    {.key = "qos", .type = field_type::choice, .allowed = producer_qos_choices},
    {.key = "retain", .type = field_type::flag},
    {.key = "properties", .type = field_type::map},
};
constexpr reader<message_override> override_readers[] = {
    {"topic", [](field_value& in, message_override& out) { out.topic = in.text(); }},
    {"qos",
     [](field_value& in, message_override& out) { take(in.choice_index(), out.qos.emplace()); }},
    {"retain", [](field_value& in, message_override& out) { out.retain = in.flag(); }},
    {"properties", read_properties},
};
constexpr auto override_table = join(override_rows, override_readers);

}  // namespace

std::optional<error> read_override(std::string_view attribute, message_override& out) {
  problems found{.code = error_code::publish_rejected};
  const auto document = read_document(attribute, "/attribute", found);
  if (document) {
    const json_value* given_override = given(*document, "mqtt");
    if (given_override == nullptr) return std::nullopt;
    read_object<message_override>(*given_override, override_pointer, override_table, found, out);
  }
  return found.errors.empty() ? std::nullopt : std::optional(std::move(found.errors.front()));
}

}  // namespace ipaas::mqtt::config
