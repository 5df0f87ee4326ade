// The receiving half of MQTT's QoS flows (MQTT 3.1.1 and 5, sections 4.3 and 4.6) with the flow in
// the place of "the application": nothing is acknowledged before it is settled.
//
// Sans-I/O: packets, settlements and the time go in; hand-overs and acknowledgements come out, in
// `outputs`. One thread.
//
//   QoS 0   handed over; settling it frees its place in the window
//   QoS 1   PUBACK when settled
//   QoS 2   PUBREC when settled (method B); the identifier is remembered until PUBREL
//
// Acknowledgements leave in the order the messages came (MQTT-4.6.0-2, -3). At most `max_messages`
// and `max_bytes` are unsettled; what comes beyond waits unread, or is parked (see on_publish).
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <map>
#include <optional>
#include <vector>

#include "delivery/fifo.h"
#include "delivery/handover.h"
#include "delivery/histogram.h"
#include "delivery/routes.h"
#include "protocol/acknowledgement.h"

namespace ipaas::mqtt::delivery {

// What the engine wants done. The caller empties it.
struct inbound_outputs {
  std::vector<handover> handovers;
  std::vector<protocol::acknowledgement> acknowledgements;
  std::vector<std::string> unmatched;  // topics of messages that no operation wanted; acknowledged
};

class inbound {
 public:
  struct limits {
    protocol::version version = protocol::version::v3_1_1;
    std::size_t max_messages = 1000;
    std::size_t max_bytes = std::size_t{64} << 20;
  };
  struct consumer_rules {
    bool one_at_a_time = false;  // "order": the next one only after the one before is settled
    milliseconds redelivery_delay{1000};  // doubled with each retry of a message
  };
  enum class admission : std::uint8_t { taken, no_room };
  enum class settled : std::uint8_t { done, not_held };
  struct counters {
    std::uint64_t parked = 0;         // had to wait outside the window
    std::uint64_t dropped_qos_0 = 0;  // found no room there either
    std::uint64_t skipped = 0;        // QoS 1 and 2: left for a resumed session to bring again
    std::uint64_t repeated = 0;       // came again, and were answered but not handed over
    std::uint64_t redelivered = 0;    // hand-overs after the first of a message
    histogram settled;                // from hand-over to settlement
  };

  explicit inbound(limits given) : limits_(given) {}

  // --- operations ---
  void add_consumer(operation_id operation, std::vector<std::string> filters, consumer_rules rules,
                    inbound_outputs& out);
  // No further message is handed to it. Those whose ticket is above `taken` have not reached the
  // host: they go back to waiting. Returns how many the host holds.
  std::size_t stop_consumer(operation_id operation, std::uint64_t taken);
  // Ends it: what it held is left unacknowledged, for a resumed session to bring again.
  void remove_consumer(operation_id operation, inbound_outputs& out);
  std::size_t held_by(operation_id operation) const;

  // --- network ---
  // Hands a PUBLISH over. The views lie in `block`. With no_room nothing has happened: the window
  // is full; stop reading until has_room(), or call park().
  admission on_publish(const protocol::publish& message, const chunk_ref& block,
                       inbound_outputs& out);
  // For a PUBLISH without room while the connection must go on reading (an answer to something of
  // ours stands behind it): keeps it outside the window within max_bytes; beyond that QoS 0 is
  // dropped, and QoS 1 and 2 stay unacknowledged until the session is resumed, see wants_resume().
  void park(const protocol::publish& message, const chunk_ref& block);
  protocol::malformed on_pubrel(const protocol::acknowledgement& packet, inbound_outputs& out);
  // The connection's CONNACK. Without a session the peer has forgotten every identifier.
  enum class session : std::uint8_t { resumed, fresh };
  void on_connected(session kind);
  // The connection ended with the last `unsent` acknowledgements still in the write queue.
  void on_disconnected(std::span<const protocol::acknowledgement> unsent);

  // --- host ---
  settled settle(operation_id operation, const settlement& given, std::uint64_t taken,
                 time_point now, inbound_outputs& out);

  // --- time ---
  // Messages that match no operation wait for one; after this moment they are given up.
  void give_up_unmatched_at(time_point when) { unmatched_deadline_ = when; }
  std::optional<time_point> next_deadline() const;
  void on_time(time_point now, inbound_outputs& out);

  // The time of what happens until the next call.
  void at(time_point now) { now_ = now; }

  // --- state ---
  bool has_room() const;
  // When the message was handed over that a flow has held longest.
  std::optional<time_point> oldest_hand_over() const;
  // Messages were skipped, and everything else is settled: reconnect to have them again.
  bool wants_resume() const { return skipping_ && unsettled_ == 0 && parked_.empty(); }
  std::size_t unsettled() const { return unsettled_; }
  std::size_t unsettled_bytes() const { return unsettled_bytes_; }
  const counters& counted() const { return counters_; }

 private:
  static constexpr std::uint32_t no_slot = UINT32_MAX;
  static constexpr unsigned slot_bits = 21;
  static constexpr std::size_t parked_limit = 1'000'000;

  // One operation's part in one message.
  struct holding {
    enum class state : std::uint8_t { queued, handed, delayed, done };
    operation_id operation = 0;
    state status = state::queued;
    std::uint32_t deliveries = 0;
    std::uint64_t ticket = 0;
    time_point handed_at{};
  };
  struct slot {
    enum class state : std::uint8_t { free, waiting, open, settled };
    chunk_ref block;
    protocol::publish message;
    std::uint32_t generation = 1;
    state status = state::free;
    bool rejected = false;
    std::uint64_t order = 0;  // place in the order of acknowledgements; 0: not in it
    std::uint32_t undone = 0;
    std::vector<holding> holdings;
  };
  // A place in the order of acknowledgements: of a message, or of one that needs an answer only.
  struct place {
    std::uint32_t slot = no_slot;
    std::uint64_t order = 0;
    std::uint16_t identifier = 0;  // where an answer only is needed: see answered_
  };
  struct known_answer {
    protocol::acknowledgement answer;
    bool in_order = false;  // asked for again, and waiting for its turn
  };
  struct consumer {
    consumer_rules rules;
    bool stopped = false;
    bool busy = false;  // one_at_a_time: one is handed over
    std::uint64_t tickets = 0;
    std::size_t handed = 0;     // handed over and unsettled
    fifo<std::uint64_t> queue;  // one_at_a_time: tokens that wait for their turn
  };
  struct alarm {
    time_point when;
    std::uint64_t token = 0;
    operation_id operation = 0;
  };
  struct parked_message {
    chunk_ref block;
    protocol::publish message;
  };

  // duplicates
  bool is_repetition(const protocol::publish& message, inbound_outputs& out);
  bool answer_known(const protocol::publish& message);
  bool is_held_again(const protocol::publish& message);
  void rejoin_order(std::uint32_t index);

  // the window
  bool has_room_for(std::size_t size) const;
  void admit(const protocol::publish& message, const chunk_ref& block, inbound_outputs& out);
  std::uint32_t take_slot();
  void free_slot(std::uint32_t index);
  void unpark(inbound_outputs& out);
  slot* find(std::uint64_t token);
  std::uint64_t token_of(std::uint32_t index) const;
  void give_up_unmatched(inbound_outputs& out);

  // hand-over
  void assign(std::uint32_t index, const std::vector<operation_id>& operations,
              inbound_outputs& out);
  void offer(consumer& to, std::uint32_t index, holding& part, inbound_outputs& out);
  void hand(consumer& to, std::uint32_t index, holding& part, inbound_outputs& out);
  void hand_next(consumer& to, operation_id operation, inbound_outputs& out);
  static holding* part_of(slot& entry, operation_id operation);

  // settling
  void retry_later(holding& part, const consumer& by, std::uint64_t token, time_point now);
  void ring(const alarm& due, inbound_outputs& out);
  void settled_whole(std::uint32_t index, inbound_outputs& out);
  void keep_answer_only(std::uint32_t index);
  void release_in_order(inbound_outputs& out);
  void answer_again(std::uint16_t identifier, inbound_outputs& out);
  static bool is_final(const protocol::acknowledgement& answer);
  void release(const protocol::acknowledgement& answer, inbound_outputs& out);
  protocol::acknowledgement answer_for(const slot& entry) const;
  void withdraw(std::uint32_t index, operation_id operation, inbound_outputs& out);

  limits limits_;
  counters counters_;
  time_point now_{};
  routes routes_;
  std::map<operation_id, consumer> consumers_;
  std::vector<slot> slots_;
  std::vector<std::uint32_t> free_;
  std::vector<std::uint64_t> waiting_;  // tokens of messages that match nobody yet
  std::optional<time_point> unmatched_deadline_;
  std::vector<alarm> alarms_;  // a heap, earliest first
  fifo<parked_message> parked_;
  boost::unordered_flat_set<std::uint16_t> parked_identifiers_;
  std::size_t parked_bytes_ = 0;
  bool skipping_ = false;

  // Identifiers of QoS 1 and 2 messages in the window, on this connection or one before.
  boost::unordered_flat_map<std::uint16_t, std::uint32_t> held_;
  // Identifiers of messages that are settled but not over: the answer to give when they come again.
  boost::unordered_flat_map<std::uint16_t, known_answer> answered_;
  fifo<place> order_;
  std::uint64_t next_order_ = 1;

  std::size_t unsettled_ = 0;
  std::size_t unsettled_bytes_ = 0;
};

}  // namespace ipaas::mqtt::delivery
