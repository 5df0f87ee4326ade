#include "config/probe_request.h"

#include "config/dialects/native_request.h"
#include "config/documents.h"
#include "config/fields.h"
#include "config/object_reader.h"
#include "config/setting_rows.h"
#include "protocol/topic.h"

namespace ipaas::mqtt::config {

namespace {

template <bool probe_request::*member>
void read_probe_flag(field_value& in, probe_request& out) {
  take(in.flag(), out.*member);
}

void read_connection_part(field_value& in, probe_request& out) {
  out.connection = read_connection(in.value(), in.pointer(), in.found());
}

constexpr field_info probe_rows[] = {
    {.key = "connection", .type = field_type::map, .required = true},
    {.key = "topic", .type = field_type::text},
    {.key = "subscribe", .type = field_type::flag},
    {.key = "publish", .type = field_type::flag},
    {.key = "qos", .type = field_type::choice, .allowed = producer_qos_choices},
};
constexpr reader<probe_request> probe_readers[] = {
    {"connection", read_connection_part},
    {"topic", [](field_value& in, probe_request& out) { take(in.mqtt_text(), out.topic); }},
    {"subscribe", read_probe_flag<&probe_request::subscribe>},
    {"publish", read_probe_flag<&probe_request::publish>},
    {"qos", [](field_value& in, probe_request& out) { take(in.choice_index(), out.qos); }},
};
constexpr auto probe_table = join(probe_rows, probe_readers);

void check_topic(const probe_request& request, problems& found) {
  if (!request.subscribe && !request.publish) {
    if (!request.topic.empty()) {
      found.warn("/topic", problem::warn_probe_topic_unused);
    }
    return;
  }
  if (request.topic.empty()) {
    return found.fail("/topic", problem::probe_topic_missing);
  }
  const protocol::malformed flaw = request.publish ? protocol::check_topic_name(request.topic)
                                                   : protocol::check_topic_filter(request.topic);
  if (flaw) {
    return found.fail("/topic", problem::probe_topic_invalid, quote(request.topic), flaw.text());
  }
  if (request.topic.starts_with("$share/")) {
    found.fail("/topic", problem::probe_topic_shared);
  }
}

}  // namespace

parsed<probe_request> parse_probe_request(std::string_view document, connection_check check) {
  problems found;
  parsed<probe_request> result;
  if (const auto object = read_secret_document(document, "", found)) {
    native_request native(object->root(), found);
    read_object<probe_request>(native.root(), "", probe_table, found, result.settings);
    check_topic(result.settings, found);
    check_files(result.settings.connection, "/connection", check, found);
    native.point_back(found);
  }
  result.errors = std::move(found.errors);
  result.warnings = std::move(found.warnings);
  return result;
}

}  // namespace ipaas::mqtt::config
