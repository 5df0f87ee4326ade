#include "config/advice.h"

#include <algorithm>
#include <initializer_list>

#include "config/field.h"
#include "config/quantity.h"
#include "config/setting_rows.h"

namespace ipaas::mqtt::config {

namespace {

using std::chrono::seconds;
using keys = std::initializer_list<std::string_view>;

constexpr milliseconds first_reconnect = seconds(1);
constexpr milliseconds usual_ping_timeout = seconds(10);

// Warns at the first of the keys that a sentence is about, unless one of them is wrong.
class adviser {
 public:
  adviser(std::string_view pointer, problems& found) : pointer_(pointer), found_(found) {}

  template <std::size_t places, typename... Values>
  void say_at(keys concerned, const sentence<places>& what, const Values&... values) {
    const auto is_wrong = [&](std::string_view key) {
      return found_.blames(join_pointer(pointer_, key));
    };
    if (std::ranges::any_of(concerned, is_wrong)) return;
    found_.warn(join_pointer(pointer_, *concerned.begin()), what, values...);
  }

 private:
  std::string_view pointer_;
  problems& found_;
};

bool is_loopback(const broker_address& broker) {
  const std::string host = to_lower(broker.host);
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

// The first broker that is reached over a network; null: there is none.
const broker_address* first_remote(const connection_settings& connection) {
  const auto found = std::ranges::find_if_not(connection.brokers, is_loopback);
  return found == connection.brokers.end() ? nullptr : &*found;
}

bool is_credential(const http_header& header) {
  const std::string name = to_lower(header.name);
  return name == "authorization" || name == "cookie";
}

void check_secrecy(const connection_settings& settings, adviser& to) {
  const broker_address* remote = first_remote(settings);
  if (remote == nullptr || uses_tls(settings.transport)) return;
  if (settings.password) {
    to.say_at({"password", "protocol", "brokerUrl"}, problem::warn_plain_password, remote->host);
  }
  const auto header = std::ranges::find_if(settings.web_socket_headers, is_credential);
  if (header != settings.web_socket_headers.end()) {
    to.say_at({"webSocketHeaders", "protocol", "brokerUrl"}, problem::warn_plain_header,
              header->name, remote->host);
  }
}

void check_address(const broker_address& broker, transport_kind transport, adviser& to) {
  const keys concerned{"brokerUrl", "protocol"};
  if (transport == transport_kind::tcp && broker.port == 8883) {
    to.say_at(concerned, problem::warn_port_of_tls, broker.host);
  }
  if (transport == transport_kind::tls && broker.port == 1883) {
    to.say_at(concerned, problem::warn_port_of_tcp, broker.host);
  }
  if (!uses_websocket(transport) && broker.path.size() > 1) {
    to.say_at(concerned, problem::warn_path_unused,
              quote(broker.path.substr(0, broker.path.find('?'))),
              connection_protocol_choices[static_cast<std::size_t>(transport)].value);
  }
}

void check_times(const connection_settings& settings, adviser& to) {
  const milliseconds keep_alive = settings.keep_alive;
  const milliseconds ping = settings.ping_timeout;
  if (keep_alive.count() == 0) {
    to.say_at({"keepAlive"}, problem::warn_keep_alive_off);
  } else if (ping > keep_alive && ping > usual_ping_timeout) {
    to.say_at({"pingTimeout", "keepAlive"}, problem::warn_ping_late, format_duration(ping),
              format_duration(keep_alive), format_duration(keep_alive + ping));
  }
  if (settings.connect_timeout < seconds(1) && first_remote(settings) != nullptr) {
    to.say_at({"connectTimeout", "brokerUrl"}, problem::warn_connect_timeout_short,
              format_duration(settings.connect_timeout));
  }
}

void check_reconnecting(const connection_settings& settings, adviser& to) {
  if (settings.clean_session || settings.strategy) return;
  if (!settings.auto_reconnect) {
    return to.say_at({"autoReconnect", "cleanSession", "reconnectStrategy"},
                     problem::warn_kept_without_reconnect);
  }
  const milliseconds expiry = settings.session_expiry;
  const bool expires = settings.mqtt_version == protocol::version::v5 && expiry.count() > 0;
  if (expires && expiry < settings.max_reconnect_interval) {
    to.say_at({"sessionExpiry", "maxReconnectInterval", "cleanSession"},
              problem::warn_session_expires_first, format_duration(expiry),
              format_duration(settings.max_reconnect_interval));
  }
}

void check_write_timeout(const connection_settings& settings, adviser& to) {
  const milliseconds timeout = settings.write_timeout;
  if (timeout.count() == 0) return;
  if (settings.outbox_max_age >= timeout) {
    to.say_at({"outboxMaxAge", "writeTimeout"}, problem::warn_outbox_age_unused,
              format_duration(settings.outbox_max_age), format_duration(timeout));
  }
  if (settings.auto_reconnect && timeout < first_reconnect) {
    to.say_at({"writeTimeout", "autoReconnect"}, problem::warn_write_timeout_short,
              format_duration(timeout));
  }
}

// Other names that begin with $ are a service's own, and made to be published to.
void check_topic(std::string_view topic, std::string_view key, adviser& to) {
  for (const std::string_view prefix : {"$SYS/", "$share/"}) {
    if (topic.starts_with(prefix)) to.say_at({key}, problem::warn_topic_of_broker, prefix);
  }
}

void check_immediate(const consumer_settings& consumer, adviser& to) {
  if (consumer.ack_mode != ack_mode::immediate) return;
  const auto unused = [&](std::string_view key) {
    to.say_at({key, "ackMode"}, problem::warn_immediate_unused, key);
  };
  if (consumer.max_deliveries != 0) unused("maxDeliveries");
  if (consumer.settle_timeout.count() != 0) unused("settleTimeout");
  if (!consumer.dead_letter_topic.empty()) unused("deadLetterTopic");
}

}  // namespace

void advise(const connection_settings& connection, std::string_view pointer, problems& found) {
  adviser to(pointer, found);
  check_secrecy(connection, to);
  for (const broker_address& each : connection.brokers) {
    check_address(each, connection.transport, to);
  }
  check_times(connection, to);
  check_reconnecting(connection, to);
  check_write_timeout(connection, to);
  if (connection.will) check_topic(connection.will->topic, "willTopic", to);
}

void advise(const connection_settings& connection, const consumer_settings& consumer,
            std::string_view pointer, problems& found) {
  adviser to(pointer, found);
  check_immediate(consumer, to);
  check_topic(consumer.dead_letter_topic, "deadLetterTopic", to);
  const bool only_qos_0 = std::ranges::all_of(consumer.subscriptions, [](const subscription& each) {
    return each.qos == protocol::qos::at_most_once;
  });
  if (only_qos_0 && !connection.clean_session) {
    to.say_at({"qos", "topics"}, problem::warn_kept_qos_0);
  }
  if (connection.order && consumer.ack_order == ack_order::as_settled) {
    to.say_at({"ackOrder"}, problem::warn_settled_order);
  }
}

void advise(const connection_settings& connection, const producer_settings& producer,
            std::string_view pointer, problems& found) {
  adviser to(pointer, found);
  check_topic(producer.topic, "topic", to);
  const bool waits_on_disk = !connection.state_directory.empty();
  if (waits_on_disk && producer.qos == protocol::qos::at_most_once) {
    to.say_at({"qos"}, problem::warn_state_qos_0);
  }
}

}  // namespace ipaas::mqtt::config
