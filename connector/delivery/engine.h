// Both halves of delivery on one connection: takes the packets of the PUBLISH family, keeps what
// has to be written, and knows which acknowledgements have really left. Sans-I/O, one thread.
#pragma once

#include "delivery/inbound.h"
#include "delivery/outbound.h"
#include "delivery/write_queue.h"
#include "protocol/framing.h"

namespace ipaas::mqtt::delivery {

class engine {
 public:
  engine(inbound::limits inbound_limits, outbound::settings outbound_settings);
  engine(const engine&) = delete;
  engine& operator=(const engine&) = delete;

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
  // Tells that `size` bytes of the write queue have left.
  void on_written(std::size_t size);
  void on_time(time_point now);
  // The time of what happens until the next call, for the statistics.
  void at(time_point now) {
    inbound_.at(now);
    outbound_.at(now);
  }
  std::optional<time_point> next_deadline() const;

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
  reception on_publish(std::uint8_t first, protocol::bytes body, const chunk_ref& block,
                       when_full policy);
  void queue_acknowledgements();

  struct unsent {
    std::uint64_t position = 0;
    protocol::acknowledgement answer;
  };
  protocol::version version_;
  protocol::identifier_pool identifiers_;
  inbound inbound_;
  outbound outbound_;
  write_queue queue_;
  fifo<unsent> unsent_;
  traffic counted_;
  inbound_outputs received_;
  std::vector<outcome> outcomes_;
};

}  // namespace ipaas::mqtt::delivery
