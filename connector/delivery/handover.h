// The words between the delivery engine and the operations: what is handed over, settled, submitted
// and answered.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "message/chunk.h"
#include "message/error.h"
#include "protocol/publish.h"

namespace ipaas::mqtt::delivery {

using time_point = std::chrono::steady_clock::time_point;
using std::chrono::milliseconds;

// An operation of a connection, numbered by the connection; never used twice.
using operation_id = std::uint32_t;
// Whose messages are those that an earlier process, or an operation that has ended, has left.
inline constexpr operation_id taken_up_operation = 0;

// A message for an operation. The views stay valid until the message is settled, or the operation
// is stopped: the window holds the bytes.
struct handover {
  operation_id operation = 0;
  std::uint32_t deliveries = 0;  // 1 the first time
  // Names the message in its settlement. The same for each hand-over, but a new one after a message
  // was taken back: what settles the old hand-over late must not settle the new one.
  std::uint64_t token = 0;
  // The running number of this hand-over among those of its operation, from 1. An operation counts
  // what its host has taken; only a message whose ticket was taken can be settled.
  std::uint64_t ticket = 0;
  protocol::publish message;
};

enum class verdict : std::uint8_t { accept, retry, reject };

struct settlement {
  std::uint64_t token = 0;
  delivery::verdict verdict = verdict::accept;
  // Why the flow failed, as JSON in UTF-8 and less than 64 KiB; for the dead letter. Null: not
  // said.
  std::shared_ptr<const std::string> error{};
};

// A message to publish, already encoded as a packet that lies in `block`.
struct submission {
  operation_id operation = 0;
  std::uint64_t token = 0;
  chunk_ref block;
  std::byte* packet = nullptr;
  std::size_t size = 0;
  protocol::qos qos = protocol::qos::at_most_once;
  bool retain = false;
  // Of a message that is kept on disk: its number among them, from 1; 0: it is not kept. Its packet
  // identifier follows from it, so that another process uses the same.
  std::uint64_t sequence = 0;
  // How far an earlier process has come with it, and how long ago it was submitted.
  enum class before : std::uint8_t { nothing, sent, released };
  before was = before::nothing;
  milliseconds age{0};
  bool dead_letter = false;  // delivery's own: its outcome is for delivery
};

// A message that was sent on this connection and has no answer.
struct unanswered {
  operation_id operation = 0;
  std::uint64_t token = 0;
  std::string topic{};
  std::size_t size = 0;  // of the packet
  protocol::qos qos = protocol::qos::at_least_once;

  friend bool operator==(const unanswered&, const unanswered&) = default;
};

// What is told to many at once.
inline std::shared_ptr<const error> make_error(error_code code, phrase detail) {
  return std::make_shared<const error>(describe(code, std::move(detail)));
}

// What became of a submission: nothing means success.
struct outcome {
  operation_id operation = 0;
  std::uint64_t token = 0;
  std::size_t size = 0;  // of the packet, for the outbox's account
  std::shared_ptr<const error> failure;
  // With MQTT:STOPPED: the message is kept on disk and is still going to be sent.
  bool kept = false;
};

}  // namespace ipaas::mqtt::delivery
