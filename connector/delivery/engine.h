// Both halves of delivery on one connection: takes the packets of the PUBLISH family, keeps what
// has to be written, and knows which acknowledgements have really left. Sans-I/O, one thread.
#pragma once

#include "delivery/inbound.h"
#include "delivery/outbound.h"
#include "delivery/outbox_room.h"
#include "delivery/topic_aliases.h"
#include "delivery/write_queue.h"
#include "protocol/framing.h"

namespace ipaas::mqtt::delivery {

class engine {
 public:
  // `notes` is null where nothing is kept on disk; otherwise it outlives this.
  engine(inbound::limits inbound_limits, outbound::settings outbound_settings,
         journal* notes = nullptr);
  engine(const engine&) = delete;
  engine& operator=(const engine&) = delete;

  // Dead letters take their room here, which outlives this. Without it they need none.
  void bound_outbox_by(outbox_room& room) { room_ = &room; }

  // What became of a packet.
  struct reception {
    enum class status : std::uint8_t { taken, no_room, failed };
    status result = status::taken;
    protocol::malformed problem{};
  };
  // What to do with a PUBLISH that finds the window full.
  enum class when_full : std::uint8_t { wait, park };
  // A PUBLISH, PUBACK, PUBREC, PUBREL or PUBCOMP from the broker; `body` lies in `block`.
  reception on_packet(std::uint8_t first, protocol::bytes body, const chunk_ref& block,
                      when_full policy);
  static bool is_of_publish_family(protocol::packet_type type);

  void on_connected(const protocol::connack& granted);
  void on_disconnected();
  // Encodes what is due into the write queue: acknowledgements, then messages as the quota allows.
  void fill_queue();
  // So many answers wait to be written that the peer must read some before it may ask for more.
  bool is_backlogged() const {
    constexpr std::size_t shortest_answer = 4;
    const std::size_t due = received_.acknowledgements.size() * shortest_answer;
    return queue_.copies_pending() + due > most_answers;
  }
  // Tells that `size` bytes of the write queue have left.
  void on_written(std::size_t size);
  // Tells how far the journal stands.
  void on_durable(const durable_point& point);
  // Call it when next_deadline() has come; at once when awaits_time().
  void on_time(time_point now);
  bool awaits_time() const {
    return inbound_.awaits_time() || !received_.dead_letters.empty() ||
           !outbound_.finished_letters().empty();
  }
  // The time of what happens until the next call, for the statistics.
  void at(time_point now) {
    inbound_.at(now);
    outbound_.at(now);
  }
  std::optional<time_point> next_deadline() const;

  // The blocks that messages are read into count here.
  const std::shared_ptr<chunk_account>& read_blocks() const { return read_blocks_; }

  inbound& receiver() { return inbound_; }
  outbound& sender() { return outbound_; }
  const inbound& receiver() const { return inbound_; }
  const outbound& sender() const { return outbound_; }
  write_queue& queue() { return queue_; }
  protocol::identifier_pool& identifiers() { return identifiers_; }
  // PUBLISH packets from the broker.
  const traffic& counted() const { return counted_; }
  // What the last calls produced; the caller passes it on and clears it.
  inbound_outputs& received() { return received_; }
  std::vector<outcome>& outcomes() { return outcomes_; }

 private:
  // Far more than a peer can be owed that keeps to 65 535 identifiers.
  static constexpr std::size_t most_answers = std::size_t{1} << 20;

  reception on_publish(std::uint8_t first, protocol::bytes body, const chunk_ref& block,
                       when_full policy);
  reception on_aliased(protocol::publish& message, chunk_ref block, when_full policy);
  reception admit(const protocol::publish& message, const chunk_ref& block, when_full policy);
  void count(std::uint8_t first, std::size_t body);
  void queue_acknowledgements();
  void queue(const protocol::acknowledgement& answer);
  std::uint64_t note(const protocol::acknowledgement& answer);
  void publish_dead_letters(time_point now);
  void publish(const letter_reference& wanted, const dead_letter& letter, time_point now);
  void conclude_dead_letters(time_point now);

  struct unsent {
    std::uint64_t position = 0;
    protocol::acknowledgement answer;
  };
  // An answer that must not leave before its note stands.
  struct noted {
    std::uint64_t note = 0;
    protocol::acknowledgement answer;
  };
  protocol::version version_;
  journal* journal_;
  std::shared_ptr<chunk_account> read_blocks_;
  protocol::identifier_pool identifiers_;
  topic_aliases aliases_;
  inbound inbound_;
  outbound outbound_;
  write_queue queue_;
  fifo<unsent> unsent_;
  fifo<noted> noted_;
  std::uint64_t answers_queued_ = 0;
  std::uint64_t answers_left_ = 0;
  traffic counted_;
  inbound_outputs received_;
  std::vector<outcome> outcomes_;
  outbox_room* room_ = nullptr;
};

}  // namespace ipaas::mqtt::delivery
