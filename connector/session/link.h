// The way of bytes between the network, delivery and libmosquitto: cuts what the broker sends into
// packets, gives the PUBLISH family to delivery and the rest, checked whole, to libmosquitto; puts
// what libmosquitto sends into the write queue, with packet identifiers from the one pool.
// Sans-I/O.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "config/connection_settings.h"
#include "delivery/engine.h"
#include "message/error.h"
#include "message/secret_text.h"
#include "protocol/connack.h"
#include "session/reason_codes.h"

namespace ipaas::mqtt::session {

class link {
 public:
  // What the link tells while it works through bytes. Called from within process() and
  // from_session(); must not call back into the link except for what each says.
  struct listener {
    virtual ~listener() = default;
    // The first CONNACK; views live during the call. Delivery has been told already when it
    // accepts.
    virtual void on_connack(const protocol::connack& answer) = 0;
    // A packet for libmosquitto. May call from_session().
    virtual void to_session(protocol::bytes packet) = 0;
    virtual void on_ping_sent() = 0;
    virtual void on_ping_answered() = 0;
    // MQTT 5: the server says goodbye.
    virtual void on_server_disconnect(std::uint8_t reason, const server_words& words) = 0;
  };

  link(const config::connection_settings& settings, delivery::engine& engine, listener& owner);

  // --- from the network ---
  // Room to read into; never empty. What was read is told by received().
  std::span<std::byte> room();
  void received(std::size_t size);
  enum class status : std::uint8_t { need_more, no_room, failed };
  // Works through what was received. no_room: a PUBLISH waits for the window, or everything for
  // what has to be written first (see engine::is_backlogged); call again when there is room.
  // failed: see failure(); the connection must end.
  status process();
  const error& failure() const { return *failure_; }
  // Acknowledgements came since the last call (see stream::acknowledge_now).
  bool take_acknowledged() { return std::exchange(acknowledged_, false); }

  // --- from libmosquitto, whose stream may come in any pieces ---
  // For the next CONNECT, which has a stand-in of the same size as its last field.
  void set_password(secret_text password) { password_ = std::move(password); }
  void from_session(protocol::bytes piece);

  // Whether SUBSCRIBE or UNSUBSCRIBE wait for an answer: reading must then go on.
  bool awaits_answer() const { return !exchanges_.empty(); }
  // Forgets the connection that has ended.
  void reset();

 private:
  status process_packet(const protocol::fixed_header& header);
  status deliver(std::uint8_t first, protocol::bytes body);
  status forward(const protocol::fixed_header& header, protocol::bytes packet,
                 protocol::bytes body);
  status on_connack(const protocol::fixed_header& header, protocol::bytes packet,
                    protocol::bytes body);
  status give_back_identifier(protocol::bytes packet, std::size_t header_size);
  void note_server_disconnect(protocol::bytes body);
  status fail_no_broker(protocol::bytes unread);
  status fail(error_code code, phrase detail);
  status fail(error failure);
  std::size_t wanted_capacity() const;

  void send_from_session(const protocol::fixed_header& header, std::span<std::byte> packet);
  void send_connect(protocol::bytes packet);
  void take_identifier(std::span<std::byte> packet, std::size_t header_size);
  void answer_ping();

  // One identifier of libmosquitto's, and the one that stands for it on the network.
  struct exchange {
    std::uint16_t network = 0;
    std::uint16_t session = 0;
  };

  protocol::version version_;
  config::transport_kind transport_;
  bool clean_session_;
  std::size_t max_packet_size_;
  delivery::engine& engine_;
  listener& owner_;

  chunk_ref block_;
  std::size_t begin_ = 0;  // of the bytes in block_ that are not worked through
  std::size_t end_ = 0;
  std::size_t needed_ = 0;  // the size of the packet at begin_, once its header is known
  std::size_t read_size_;
  bool connected_ = false;  // CONNACK has come
  bool acknowledged_ = false;
  std::optional<error> failure_;

  secret_text password_;                  // that CONNECT will hold
  std::vector<std::byte> session_bytes_;  // a packet of libmosquitto's that is not whole yet
  std::vector<exchange> exchanges_;
};

}  // namespace ipaas::mqtt::session
