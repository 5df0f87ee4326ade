#include "session/connack_findings.h"

#include <string>

#include "message/json_text.h"

namespace ipaas::mqtt::session {

namespace {

using trace = transport::connect_trace;

void tell(trace& to, std::string_view name, bool value) {
  to.on_found(name, value ? "true" : "false");
}

void tell(trace& to, std::string_view name, std::uint64_t value) {
  to.on_found(name, std::to_string(value));
}

void tell(trace& to, std::string_view name, std::string_view text) {
  if (text.empty()) return;
  std::string json;
  append_json_string(json, text);
  to.on_found(name, json);
}

template <typename Number>
void tell(trace& to, std::string_view name, const std::optional<Number>& value) {
  if (value) tell(to, name, std::uint64_t{*value});
}

void tell_words(trace& to, const protocol::connack& answer) {
  tell(to, "reasonString", answer.reason_string);
  tell(to, "serverReference", answer.server_reference);
}

void tell_limits(trace& to, const protocol::connack& answer) {
  tell(to, "receiveMaximum", std::uint64_t{answer.receive_maximum});
  if (answer.maximum_packet_size != 0) {
    tell(to, "maximumPacketSize", std::uint64_t{answer.maximum_packet_size});
  }
  tell(to, "maximumQos", static_cast<std::uint64_t>(answer.maximum_qos));
  tell(to, "retainAvailable", answer.retain_available);
  tell(to, "topicAliasMaximum", std::uint64_t{answer.topic_alias_maximum});
  tell(to, "wildcardSubscriptionAvailable", answer.wildcard_subscription_available);
  tell(to, "subscriptionIdentifierAvailable", answer.subscription_identifier_available);
  tell(to, "sharedSubscriptionAvailable", answer.shared_subscription_available);
  tell(to, "serverKeepAlive", answer.server_keep_alive);
  tell(to, "sessionExpiryInterval", answer.session_expiry_interval);
  tell(to, "assignedClientIdentifier", answer.assigned_client_identifier);
}

}  // namespace

void tell_connack(trace& to, const config::connection_settings& settings,
                  const protocol::connack& answer) {
  tell(to, "reasonCode", std::uint64_t{answer.reason});
  tell_words(to, answer);
  if (answer.reason != 0) return;
  tell(to, "sessionPresent", answer.session_present);
  const std::chrono::seconds in_force = answer.server_keep_alive
                                            ? std::chrono::seconds(*answer.server_keep_alive)
                                            : settings.keep_alive;
  tell(to, "keepAlive", static_cast<std::uint64_t>(in_force.count()));
  if (settings.mqtt_version == protocol::version::v5) tell_limits(to, answer);
}

}  // namespace ipaas::mqtt::session
