// What delivery notes of itself so that a later process can go on where this one ended. The notes
// are kept in batches: each returns at once, and delivery waits with what must not overtake its
// note until engine::on_durable() says that it stands.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "delivery/handover.h"

namespace ipaas::mqtt::delivery {

// How far the notes stand: a process that ends now finds these again.
struct durable_point {
  std::uint64_t message = 0;  // every kept message up to this sequence number
  std::uint64_t note = 0;     // every note up to this number
};

// What an earlier process has left.
struct heritage {
  std::vector<submission> messages;     // in their order; operation and token are 0
  std::size_t bytes = 0;                // of their packets
  std::vector<std::uint16_t> received;  // identifiers of QoS 2 messages that were received
  std::vector<std::string> filters;     // that the broker holds for the session
};

class journal {
 public:
  virtual ~journal() = default;

  // Outbound, by the sequence number of a kept message. The number of a note is what has to stand
  // before the packet that follows from it may leave.
  // The broker has the message (PUBREC); from now on only PUBREL may be sent for it.
  virtual std::uint64_t note_released(std::uint64_t sequence) = 0;
  // The message is over.
  virtual void note_done(std::uint64_t sequence) = 0;
  // From now on, and until the other is called, every kept message may be sent; sent again by a
  // later process, it carries DUP.
  virtual std::uint64_t note_connected() = 0;
  virtual void note_disconnected() = 0;

  // Inbound, by the packet identifier of a QoS 2 message.
  // It is settled: when it comes again it is answered, not handed over.
  virtual std::uint64_t note_received(std::uint16_t identifier) = 0;
  // PUBREL has come: the identifier is the broker's to use again.
  virtual std::uint64_t note_completed(std::uint16_t identifier) = 0;
  // The session is a new one: the broker has forgotten every identifier and every filter.
  virtual void note_new_session() = 0;

  // The broker holds the filter for the session, or holds it no more.
  virtual void note_subscribed(std::string_view filter) = 0;
  virtual void note_unsubscribed(std::string_view filter) = 0;
};

}  // namespace ipaas::mqtt::delivery
