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
// Acknowledgements leave in the order the messages came (MQTT-4.6.0-2, -3), but for Consumers that
// want theirs at once. At most `max_messages`
// and `max_bytes` are unsettled; what comes beyond waits unread, or is parked (see on_publish).
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "delivery/dead_letter.h"
#include "delivery/fifo.h"
#include "delivery/handover.h"
#include "delivery/histogram.h"
#include "delivery/notice.h"
#include "delivery/routes.h"
#include "protocol/acknowledgement.h"

namespace ipaas::mqtt::delivery {

// A message that is to be published as a dead letter, or was: see inbound::dead_letter_of.
struct letter_reference {
  operation_id operation = 0;
  std::uint64_t token = 0;
};

// What the engine wants done. The caller empties it.
struct inbound_outputs {
  std::vector<handover> handovers;
  std::vector<protocol::acknowledgement> acknowledgements;
  std::vector<std::string> unmatched;  // topics of messages that no operation wanted; acknowledged
  std::vector<notice> notices;
  std::vector<letter_reference> dead_letters;  // to be published
};

struct known_identifiers;  // see known_identifiers.h

class inbound {
 public:
  struct limits {
    protocol::version version = protocol::version::v3_1_1;
    std::size_t max_messages = 1000;
    std::size_t max_bytes = std::size_t{64} << 20;
  };
  struct consumer_rules {
    bool one_at_a_time = false;   // "order": the next one only after the one before is settled
    bool answer_at_once = false;  // acknowledge when settled, whatever came before is unsettled
    milliseconds redelivery_delay{1000};  // doubled with each retry of a message
    bool skips_retained = false;          // a retained message is settled without a hand-over
    std::uint32_t max_deliveries = 0;     // after so many, retry is reject; 0: no limit
    milliseconds settle_timeout{0};       // of a hand-over; 0: none
    // Where a rejected message goes before it is acknowledged; without a topic it is just dropped.
    dead_letter_rules dead_letters{};
    bool take_back = false;  // what is not settled in time is handed over again, not just reported
  };
  enum class admission : std::uint8_t { taken, no_room };
  enum class settled : std::uint8_t { done, not_held };
  struct counters {
    std::uint64_t parked = 0;         // had to wait outside the window
    std::uint64_t dropped_qos_0 = 0;  // found no room there either
    std::uint64_t skipped = 0;        // QoS 1 and 2: left for a resumed session to bring again
    std::uint64_t dead_letters = 0;   // have arrived
    std::uint64_t repeated = 0;       // came again, and were answered but not handed over
    std::uint64_t redelivered = 0;    // hand-overs after the first of a message
    histogram settled;                // from hand-over to settlement
  };

  // `read_blocks` counts the blocks that messages come in: see hold().
  inbound(limits given, std::shared_ptr<const chunk_account> read_blocks);
  ~inbound();

  // --- operations ---
  void add_consumer(operation_id operation, std::vector<std::string> filters, consumer_rules rules,
                    inbound_outputs& out);
  // No further message is handed to it. Those whose ticket is above `taken` have not reached the
  // host: they go back to waiting. Returns how many the host holds.
  std::size_t stop_consumer(operation_id operation, std::uint64_t taken);
  // Ends it: what it has not settled waits for another that matches, as what matches no operation
  // does; at QoS 0 it is dropped.
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
  // Identifiers of QoS 2 messages that an earlier process had received: to be answered, not handed
  // over, when they come again.
  void take_up(std::span<const std::uint16_t> received);
  void on_connected(session kind);
  // The connection ended with the last `unsent` acknowledgements still in the write queue.
  void on_disconnected(std::span<const protocol::acknowledgement> unsent);

  // Answers are numbered as they are given, from 1. All up to `number` have been written; or were
  // put into the write queue and could not be written at once.
  void on_answers_left(std::uint64_t number);
  void on_answers_held_up(std::uint64_t number);

  // --- host ---
  settled settle(operation_id operation, const settlement& given, std::uint64_t taken,
                 time_point now, inbound_outputs& out);

  // --- dead letters ---
  // What to publish for a letter that is wanted, or nothing: it is not wanted any more. Valid until
  // the next call of any member.
  std::optional<dead_letter> dead_letter_of(const letter_reference& wanted);
  // The letter has arrived, or has failed and will be wanted again.
  void on_dead_letter(const letter_reference& of, const std::shared_ptr<const error>& failure,
                      time_point now, inbound_outputs& out);

  // --- time ---
  // Something has happened since on_time() whose time counts: call it before the turn is over.
  bool awaits_time() const { return unstamped_ > 0; }
  // How far the host has taken an operation's hand-overs; only those can be taken back.
  void note_taken(operation_id operation, std::uint64_t taken);
  // Messages that match no operation wait for one; after this moment they are given up.
  void give_up_unmatched_at(time_point when) { unmatched_deadline_ = when; }
  void keep_unmatched() { unmatched_deadline_.reset(); }
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
  using error_text = std::shared_ptr<const std::string>;
  static constexpr std::uint32_t no_slot = UINT32_MAX;
  static constexpr unsigned slot_bits = 21;
  static constexpr std::size_t parked_limit = 1'000'000;

  // One operation's part in one message.
  struct holding {
    enum class state : std::uint8_t { queued, handed, delayed, letter, done };
    operation_id operation = 0;
    state status = state::queued;
    std::uint32_t deliveries = 0;
    std::uint32_t generation = 0;  // of its token
    std::uint64_t ticket = 0;
    time_point handed_at{};
  };
  struct slot {
    enum class state : std::uint8_t { free, waiting, open, settled, leaving };
    chunk_ref block;
    protocol::publish message;
    std::uint32_t generation = 1;       // of this message
    std::uint32_t last_generation = 1;  // that was used here
    state status = state::free;
    bool rejected = false;
    bool unclaimed = false;   // a Consumer went without having settled it
    bool in_order = true;     // its answer waits for those that came before
    std::uint64_t order = 0;  // of arrival on this connection; 0: on one before
    std::uint32_t undone = 0;
    std::uint64_t fingerprint = 0;  // once it is settled and waits for its turn
    std::vector<holding> holdings;
  };
  // A place in the order of acknowledgements: of a message, or of one that needs an answer only.
  struct place {
    std::uint32_t slot = no_slot;
    std::uint64_t order = 0;
    std::uint16_t identifier = 0;  // where an answer only is needed: see known_identifiers
  };
  // An answer that has not been written.
  struct leaving {
    std::uint64_t number = 0;
    std::uint32_t slot = no_slot;  // with the content, until the fingerprint has been taken
    std::uint16_t identifier = 0;
    std::uint64_t fingerprint = 0;
  };
  // A hand-over that has to be settled in time.
  struct watch {
    std::uint64_t token = 0;
    std::uint64_t ticket = 0;
    time_point since;
  };
  struct consumer {
    consumer_rules rules;
    bool stopped = false;
    bool busy = false;  // one_at_a_time: one is handed over
    std::uint64_t tickets = 0;
    std::size_t handed = 0;     // handed over and unsettled
    std::size_t letters = 0;    // rejected, and the dead letter has not arrived
    fifo<std::uint64_t> queue;  // one_at_a_time: tokens that wait for their turn
    std::uint64_t taken = 0;
    fifo<watch> watched;        // by age
    std::size_t unstamped = 0;  // the last of them, whose time is not known yet
  };
  struct alarm {
    enum class kind : std::uint8_t { hand_over, overdue, letter };
    time_point when;
    std::uint64_t token = 0;
    operation_id operation = 0;
    kind what = kind::hand_over;
    std::uint64_t ticket = 0;  // overdue: of the hand-over
    time_point since{};
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
  bool wants_answer_at_once(const std::vector<operation_id>& operations) const;
  void leave_order(slot& entry);

  // the window
  bool has_room_for(std::size_t size) const;
  void admit(const protocol::publish& message, const chunk_ref& block, inbound_outputs& out);
  std::uint32_t take_slot();
  void free_slot(std::uint32_t index);
  void hold(chunk_ref& block, protocol::publish& message) const;
  void unpark(inbound_outputs& out);
  slot* slot_of(std::uint64_t token);
  slot* find(std::uint64_t token);
  std::uint64_t token_of(std::uint32_t index) const;
  std::uint32_t index_of(const slot& entry) const {
    return static_cast<std::uint32_t>(&entry - slots_.data());
  }
  void give_up_unmatched(inbound_outputs& out);

  // hand-over
  void assign(std::uint32_t index, const std::vector<operation_id>& operations,
              inbound_outputs& out);
  void offer(consumer& to, std::uint32_t index, holding& part, inbound_outputs& out);
  void hand(consumer& to, std::uint32_t index, holding& part, inbound_outputs& out);
  void hand_next(consumer& to, operation_id operation, inbound_outputs& out);
  static holding* part_of(slot& entry, operation_id operation);

  // settling
  void retry_or_give_up(slot& entry, holding& part, consumer& by, const error_text& error,
                        time_point now, inbound_outputs& out);
  void reject(slot& entry, holding& part, consumer& by, const error_text& error,
              inbound_outputs& out);
  void send_letter(slot& entry, holding& part, consumer& by, const error_text& error,
                   inbound_outputs& out);
  static milliseconds delay_before(std::uint32_t attempts, milliseconds first);
  void finish_part(slot& entry, holding& part, consumer& by, inbound_outputs& out);
  void note(notice::kind what, const slot& entry, const holding& part, inbound_outputs& out) const;
  void set_alarm(const alarm& next);
  void retry_later(holding& part, const consumer& by, std::uint64_t token, time_point now);
  void ring(const alarm& due, time_point now, inbound_outputs& out);
  void settled_whole(std::uint32_t index, inbound_outputs& out);
  void finish(std::uint32_t index, inbound_outputs& out);
  void keep_answer_only(std::uint32_t index);
  void release_in_order(inbound_outputs& out);
  void release_slot(std::uint32_t index, inbound_outputs& out);
  void give(const protocol::acknowledgement& answer, inbound_outputs& out);
  void leave(std::uint32_t index);
  void keep_unsent(std::span<const protocol::acknowledgement> unsent);
  void answer_again(std::uint16_t identifier, inbound_outputs& out);
  static bool is_final(const protocol::acknowledgement& answer);
  void release(const protocol::acknowledgement& answer, inbound_outputs& out);
  protocol::acknowledgement answer_for(const slot& entry) const;
  void withdraw(std::uint32_t index, operation_id operation, inbound_outputs& out);
  void wait_for_consumer(std::uint32_t index);
  void all_done(std::uint32_t index, inbound_outputs& out);
  std::vector<operation_id> newcomers_for(slot& entry);

  // hand-overs that take too long
  void watch_over(consumer& by, std::uint32_t index, const holding& part);
  void stamp(consumer& by, time_point now);
  void check_watched(operation_id operation, consumer& by, time_point now, inbound_outputs& out);
  bool is_handed(operation_id operation, const watch& of);
  void on_overdue(operation_id operation, const watch& late, time_point now, inbound_outputs& out);
  void remind(const alarm& due, time_point now, inbound_outputs& out);
  void take_back(slot& entry, holding& part, consumer& by, time_point now, inbound_outputs& out);

  limits limits_;
  std::shared_ptr<const chunk_account> read_blocks_;
  counters counters_;
  time_point now_{};
  routes routes_;
  std::map<operation_id, consumer> consumers_;
  std::size_t hasty_consumers_ = 0;  // with answer_at_once
  std::vector<slot> slots_;
  std::vector<std::uint32_t> free_;
  std::vector<std::uint64_t> waiting_;  // tokens of messages that match nobody yet
  std::optional<time_point> unmatched_deadline_;
  std::vector<alarm> alarms_;  // a heap, earliest first
  std::size_t unstamped_ = 0;  // of all Consumers
  struct letter_state {
    error_text error;
    std::uint32_t failures = 0;
  };
  std::map<std::pair<std::uint64_t, operation_id>, letter_state> letters_;  // by token
  fifo<parked_message> parked_;
  std::size_t parked_bytes_ = 0;
  bool skipping_ = false;

  std::unique_ptr<known_identifiers> known_;
  fifo<place> order_;
  fifo<leaving> leaving_;
  std::uint64_t answers_given_ = 0;
  std::uint64_t remembered_ = 0;  // up to this number fingerprints have been taken
  std::uint64_t next_order_ = 1;

  std::size_t unsettled_ = 0;
  std::size_t unsettled_bytes_ = 0;
};

}  // namespace ipaas::mqtt::delivery
