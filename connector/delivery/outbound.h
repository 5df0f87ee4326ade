// The sending half of MQTT's QoS flows (MQTT 3.1.1 and 5, sections 4.3, 4.4 and 4.9): identifiers,
// the flow-control quota, retransmission, and the outbox in which messages wait while the broker is
// away.
//
// Sans-I/O: submissions, acknowledgements and the time go in; packets go to a write_queue, outcomes
// to the caller's vector. One thread. A message is done when QoS 0 was written, QoS 1 has its
// PUBACK, QoS 2 its PUBCOMP.
//
// Messages leave in the order they were submitted. After a reconnect, what is unanswered leaves
// again in that order, before anything new: with DUP and the same identifier in a resumed session
// (MQTT-4.4.0-1), as a new message otherwise. A QoS 2 message whose PUBREC had come is then not
// sent again but fails: only the lost session could tell whether the broker has passed it on.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "delivery/fifo.h"
#include "delivery/handover.h"
#include "delivery/histogram.h"
#include "delivery/journal.h"
#include "delivery/outgoing_aliases.h"
#include "delivery/traffic.h"
#include "delivery/write_queue.h"
#include "protocol/acknowledgement.h"
#include "protocol/connack.h"
#include "protocol/identifier_pool.h"

namespace ipaas::mqtt::delivery {

struct outbox_lookup;  // see outbox_lookup.h

class outbound {
 public:
  struct settings {
    protocol::version version = protocol::version::v3_1_1;
    std::uint16_t max_in_flight = 1000;
    milliseconds write_timeout{0};  // 0: none
    milliseconds max_age{0};        // of a message that waits to be sent; 0: none
  };
  struct counters {
    traffic sent;                // for the first time
    std::uint64_t repeated = 0;  // sent again after a reconnect
    failure_counts failures{};   // messages that failed, by the code of their error
    histogram acknowledged;      // QoS 1 and 2, from submit to PUBACK or PUBCOMP
  };
  // `identifiers` is shared with everything else that the client sends, and outlives this. So does
  // `notes`, which is null where nothing is kept on disk.
  outbound(settings given, protocol::identifier_pool& identifiers, journal* notes = nullptr);
  ~outbound();

  // Puts a message at the end of the outbox. The bound is the caller's: see outbox_budget.h.
  void submit(submission message, time_point now, std::vector<outcome>& out);
  // Moves as many messages as the quota, the server's limits and `queue` allow into `queue`.
  void fill(write_queue& queue, std::vector<outcome>& out);
  // Tells how far kept messages and notes stand: what waited for that may go on.
  void on_durable(const durable_point& point, write_queue& queue);
  // Tells how far `queue` has been written: QoS 0 messages before that are done.
  void on_written(std::uint64_t position, std::vector<outcome>& out);
  // PUBACK, PUBREC or PUBCOMP.
  protocol::malformed on_acknowledgement(const protocol::acknowledgement& packet,
                                         write_queue& queue, std::vector<outcome>& out);

  // The connection's CONNACK has come: sending may begin.
  void on_connected(const protocol::connack& granted, std::vector<outcome>& out);
  void on_disconnected();
  // The connection will not come back: everything fails now, and so does what is submitted later.
  void fail_all(const error& reason, std::vector<outcome>& out);
  // Everything of one operation that has no outcome yet fails. What is kept on disk is not given
  // up: its outcome says so, and another follows for the operation taken_up_operation.
  void fail_operation(operation_id operation, const error& reason, std::vector<outcome>& out);

  std::optional<time_point> next_deadline() const;
  void on_time(time_point now, std::vector<outcome>& out);

  // The time of what happens until the next call.
  void at(time_point now) { now_ = now; }
  const counters& counted() const { return counters_; }

  // Whether the broker owes an answer: reading must then go on (see inbound::park).
  bool awaits_answer() const { return in_flight_ > 0; }
  // The oldest message that the broker has not taken, of those that were sent on this connection.
  std::optional<unanswered> oldest_unanswered() const;
  std::size_t pending_of(operation_id operation) const;
  // Outcomes of dead letters; whoever takes them clears it.
  std::vector<outcome>& finished_letters() { return finished_letters_; }
  const std::vector<outcome>& finished_letters() const { return finished_letters_; }
  std::size_t size() const { return entries_.size() - free_.size(); }

 private:
  static constexpr std::uint32_t none = UINT32_MAX;
  static constexpr std::uint16_t last_kept_identifier = 65'000;

  enum class state : std::uint8_t { queued, writing, sent, released };
  struct entry {
    submission message;
    time_point accepted;
    std::uint32_t previous = none;  // in the order of submission
    std::uint32_t next = none;
    std::uint16_t identifier = 0;
    state status = state::queued;
    bool on_the_way = false;  // sent or released on this connection
    bool reported = false;    // its outcome has been given; only the exchange has to end
    std::uint64_t note = 0;   // has to stand before PUBREL may leave
  };

  std::uint32_t allocate(submission message, time_point now);
  void continue_exchange(std::uint32_t index);
  void remove_and_forget(std::uint32_t index);
  static bool has_begun(const entry& item);
  bool stands(const entry& item) const;
  std::uint32_t oldest_waiting() const;
  void end_unanswered(time_point now, std::vector<outcome>& out);
  void hand_down(entry& item, const std::shared_ptr<const error>& why, std::vector<outcome>& out);
  bool take_identifier(std::uint32_t index);
  void remove(std::uint32_t index);
  void tell(const submission& of, const std::shared_ptr<const error>& failure,
            std::vector<outcome>& out);
  void report(entry& item, const std::shared_ptr<const error>& failure, std::vector<outcome>& out);
  void count(const entry& item, const error* failure);
  void finish(std::uint32_t index, const std::shared_ptr<const error>& failure,
              std::vector<outcome>& out);
  void give_up(std::uint32_t index, const std::shared_ptr<const error>& failure,
               std::vector<outcome>& out);

  bool send(std::uint32_t index, write_queue& queue, std::vector<outcome>& out);
  bool send_publish(std::uint32_t index, write_queue& queue);
  void write(const entry& item, write_queue& queue);
  void send_pubrel(entry& item, write_queue& queue);
  void take_quota(entry& item);
  bool has_quota_for(protocol::qos level) const;
  std::shared_ptr<const error> refusal_of(const entry& item) const;
  void restart_without_session(std::vector<outcome>& out);

  protocol::malformed on_puback(std::uint32_t index, const protocol::acknowledgement& packet,
                                std::vector<outcome>& out);
  protocol::malformed on_pubrec(std::uint32_t index, const protocol::acknowledgement& packet,
                                write_queue& queue, std::vector<outcome>& out);
  protocol::malformed on_pubcomp(std::uint32_t index, std::vector<outcome>& out);

  settings settings_;
  protocol::identifier_pool& identifiers_;
  journal* journal_;
  durable_point durable_;
  std::uint64_t connected_note_ = 0;  // has to stand before kept messages may leave
  counters counters_;
  time_point now_{};
  std::vector<entry> entries_;
  std::vector<std::uint32_t> free_;
  std::uint32_t first_ = none;
  std::uint32_t last_ = none;
  std::uint32_t cursor_ = none;    // the next to send
  std::uint32_t earliest_ = none;  // the oldest without an outcome, for the write timeout
  std::unique_ptr<outbox_lookup> lookup_;
  struct written_mark {
    std::uint64_t position = 0;
    std::uint32_t index = none;
  };
  fifo<written_mark> writing_;     // QoS 0 messages in the write queue
  fifo<std::uint32_t> releasing_;  // PUBREL waits for its note, in the order of the notes
  bool connected_ = false;
  std::size_t in_flight_ = 0;
  std::size_t exactly_once_ = 0;  // of them, at QoS 2
  std::size_t quota_ = 0;
  std::size_t server_packet_limit_ = 0;  // 0: none
  protocol::qos server_maximum_qos_ = protocol::qos::exactly_once;
  bool server_retains_ = true;
  outgoing_aliases aliases_;
  std::optional<error> closed_;
  std::vector<outcome> finished_letters_;
};

}  // namespace ipaas::mqtt::delivery
