// The packet identifiers that the receiving half knows. Not in inbound.h, which many include: the
// containers are costly to compile.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <optional>

#include "protocol/acknowledgement.h"

namespace ipaas::mqtt::delivery {

struct known_answer {
  protocol::acknowledgement answer;
  bool in_order = false;  // asked for again, and waiting for its turn
  // Of the message that it is for, unless the peer cannot have reused the identifier.
  std::optional<std::uint64_t> fingerprint{};
};

struct known_identifiers {
  // Of QoS 1 and 2 messages in the window, on this connection or one before; with their slots.
  boost::unordered_flat_map<std::uint16_t, std::uint32_t> held;
  // Of messages that are settled but not over: the answer to give when they come again.
  boost::unordered_flat_map<std::uint16_t, known_answer> answered;
  // Of messages that wait outside the window.
  boost::unordered_flat_set<std::uint16_t> parked;
};

}  // namespace ipaas::mqtt::delivery
