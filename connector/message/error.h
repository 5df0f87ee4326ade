// What went wrong, as a value: a code from the one table (schema/errors.json), a description for a
// person, and the places it concerns.
//
// A description never holds a password, a key or a payload.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "message/error_code.h"
#include "message/error_style.h"
#include "message/phrase.h"

namespace ipaas::mqtt {

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
