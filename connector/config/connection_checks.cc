#include "config/connection_checks.h"

#include <algorithm>
#include <array>

#include "config/json_value.h"
#include "message/event_text.h"

namespace ipaas::mqtt::config {

namespace {

using protocol::version;

// MQTT 3.1 section 3.1 names 1 to 23 characters; brokers take longer ones, hence only a warning.
constexpr std::size_t longest_id_of_3_1 = 23;

void check_client_id(const connection_settings& settings, std::string_view pointer,
                     problems& found) {
  const std::string field = join_pointer(pointer, "clientId");
  if (settings.client_id.empty() && !settings.clean_session) {
    found.fail(field, "clientId is empty, which is possible only with cleanSession");
  }
  if (settings.mqtt_version == version::v3_1 && settings.client_id.size() > longest_id_of_3_1) {
    found.warn(field, text_of(event_name::long_client_id, settings.errors.words,
                              std::array{told("bytes", settings.client_id.size())}));
  }
}

void check_state(const connection_settings& settings, std::string_view pointer, problems& found) {
  if (settings.state_directory.empty()) return;
  const std::string field = join_pointer(pointer, "stateDirectory");
  if (settings.client_id.empty()) {
    found.fail(field, "stateDirectory needs a clientId: what is kept is found again by it");
  }
  if (settings.clean_session) {
    found.warn(field,
               "stateDirectory keeps messages, but cleanSession is on: the broker forgets which of "
               "them it has, so that some may be published twice. Turn cleanSession off.");
  }
}

// The device's name is a part of what the key signs.
void check_shared_access_key(const connection_settings& settings, std::string_view pointer,
                             problems& found) {
  if (settings.sas.key.empty()) return;
  if (settings.password) {
    found.fail(join_pointer(pointer, "password"),
               "password and sharedAccessKey are both given; the password is made from the key, so "
               "leave one of them out");
  }
  if (settings.client_id.empty()) {
    found.fail(join_pointer(pointer, "clientId"),
               "clientId is empty, but with sharedAccessKey it must be the name of the device");
  }
  if (!uses_tls(settings.transport)) {
    found.warn(join_pointer(pointer, "sharedAccessKey"),
               "The password made from sharedAccessKey is sent without TLS, readable for everybody "
               "between; choose protocol TLS or WSS.");
  }
}

// MQTT 3.1.1, MQTT-3.1.2-22. MQTT 5 allows it.
void check_password(const connection_settings& settings, std::string_view pointer,
                    problems& found) {
  if (!settings.password || settings.username || settings.mqtt_version == version::v5) return;
  found.fail(join_pointer(pointer, "password"),
             "password is given without username, which only MQTT 5 allows");
}

void check_session(const connection_settings& settings, std::string_view pointer, problems& found) {
  if (settings.clean_session || settings.mqtt_version != version::v5) return;
  if (settings.session_expiry.count() > 0) return;
  found.warn(join_pointer(pointer, "sessionExpiry"),
             text_of(event_name::session_ends, settings.errors.words));
}

}  // namespace

void check_connection(const connection_settings& settings, std::string_view pointer,
                      problems& found) {
  check_client_id(settings, pointer, found);
  check_password(settings, pointer, found);
  check_shared_access_key(settings, pointer, found);
  check_session(settings, pointer, found);
  check_state(settings, pointer, found);
}

void warn_about_lost_messages(const connection_settings& connection,
                              const consumer_settings& consumer, std::string_view pointer,
                              problems& found) {
  const bool acknowledged =
      std::any_of(consumer.subscriptions.begin(), consumer.subscriptions.end(),
                  [](const subscription& each) { return each.qos != protocol::qos::at_most_once; });
  if (!acknowledged || !connection.clean_session) return;
  if (consumer.ack_mode != ack_mode::after_flow_success) return;
  found.warn(pointer, text_of(event_name::loses_messages, connection.errors.words));
}

}  // namespace ipaas::mqtt::config
