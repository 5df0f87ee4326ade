// What went wrong, as a value: a code from the one table (schema/errors.json), a description for a
// person, and the places it concerns. The code decides whether trying again can help.
//
// A description never holds a password, a key or a payload.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "message/phrase.h"

namespace ipaas::mqtt {

// One enumerator for each entry of schema/errors.json, in its order; a test compares the two.
enum class error_code : std::uint8_t {
  core_config,
  core_runtime,
  core_state,
  core_resource,
  dns,
  connect_refused,
  connect_timeout,
  proxy,
  tls_certificate,
  tls_hostname,
  tls_handshake,
  websocket,
  protocol_version,
  client_id_rejected,
  bad_credentials,
  not_authorized,
  server_unavailable,
  client_id_taken,
  connection_lost,
  ping_timeout,
  write_timeout,
  not_connected,
  protocol_error,
  packet_too_large,
  subscribe_rejected,
  topic_invalid,
  publish_rejected,
  outbox_full,
  outbox_expired,
  stopped,
};
inline constexpr std::size_t error_code_count = 30;

// A row of the table. The views live as long as the library.
struct error_entry {
  std::string_view code;       // "MQTT:DNS"
  bool retryable;              // the same thing may succeed later without a change by a person
  std::string_view cause_en;   // what happened and its likely cause, one sentence
  std::string_view remedy_en;  // what to do, one sentence
  std::string_view cause_zh;
  std::string_view remedy_zh;
};
const error_entry& entry_of(error_code code);
std::string_view name_of(error_code code);
bool is_retryable(error_code code);

// What machines may want to know of a mistake in a document, beside its place; empty: does not
// apply.
struct error_facts {
  phrase found{};  // never a secret, nor a text that somebody wrote freely
  phrase allowed{};
  std::string nearest{};  // the known name that is most like an unknown one
};

struct error {
  error_code code = error_code::core_runtime;
  std::string description;                    // use describe() to make one with cause and remedy
  std::optional<std::uint8_t> reason_code{};  // the reason code of MQTT 5, or CONNACK's of 3.1.1
  std::string field{};                        // JSON pointer into the caller's document
  std::string endpoint{};                     // host:port
  std::string stage{};                        // of a connect: name, tcp, connack, subscribe ...
  // What describe() was given; nothing where the description is all there is.
  std::optional<std::string> detail{};
  // In Chinese the detail, or the description where it is all there is; empty: it is English too.
  std::string chinese{};
  std::shared_ptr<const error_facts> facts{};  // null: none
};

// How one host wants to be told of errors.
enum class code_style : std::uint8_t {
  detailed,
  core,  // every code is CORE:RUNTIME, for flows that compare with that text
};
struct error_style {
  code_style codes = code_style::detailed;
  language words = language::en;
};

// The error whose description is "<detail>. <cause> <remedy>": the detail is what this case knows
// (names, numbers, the peer's own words), the rest is the table's.
error describe(error_code code, std::string_view detail);  // the same detail in each language
error describe(error_code code, phrase detail);

// What describe() was given, or the description where it is all there is: to be told within another
// error.
phrase detail_of(const error& failure);

std::string description_in(language words, const error& failure);
std::string_view code_of(const error& failure, code_style style);

// {"Code": ..., "Description": ..., "Retryable": ...} and the members that apply.
std::string to_json(const error& failure, const error_style& style = {});

}  // namespace ipaas::mqtt
