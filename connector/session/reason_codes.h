// From the broker's codes to ours, by table: CONNACK's return and reason codes, those of DISCONNECT
// and SUBACK (MQTT 3.1.1 section 3.2.2.3; MQTT 5 section 2.4).
#pragma once

#include <cstdint>
#include <string_view>

#include "message/error.h"
#include "protocol/types.h"

namespace ipaas::mqtt::session {

// What a server of MQTT 5 says beside its reason code; each may be empty.
struct server_words {
  std::string_view reason_string{};
  std::string_view server_reference{};  // where to go instead (section 4.13)
};

// Why CONNACK refused. `reason` is not 0.
error connack_error(protocol::version version, std::uint8_t reason, const server_words& words);

// Why a server ended the connection (MQTT 5).
error disconnect_error(std::uint8_t reason, const server_words& words);

// Why SUBACK refused `filter`. `code` is 0x80 or above.
error suback_error(std::string_view filter, std::uint8_t code);

// The code of the error table that MQTT 5's reason code stands for.
error_code code_of_reason(std::uint8_t reason);

// The name of CONNACK's return code in MQTT 3.1 and 3.1.1; "unknown" for others.
std::string_view name_of_return_code(std::uint8_t code);

// MQTT 5's own name of a reason code, such as "Not authorized"; "unknown reason" for others.
std::string_view name_of_reason(std::uint8_t reason);

}  // namespace ipaas::mqtt::session
