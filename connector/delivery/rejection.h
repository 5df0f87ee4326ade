// Why a broker did not take a message: the reason code of PUBACK, PUBREC and PUBCOMP in MQTT 5, by
// table. Sans-I/O.
#pragma once

#include <cstdint>

#include "message/error.h"
#include "protocol/acknowledgement.h"

namespace ipaas::mqtt::delivery {

// The code of the error table for each reason code of 0x80 and above.
error_code code_of_rejection(std::uint8_t reason);

error rejection(const protocol::acknowledgement& packet);

}  // namespace ipaas::mqtt::delivery
