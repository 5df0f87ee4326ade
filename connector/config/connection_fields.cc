// The advanced tab of the connection's form, and the form as a whole.
#include "config/connection_checks.h"
#include "config/connection_readers.h"
#include "config/fields.h"
#include "config/general_fields.h"
#include "config/object_reader.h"
#include "config/setting_rows.h"

namespace ipaas::mqtt::config {

namespace {

// How the rows below read a value that needs no more than its type and its range.
template <auto member>
void read_flag(field_value& in, connection_settings& out) {
  take(in.flag(), out.*member);
}
template <auto member>
void read_duration(field_value& in, connection_settings& out) {
  take(in.duration(), out.*member);
}
template <auto member>
void read_number(field_value& in, connection_settings& out) {
  take(in.number(), out.*member);
}

constexpr reader<connection_settings> connection_readers[] = {
    {"errorCodes",
     [](field_value& in, connection_settings& out) { take(in.choice_index(), out.errors.codes); }},
    {"language",
     [](field_value& in, connection_settings& out) { take(in.choice_index(), out.errors.words); }},
    {"willEnabled", read_will_enabled},
    {"willTopic", read_will_topic},
    {"willPayload", read_will_payload},
    {"willQos",
     [](field_value& in, connection_settings& out) { take(in.choice_index(), out.will->qos); }},
    {"willRetain",
     [](field_value& in, connection_settings& out) { take(in.flag(), out.will->retain); }},
    {"cleanSession", read_flag<&connection_settings::clean_session>},
    {"sessionExpiry",
     [](field_value& in, connection_settings& out) { take(in.seconds(), out.session_expiry); }},
    {"order", read_flag<&connection_settings::order>},
    {"keepAlive", read_keep_alive},
    {"pingTimeout", read_duration<&connection_settings::ping_timeout>},
    {"connectTimeout", read_duration<&connection_settings::connect_timeout>},
    {"autoReconnect", read_flag<&connection_settings::auto_reconnect>},
    {"maxReconnectInterval", read_duration<&connection_settings::max_reconnect_interval>},
    {"connectRetry", read_flag<&connection_settings::connect_retry>},
    {"connectRetryInterval", read_duration<&connection_settings::connect_retry_interval>},
    {"reconnectStrategy", read_strategy},
    {"writeTimeout", read_duration<&connection_settings::write_timeout>},
    {"maxInFlight", read_number<&connection_settings::max_in_flight>},
    {"maxInFlightBytes", read_number<&connection_settings::max_in_flight_bytes>},
    {"maxPacketSize", read_number<&connection_settings::max_packet_size>},
    {"outboxMaxMessages", read_number<&connection_settings::outbox_max_messages>},
    {"outboxMaxBytes", read_number<&connection_settings::outbox_max_bytes>},
    {"outboxMaxAge", read_duration<&connection_settings::outbox_max_age>},
    {"stateDirectory",
     [](field_value& in, connection_settings& out) { take(in.text(), out.state_directory); }},
};
constexpr auto advanced_table = join(connection_advanced_rows, connection_readers);

implied_value implied_protocol(transport_kind transport) {
  return {"protocol", connection_protocol_choices[static_cast<std::size_t>(transport)].value};
}

}  // namespace

object_fields fields_of_connection(const json_value& object) {
  return {object, connection_field_infos(), implied_protocol(transport_of(object))};
}

connection_settings read_connection(const json_value& object, std::string_view pointer,
                                    problems& found) {
  const auto general = general_fields();
  std::vector<field<connection_settings>> table(general.begin(), general.end());
  table.insert(table.end(), advanced_table.begin(), advanced_table.end());
  connection_settings out;
  out.transport = transport_of(object);
  read_object<connection_settings>(object, pointer, table, found, out,
                                   implied_protocol(out.transport));
  if (object.is(json_kind::object)) check_connection(out, pointer, found);
  return out;
}

std::vector<const field_info*> connection_field_infos() {
  auto infos = infos_of(connection_general_rows);
  for (const field_info& each : connection_advanced_rows) infos.push_back(&each);
  return infos;
}

}  // namespace ipaas::mqtt::config
