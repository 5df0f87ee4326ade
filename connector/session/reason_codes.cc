#include "session/reason_codes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "message/problem_text.h"

namespace ipaas::mqtt::session {

namespace {

struct reason_row {
  std::uint8_t reason;
  error_code code;
  const sentence<0>* name;
};

// MQTT 5 table 2-6, the codes from 0x80 on, and those below that a DISCONNECT may carry; 0x00 is
// also what one without a reason means (section 3.14.2.1).
constexpr auto reasons = std::to_array<reason_row>({
    {0x00, error_code::connection_lost, &problem::reason_00},
    {0x04, error_code::connection_lost, &problem::reason_04},
    {0x80, error_code::connection_lost, &problem::reason_80},
    {0x81, error_code::protocol_error, &problem::reason_81},
    {0x82, error_code::protocol_error, &problem::reason_82},
    {0x83, error_code::server_unavailable, &problem::reason_83},
    {0x84, error_code::protocol_version, &problem::reason_84},
    {0x85, error_code::client_id_rejected, &problem::reason_85},
    {0x86, error_code::bad_credentials, &problem::reason_86},
    {0x87, error_code::not_authorized, &problem::reason_87},
    {0x88, error_code::server_unavailable, &problem::reason_88},
    {0x89, error_code::server_unavailable, &problem::reason_89},
    {0x8A, error_code::not_authorized, &problem::reason_8a},
    {0x8B, error_code::server_unavailable, &problem::reason_8b},
    {0x8C, error_code::bad_credentials, &problem::reason_8c},
    {0x8D, error_code::ping_timeout, &problem::reason_8d},
    {0x8E, error_code::client_id_taken, &problem::reason_8e},
    {0x8F, error_code::subscribe_rejected, &problem::reason_8f},
    {0x90, error_code::topic_invalid, &problem::reason_90},
    {0x91, error_code::protocol_error, &problem::reason_91},
    {0x92, error_code::protocol_error, &problem::reason_92},
    {0x93, error_code::protocol_error, &problem::reason_93},
    {0x94, error_code::protocol_error, &problem::reason_94},
    {0x95, error_code::packet_too_large, &problem::reason_95},
    {0x96, error_code::server_unavailable, &problem::reason_96},
    {0x97, error_code::server_unavailable, &problem::reason_97},
    {0x98, error_code::connection_lost, &problem::reason_98},
    {0x99, error_code::publish_rejected, &problem::reason_99},
    {0x9A, error_code::publish_rejected, &problem::reason_9a},
    {0x9B, error_code::publish_rejected, &problem::reason_9b},
    {0x9C, error_code::server_unavailable, &problem::reason_9c},
    {0x9D, error_code::server_unavailable, &problem::reason_9d},
    {0x9E, error_code::subscribe_rejected, &problem::reason_9e},
    {0x9F, error_code::server_unavailable, &problem::reason_9f},
    {0xA0, error_code::connection_lost, &problem::reason_a0},
    {0xA1, error_code::subscribe_rejected, &problem::reason_a1},
    {0xA2, error_code::subscribe_rejected, &problem::reason_a2},
});

// MQTT 3.1.1 table 3.1.
constexpr auto return_codes = std::to_array<reason_row>({
    {1, error_code::protocol_version, &problem::return_1},
    {2, error_code::client_id_rejected, &problem::return_2},
    {3, error_code::server_unavailable, &problem::return_3},
    {4, error_code::bad_credentials, &problem::return_4},
    {5, error_code::not_authorized, &problem::return_5},
});

template <typename Table>
const reason_row* find(const Table& table, std::uint8_t reason) {
  const auto found = std::ranges::find(table, reason, &reason_row::reason);
  return found == table.end() ? nullptr : &*found;
}

const sentence<0>& name_in(const reason_row* row, const sentence<0>& otherwise) {
  return row == nullptr ? otherwise : *row->name;
}

const sentence<0>& reason_name(std::uint8_t reason) {
  return name_in(find(reasons, reason), problem::reason_unknown);
}

const sentence<0>& return_code_name(std::uint8_t code) {
  return name_in(find(return_codes, code), problem::return_unknown);
}

// "0x87", as the standard writes them.
std::string digits_of(std::uint8_t reason) { return fmt::format("0x{:02X}", reason); }

error with_reason(error_code code, phrase detail, std::uint8_t reason, const server_words& words) {
  if (!words.reason_string.empty()) {
    detail = say(problem::and_says, detail, words.reason_string);
  }
  if (!words.server_reference.empty()) {
    detail = say(problem::and_refers, detail, words.server_reference);
  }
  error result = describe(code, std::move(detail));
  result.reason_code = reason;
  return result;
}

}  // namespace

error_code code_of_reason(std::uint8_t reason) {
  const reason_row* row = find(reasons, reason);
  return row == nullptr ? error_code::connection_lost : row->code;
}

std::string_view name_of_reason(std::uint8_t reason) { return reason_name(reason).text.en; }

std::string_view name_of_return_code(std::uint8_t code) { return return_code_name(code).text.en; }

error connack_error(protocol::version version, std::uint8_t reason, const server_words& words) {
  if (version == protocol::version::v5) {
    return with_reason(code_of_reason(reason),
                       say(problem::connect_refused_5, digits_of(reason), reason_name(reason)),
                       reason, words);
  }
  const reason_row* row = find(return_codes, reason);
  return with_reason(row == nullptr ? error_code::protocol_error : row->code,
                     say(problem::connect_refused_3, reason, return_code_name(reason)), reason,
                     words);
}

error disconnect_error(std::uint8_t reason, const server_words& words) {
  return with_reason(code_of_reason(reason),
                     say(problem::disconnected_by_broker, digits_of(reason), reason_name(reason)),
                     reason, words);
}

error suback_error(std::string_view filter, std::uint8_t code) {
  return with_reason(error_code::subscribe_rejected,
                     say(problem::filter_refused, filter, digits_of(code), reason_name(code)), code,
                     {});
}

}  // namespace ipaas::mqtt::session
