#include "config/connection_readers.h"

#include "config/broker_url.h"
#include "config/object_reader.h"
#include "config/quantity.h"
#include "config/setting_rows.h"
#include "protocol/topic.h"

namespace ipaas::mqtt::config {

namespace {

constexpr std::size_t longest_binary = 65'535;  // MQTT 5 section 1.5.6

// In the order of mqttVersion's choices.
constexpr protocol::version versions[] = {protocol::version::v3_1, protocol::version::v3_1_1,
                                          protocol::version::v5};

// Forms send an empty text for a field that nobody filled in.
void take_unless_empty(std::optional<std::string> text, std::optional<std::string>& place) {
  if (text && !text->empty()) place = std::move(text);
}

}  // namespace

void read_broker_url(field_value& in, connection_settings& out) {
  const auto text = in.text();
  if (!text) return;
  broker_list list = parse_broker_list(*text, out.transport);
  for (phrase& mistake : list.mistakes) in.fail(std::move(mistake));
  out.brokers = std::move(list.brokers);
}

void read_protocol(field_value& in, connection_settings& out) {
  take(in.choice_index(), out.transport);
}

void read_client_id(field_value& in, connection_settings& out) {
  take(in.mqtt_text(), out.client_id);
}

void read_username(field_value& in, connection_settings& out) {
  take_unless_empty(in.mqtt_text(), out.username);
}

// Binary data (MQTT 5 section 3.1.3.6), so that any text will do.
void read_password(field_value& in, connection_settings& out) {
  const auto text = in.secret();
  if (text && text->view().size() > longest_binary) return in.fail(problem::password_long);
  if (text && !text->empty()) out.password = text;
}

void read_version(field_value& in, connection_settings& out) {
  if (const auto index = in.choice_index()) out.mqtt_version = versions[*index];
}

void read_will_enabled(field_value& in, connection_settings& out) {
  if (in.flag().value_or(false)) out.will.emplace();
}

void read_will_topic(field_value& in, connection_settings& out) {
  const auto topic = in.text();
  if (!topic) return;
  if (const auto wrong = protocol::check_topic_name(*topic)) {
    return in.fail(problem::will_topic_invalid, quote(*topic), wrong.text());
  }
  out.will->topic = *topic;
}

// MQTT 5 section 3.1.3.4: binary data of at most 65 535 bytes.
void read_will_payload(field_value& in, connection_settings& out) {
  const auto text = in.text();
  if (!text) return;
  if (text->size() > longest_binary) {
    return in.fail(problem::will_payload_long, text->size());
  }
  out.will->payload = *text;
}

// Whoever has given both should know which of them holds.
void read_strategy(field_value& in, connection_settings& out) {
  const auto index = in.choice_index();
  if (!index) return;
  out.strategy = static_cast<reconnect_strategy>(*index);
  constexpr struct {
    std::string_view flag;
    std::string_view interval;
  } replaced[] = {{"autoReconnect", "maxReconnectInterval"},
                  {"connectRetry", "connectRetryInterval"}};
  const auto warn = [&](const sentence<2>& what, std::string_view setting) {
    in.found().warn(in.pointer(), what, setting,
                    connection_reconnectStrategy_choices[*index].value);
  };
  for (const auto& each : replaced) {
    const json_value* flag = given(in.object(), each.flag);
    if (flag == nullptr) continue;
    if (to_lower(flag->text) != "true") {
      warn(problem::warn_strategy_retries, each.flag);
    } else if (given(in.object(), each.interval) != nullptr) {
      warn(problem::warn_strategy_replaces, each.interval);
    }
  }
}

// The session library counts keep-alive in whole seconds and refuses one below five.
void read_keep_alive(field_value& in, connection_settings& out) {
  const auto time = in.seconds();
  if (!time) return;
  if (time->count() > 0 && time->count() < 5) {
    return in.fail(problem::keep_alive_fine, format_duration(*time), problem::keep_alive_allowed);
  }
  out.keep_alive = *time;
}

}  // namespace ipaas::mqtt::config
