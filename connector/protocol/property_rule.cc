#include "protocol/property_rule.h"

#include <array>

namespace ipaas::mqtt::protocol {
namespace {

constexpr std::size_t identifier_count = 0x2B;

template <typename... types>
constexpr std::uint16_t in(types... carriers) {
  return static_cast<std::uint16_t>((packet_bit(carriers) | ...));
}

constexpr property_rule any_value(property_kind kind, std::uint16_t packets) {
  return {.kind = kind, .packets = packets};
}
constexpr property_rule not_zero(property_kind kind, std::uint16_t packets) {
  return {.kind = kind, .packets = packets, .zero_allowed = false};
}
constexpr property_rule zero_or_one(std::uint16_t packets) {
  return {.kind = property_kind::one_byte, .packets = packets, .only_zero_or_one = true};
}

using rules = std::array<property_rule, identifier_count>;

constexpr property_rule& at(rules& table, property_id id) {
  return table[static_cast<std::size_t>(id)];
}

// The properties of a will stand inside CONNECT's payload, which no rule here is about.
constexpr void add_message_rules(rules& table) {
  using enum packet_type;
  at(table, property_id::payload_format_indicator) = zero_or_one(in(publish));
  at(table, property_id::message_expiry_interval) =
      any_value(property_kind::four_bytes, in(publish));
  at(table, property_id::content_type) = any_value(property_kind::text, in(publish));
  at(table, property_id::response_topic) = any_value(property_kind::text, in(publish));
  at(table, property_id::correlation_data) = any_value(property_kind::binary, in(publish));
  at(table, property_id::topic_alias) = not_zero(property_kind::two_bytes, in(publish));
  // A message that matched several subscriptions carries the identifier of each (MQTT-3.3.4-4).
  at(table, property_id::subscription_identifier) = {.kind = property_kind::variable,
                                                     .packets = in(publish, subscribe),
                                                     .repeatable_in = in(publish),
                                                     .zero_allowed = false};
}

constexpr void add_session_rules(rules& table) {
  using enum packet_type;
  at(table, property_id::session_expiry_interval) =
      any_value(property_kind::four_bytes, in(connect, connack, disconnect));
  at(table, property_id::assigned_client_identifier) = any_value(property_kind::text, in(connack));
  at(table, property_id::server_keep_alive) = any_value(property_kind::two_bytes, in(connack));
  at(table, property_id::authentication_method) =
      any_value(property_kind::text, in(connect, connack, auth));
  at(table, property_id::authentication_data) =
      any_value(property_kind::binary, in(connect, connack, auth));
  at(table, property_id::request_problem_information) = zero_or_one(in(connect));
  at(table, property_id::request_response_information) = zero_or_one(in(connect));
  at(table, property_id::response_information) = any_value(property_kind::text, in(connack));
  at(table, property_id::server_reference) =
      any_value(property_kind::text, in(connack, disconnect));
}

constexpr void add_limit_rules(rules& table) {
  using enum packet_type;
  at(table, property_id::receive_maximum) =
      not_zero(property_kind::two_bytes, in(connect, connack));
  at(table, property_id::topic_alias_maximum) =
      any_value(property_kind::two_bytes, in(connect, connack));
  at(table, property_id::maximum_packet_size) =
      not_zero(property_kind::four_bytes, in(connect, connack));
  at(table, property_id::maximum_qos) = zero_or_one(in(connack));
  at(table, property_id::retain_available) = zero_or_one(in(connack));
  at(table, property_id::wildcard_subscription_available) = zero_or_one(in(connack));
  at(table, property_id::subscription_identifier_available) = zero_or_one(in(connack));
  at(table, property_id::shared_subscription_available) = zero_or_one(in(connack));
}

constexpr void add_common_rules(rules& table) {
  using enum packet_type;
  constexpr std::uint16_t answers =
      in(connack, puback, pubrec, pubrel, pubcomp, suback, unsuback, disconnect, auth);
  constexpr std::uint16_t with_properties = answers | in(connect, publish, subscribe, unsubscribe);
  at(table, property_id::reason_string) = any_value(property_kind::text, answers);
  at(table, property_id::user_property) = {
      .kind = property_kind::pair, .packets = with_properties, .repeatable_in = with_properties};
}

consteval rules make_rules() {
  rules table{};
  add_message_rules(table);
  add_session_rules(table);
  add_limit_rules(table);
  add_common_rules(table);
  return table;
}

// will_delay_interval belongs to the will alone and stays unknown here.
constexpr rules table = make_rules();
constexpr property_rule unknown{};

}  // namespace

const property_rule& rule_of(std::uint8_t identifier) {
  return identifier < identifier_count ? table[identifier] : unknown;
}

}  // namespace ipaas::mqtt::protocol
