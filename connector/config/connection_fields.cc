// The advanced tab of the connection's form, and the form as a whole.
#include "config/connection_checks.h"
#include "config/connection_readers.h"
#include "config/fields.h"
#include "config/general_fields.h"
#include "config/object_reader.h"

namespace ipaas::mqtt::config {

namespace {

using value = field_value;
using settings = connection_settings;

constexpr std::string_view advanced = "advanced";
constexpr std::int64_t second = 1000;
constexpr std::int64_t day = 24 * 3600 * second;
constexpr std::int64_t gibibyte = 1 << 30;

constexpr condition with_will{"willEnabled", {"true"}};

// How the rows below read a value that needs no more than its type and its range.
template <auto member>
void read_flag(value& in, settings& out) {
  take(in.flag(), out.*member);
}
template <auto member>
void read_duration(value& in, settings& out) {
  take(in.duration(), out.*member);
}
template <auto member>
void read_number(value& in, settings& out) {
  take(in.number(), out.*member);
}

constexpr field<settings> advanced_table[] = {
    {{.key = "willEnabled",
      .type = field_type::flag,
      .tab = advanced,
      .default_text = "false",
      .help = "Whether the broker publishes a message for this client when its connection breaks."},
     read_will_enabled},
    {{.key = "willTopic",
      .type = field_type::text,
      .tab = advanced,
      .required = true,
      .applies = with_will,
      .help = "The topic of that message."},
     read_will_topic},
    {{.key = "willPayload",
      .type = field_type::text,
      .tab = advanced,
      .default_text = R"("")",
      .applies = with_will,
      .help = "The content of that message, at most 65535 bytes."},
     read_will_payload},
    {{.key = "willQos",
      .type = field_type::choice,
      .tab = advanced,
      .default_text = R"("AT_MOST_ONCE")",
      .applies = with_will,
      .allowed = qos_choices,
      .help = "The quality of service of that message."},
     [](value& in, settings& out) { take(in.choice_index(), out.will->qos); }},
    {{.key = "willRetain",
      .type = field_type::flag,
      .tab = advanced,
      .default_text = "false",
      .applies = with_will,
      .help = "Whether the broker keeps that message for later subscribers."},
     [](value& in, settings& out) { take(in.flag(), out.will->retain); }},
    {{.key = "cleanSession",
      .type = field_type::flag,
      .tab = advanced,
      .default_text = "true",
      .help = "Whether the broker forgets subscriptions and undelivered messages between "
              "connections."},
     read_flag<&settings::clean_session>},
    {{.key = "sessionExpiry",
      .type = field_type::seconds,
      .tab = advanced,
      .default_text = R"("0s")",
      .applies = {"mqttVersion", {"5"}},
      .maximum = 4'294'967'295 * second,
      .help = "How long an MQTT 5 broker keeps the session after the connection has ended; "
              "4294967295 is for ever."},
     [](value& in, settings& out) { take(in.seconds(), out.session_expiry); }},
    {{.key = "order",
      .type = field_type::flag,
      .tab = advanced,
      .default_text = "false",
      .help = "Whether a message is handed over only after the one before it is settled."},
     read_flag<&settings::order>},
    {{.key = "keepAlive",
      .type = field_type::seconds,
      .tab = advanced,
      .default_text = R"("30s")",
      .maximum = 65'535 * second,
      .help = "How long the connection may be idle before a ping is sent: 5s to 65535s, or 0 for "
              "never."},
     read_keep_alive},
    {{.key = "pingTimeout",
      .type = field_type::duration,
      .tab = advanced,
      .default_text = R"("10s")",
      .minimum = 1,
      .maximum = day,
      .help = "How long to wait for the answer to a ping before the connection counts as lost."},
     read_duration<&settings::ping_timeout>},
    {{.key = "connectTimeout",
      .type = field_type::duration,
      .tab = advanced,
      .default_text = R"("30s")",
      .minimum = 1,
      .maximum = day,
      .help =
          "How long a whole attempt to connect may take, from the name to the broker's answer."},
     read_duration<&settings::connect_timeout>},
    {{.key = "autoReconnect",
      .type = field_type::flag,
      .tab = advanced,
      .default_text = "false",
      .help = "Whether to connect again after a connection was lost, at first after 1s, then ever "
              "later."},
     read_flag<&settings::auto_reconnect>},
    {{.key = "maxReconnectInterval",
      .type = field_type::duration,
      .tab = advanced,
      .default_text = R"("10m")",
      .applies = {"autoReconnect", {"true"}},
      .minimum = 100,
      .maximum = day,
      .help = "The longest wait between two attempts to reconnect."},
     read_duration<&settings::max_reconnect_interval>},
    {{.key = "connectRetry",
      .type = field_type::flag,
      .tab = advanced,
      .default_text = "false",
      .help = "Whether to try again when the very first connection fails."},
     read_flag<&settings::connect_retry>},
    {{.key = "connectRetryInterval",
      .type = field_type::duration,
      .tab = advanced,
      .default_text = R"("30s")",
      .applies = {"connectRetry", {"true"}},
      .minimum = 100,
      .maximum = day,
      .help = "The wait between two attempts at the first connection."},
     read_duration<&settings::connect_retry_interval>},
    // Before every row whose reading may warn.
    {{.key = "errorCodes",
      .type = field_type::choice,
      .tab = advanced,
      .default_text = R"("detailed")",
      .allowed = code_choices,
      .help = "What stands in an error's Code: the exact code, or always CORE:RUNTIME for flows "
              "that compare with that text."},
     [](value& in, settings& out) { take(in.choice_index(), out.errors.codes); }},
    {{.key = "language",
      .type = field_type::choice,
      .tab = advanced,
      .default_text = R"("en")",
      .allowed = language_choices,
      .help = "The language of events and errors: English or Chinese."},
     [](value& in, settings& out) { take(in.choice_index(), out.errors.words); }},
    {{.key = "reconnectStrategy",
      .type = field_type::choice,
      .tab = advanced,
      .allowed = strategy_choices,
      .help = "A schedule for the first connect and for reconnecting, in place of autoReconnect, "
              "connectRetry and their intervals: CALM every 10m for 12h, hourly for a day, then "
              "gives up; NORMAL every 5m for 1h, hourly for a day, then daily; AGGRESSIVE every 3m "
              "for 3h, every 30m for a week, then hourly."},
     read_strategy},
    {{.key = "writeTimeout",
      .type = field_type::duration,
      .tab = advanced,
      .default_text = R"("0s")",
      .maximum = day,
      .help = "How long a message may take until it is written (QoS 0) or acknowledged (QoS 1 and "
              "2) before it fails; 0 is for ever."},
     read_duration<&settings::write_timeout>},
    {{.key = "maxInFlight",
      .type = field_type::count,
      .tab = advanced,
      .default_text = "1000",
      .minimum = 1,
      .maximum = 65'535,
      .help = "How many messages may be under way at once in each direction."},
     read_number<&settings::max_in_flight>},
    {{.key = "maxInFlightBytes",
      .type = field_type::size,
      .tab = advanced,
      .default_text = R"("64MiB")",
      .minimum = 1024,
      .maximum = 64 * gibibyte,
      .help = "How many bytes of consumed messages may be unsettled at once."},
     read_number<&settings::max_in_flight_bytes>},
    {{.key = "maxPacketSize",
      .type = field_type::size,
      .tab = advanced,
      .default_text = R"("16MiB")",
      .minimum = 128,
      .maximum = 268'435'460,  // MQTT 5 section 1.5.5: a remaining length of 4 bytes, and header
      .help = "The largest MQTT packet to accept or to send, at most MQTT's own limit of 268435460 "
              "bytes."},
     read_number<&settings::max_packet_size>},
    {{.key = "outboxMaxMessages",
      .type = field_type::count,
      .tab = advanced,
      .default_text = "100000",
      .minimum = 1,
      .maximum = 100'000'000,
      .help = "How many messages may wait while the broker is away."},
     read_number<&settings::outbox_max_messages>},
    {{.key = "outboxMaxBytes",
      .type = field_type::size,
      .tab = advanced,
      .default_text = R"("256MiB")",
      .minimum = 1024,
      .maximum = 64 * gibibyte,
      .help = "How many bytes of messages may wait while the broker is away."},
     read_number<&settings::outbox_max_bytes>},
    {{.key = "outboxMaxAge",
      .type = field_type::duration,
      .tab = advanced,
      .default_text = R"("0s")",
      .maximum = 3650 * day,
      .help = "How long a message may wait to be sent before it fails; 0 is for ever."},
     read_duration<&settings::outbox_max_age>},
    {{.key = "stateDirectory",
      .type = field_type::text,
      .tab = advanced,
      .help = "A directory where messages of QoS 1 and 2 are kept until the broker has them, so "
              "that they survive the end of the process; without it, nothing is kept on disk."},
     [](value& in, settings& out) { take(in.text(), out.state_directory); }},
};

implied_value implied_protocol(transport_kind transport) {
  return {"protocol", protocol_choices[static_cast<std::size_t>(transport)].value};
}

}  // namespace

object_fields fields_of_connection(const json_value& object) {
  return {object, connection_field_infos(), implied_protocol(transport_of(object))};
}

connection_settings read_connection(const json_value& object, std::string_view pointer,
                                    problems& found) {
  const auto general = general_fields();
  std::vector<field<settings>> table(general.begin(), general.end());
  table.insert(table.end(), std::begin(advanced_table), std::end(advanced_table));
  connection_settings out;
  out.transport = transport_of(object);
  read_object<settings>(object, pointer, table, found, out, implied_protocol(out.transport));
  if (object.is(json_kind::object)) check_connection(out, pointer, found);
  return out;
}

std::vector<const field_info*> connection_field_infos() {
  auto infos = infos_of<settings>(general_fields());
  for (const auto& each : advanced_table) infos.push_back(&each.info);
  return infos;
}

}  // namespace ipaas::mqtt::config
