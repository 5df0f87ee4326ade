// A message that no flow could work on, as it is published to the dead-letter topic. Sans-I/O.
//
// The payload is the message's own, byte for byte, and so are the properties that describe it. In
// MQTT 5 user properties say where it comes from: originalTopic, originalMessageID, deliveries, and
// error where the flow gave one. MQTT 3.x has no place for them, but in an envelope:
//
//   {"payload": "...", "encoding": "text", "topic": "a/b", "messageID": 4, "deliveries": 3,
//    "error": {...}}
//
// with encoding "base64" where the payload is not UTF-8.
#pragma once

#include <string>
#include <string_view>

#include "delivery/handover.h"

namespace ipaas::mqtt::delivery {

struct dead_letter_rules {
  std::string topic;  // empty: there are no dead letters
  bool envelope = false;
};

struct dead_letter {
  const dead_letter_rules& rules;
  const protocol::publish& message;
  std::uint32_t deliveries = 0;
  std::string_view error;  // see settlement::error
};

// The letter, encoded: at the message's QoS, but at least 1. `operation` and `token` are left to
// the caller.
submission encode_dead_letter(protocol::version version, const dead_letter& letter);

}  // namespace ipaas::mqtt::delivery
