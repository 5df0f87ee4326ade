#include "config/message_override.h"

#include "config/documents.h"
#include "config/object_reader.h"
#include "config/property_readers.h"

namespace ipaas::mqtt::config {

namespace {

using value = field_value;

template <std::optional<std::string> publish_properties::*place>
void read_text(value& in, publish_properties& out) {
  out.*place = in.text();
}

constexpr field<publish_properties> property_table[] = {
    {{.key = "contentType", .type = field_type::text},
     read_text<&publish_properties::content_type>},
    {{.key = "responseTopic", .type = field_type::text},
     read_text<&publish_properties::response_topic>},
    {{.key = "correlationData", .type = field_type::text},
     read_text<&publish_properties::correlation_data>},
    {{
         .key = "messageExpiry",
         .type = field_type::seconds,
         .maximum = longest_message_expiry,
     },
     [](value& in, publish_properties& out) { out.message_expiry = read_scalar(in); }},
    {{
         .key = "payloadFormatIndicator",
         .type = field_type::count,
         .maximum = 1,
     },
     read_payload_format},
    {{.key = "userProperties", .type = field_type::map}, read_user_properties},
};

void read_properties(value& in, message_override& out) {
  read_object<publish_properties>(in.value(), in.pointer(), property_table, in.found(),
                                  out.properties.emplace());
}

constexpr field<message_override> table[] = {
    {{.key = "topic", .type = field_type::text},
     [](value& in, message_override& out) { out.topic = in.text(); }},
    {{.key = "qos", .type = field_type::choice, .allowed = qos_choices},
     [](value& in, message_override& out) { take(in.choice_index(), out.qos.emplace()); }},
    {{.key = "retain", .type = field_type::flag},
     [](value& in, message_override& out) { out.retain = in.flag(); }},
    {{.key = "properties", .type = field_type::map}, read_properties},
};

}  // namespace

std::optional<error> read_override(std::string_view attribute, message_override& out) {
  problems found{.code = error_code::publish_rejected};
  const auto document = read_document(attribute, "/attribute", found);
  if (document) {
    const json_value* given_override = given(*document, "mqtt");
    if (given_override == nullptr) return std::nullopt;
    read_object<message_override>(*given_override, override_pointer, table, found, out);
  }
  return found.errors.empty() ? std::nullopt : std::optional(std::move(found.errors.front()));
}

}  // namespace ipaas::mqtt::config
