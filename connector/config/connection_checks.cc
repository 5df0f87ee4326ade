#include "config/connection_checks.h"

#include <algorithm>

#include "config/json_value.h"

namespace ipaas::mqtt::config {

namespace {

using protocol::version;

// MQTT 3.1 section 3.1 names 1 to 23 characters; brokers take longer ones, hence only a warning.
constexpr std::size_t longest_id_of_3_1 = 23;

void check_client_id(const connection_settings& settings, std::string_view pointer,
                     problems& found) {
  const std::string field = join_pointer(pointer, "clientId");
  if (found.blames(field)) return;
  if (settings.client_id.empty() && !settings.clean_session) {
    found.fail(field, problem::client_id_empty);
  }
  if (settings.mqtt_version == version::v3_1 && settings.client_id.size() > longest_id_of_3_1) {
    found.warn(field, problem::warn_long_client_id, settings.client_id.size());
  }
}

void check_state(const connection_settings& settings, std::string_view pointer, problems& found) {
  if (settings.state_directory.empty()) return;
  const std::string field = join_pointer(pointer, "stateDirectory");
  const std::string client_id = join_pointer(pointer, "clientId");
  if (settings.client_id.empty() && !found.blames(client_id)) {
    found.fail(field, problem::state_needs_client_id);
  }
  if (settings.clean_session) {
    found.warn(field, problem::warn_state_clean);
  }
}

// The device's name is a part of what the key signs.
void check_shared_access_key(const connection_settings& settings, std::string_view pointer,
                             problems& found) {
  if (settings.sas.key.empty()) return;
  if (settings.password) {
    found.fail(join_pointer(pointer, "password"), problem::password_and_key);
  }
  const std::string client_id = join_pointer(pointer, "clientId");
  if (settings.client_id.empty() && !found.blames(client_id)) {
    found.fail(client_id, problem::client_id_for_key);
  }
  if (!uses_tls(settings.transport)) {
    found.warn(join_pointer(pointer, "sharedAccessKey"), problem::warn_key_without_tls);
  }
}

// MQTT 3.1.1, MQTT-3.1.2-22. MQTT 5 allows it.
void check_password(const connection_settings& settings, std::string_view pointer,
                    problems& found) {
  if (!settings.password || settings.username || settings.mqtt_version == version::v5) return;
  if (found.blames(join_pointer(pointer, "username"))) return;
  if (found.blames(join_pointer(pointer, "mqttVersion"))) return;
  found.fail(join_pointer(pointer, "password"), problem::password_alone);
}

void check_session(const connection_settings& settings, std::string_view pointer, problems& found) {
  if (settings.clean_session || settings.mqtt_version != version::v5) return;
  if (settings.session_expiry.count() > 0) return;
  found.warn(join_pointer(pointer, "sessionExpiry"), problem::warn_session_ends);
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
  found.warn(pointer, problem::warn_loses_messages);
}

}  // namespace ipaas::mqtt::config
