#include "delivery/rejection.h"

#include <fmt/format.h>

#include "message/problem_text.h"

namespace ipaas::mqtt::delivery {

error_code code_of_rejection(std::uint8_t reason) {
  switch (reason) {
    case 0x87:  // Not authorized
      return error_code::not_authorized;
    case 0x90:  // Topic name invalid
      return error_code::topic_invalid;
    case 0x91:  // Packet identifier in use: the broker's exchanges and ours are not the same
    case 0x92:
      return error_code::protocol_error;
    case 0x95:
      return error_code::packet_too_large;
    default:
      return error_code::publish_rejected;
  }
}

error rejection(const protocol::acknowledgement& packet) {
  error failure = describe(code_of_rejection(packet.reason),
                           say(problem::message_refused, fmt::format("0x{:02X}", packet.reason),
                               bracketed(packet.reason_string)));
  failure.reason_code = packet.reason;
  return failure;
}

}  // namespace ipaas::mqtt::delivery
