#include "protocol/flaw.h"

#include <array>

#include "message/problem_text.h"

namespace ipaas::mqtt::protocol {
namespace {

constexpr std::array packet_names{"CONNECT",  "CONNACK", "PUBLISH",   "PUBACK",     "PUBREC",
                                  "PUBREL",   "PUBCOMP", "SUBSCRIBE", "SUBACK",     "UNSUBSCRIBE",
                                  "UNSUBACK", "PINGREQ", "PINGRESP",  "DISCONNECT", "AUTH"};

// Without flaw::none, in the order of the others.
constexpr std::array<const sentence<1>*, flaw_count - 1> flaw_texts{
    &problem::packet_flags,
    &problem::packet_cut_short,
    &problem::packet_too_long,
    &problem::packet_identifier_0,
    &problem::packet_reason_code,
    &problem::packet_no_codes,
    &problem::packet_from_server,
    &problem::packet_before_5,
    &problem::packet_property_length,
    &problem::packet_property_unknown,
    &problem::packet_property_misplaced,
    &problem::packet_property_repeated,
    &problem::packet_property_cut_short,
    &problem::packet_property_range,
    &problem::packet_property_not_utf8,
    &problem::packet_property_nul,
};

phrase name_of(packet_type type) {
  const auto number = static_cast<std::size_t>(type);
  if (number == 0) return say(problem::packet_type_0);
  return phrase_value(packet_names[number - 1]).text();
}

}  // namespace

phrase malformed::text() const {
  if (what_ == nullptr) return {};
  const phrase packet = name_of(packet_);
  return fill(*what_, values_of(packet));
}

malformed describe(packet_type type, flaw found) {
  if (found == flaw::none) return {};
  return {*flaw_texts[static_cast<std::size_t>(found) - 1], type};
}

}  // namespace ipaas::mqtt::protocol
