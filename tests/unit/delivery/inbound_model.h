// What the receiving half may and must do, beside the real one: a peer with a session, hosts that
// hold messages, and a wire that loses what has not arrived. Each step is checked.
#pragma once

#include <rapidcheck.h>

#include <deque>
#include <list>
#include <set>

#include "rig.h"

namespace ipaas::mqtt::delivery::test {

class inbound_model {
 public:
  struct shape {
    protocol::version version = version::v3_1_1;
    std::size_t max_messages = 4;
    std::size_t max_bytes = 200;
  };
  explicit inbound_model(shape given)
      : shape_(given),
        on_({.version = given.version,
             .max_messages = given.max_messages,
             .max_bytes = given.max_bytes}) {}

  // --- the steps; `choice` selects among what is possible ---
  void publish(unsigned choice);
  void repeat(unsigned choice);
  void release(unsigned choice);
  void settle(unsigned choice);
  void write(std::size_t size);
  void arrive();
  void advance(milliseconds by);
  void toggle_connection(unsigned choice);
  void add_consumer(unsigned choice);
  void stop_or_remove_consumer(unsigned choice);
  void toggle_policy();
  void give_up_in(milliseconds delay) { on_.receiver().give_up_unmatched_at(on_.now() + delay); }
  // Takes what came out, and checks all of it; called after each step.
  void check();
  // Settles everything. Nobody may owe anything then.
  void finish();

 private:
  // The peer's side of a message of QoS 1 or 2.
  struct exchange {
    std::uint16_t identifier = 0;
    std::string name;
    bool received = false;   // PUBREC has arrived
    bool releasing = false;  // PUBREL was sent on this connection
  };
  struct packet {
    enum class origin : std::uint8_t { first, repeated, resent };
    packet_type type = packet_type::publish;
    origin from = origin::first;
    std::string name;
    message content;
  };
  // How far a message has come, as far as the engine can know.
  struct record {
    message content;
    std::set<operation_id> asked_by;  // who has to settle it
    enum class answer : std::uint8_t { none, given, written } status = answer::none;
    bool negative = false;
    bool given_up = false;
    bool loose = false;      // a Consumer went without settling it: it may come again, or not
    bool forgotten = false;  // its session is gone
  };
  struct holding {
    std::string name;
    handover as;
    enum class state : std::uint8_t { held, delayed, done } status = state::held;
    bool stale = false;  // of a copy before the one that counts
  };
  struct consumer {
    std::string filter;
    bool one_at_a_time = false;
    bool answer_at_once = false;
    bool stopped = false;
    std::uint64_t taken = 0;
  };
  // A place in the order of answers of this connection.
  struct place {
    std::string name;
    bool repetition = false;
    bool parked = false;
  };

  exchange* find(std::uint16_t identifier);
  static bool ends_exchange(const record& of);
  void send(exchange& to, packet::origin from);
  void pump();
  bool feed(const packet& next);
  bool is_outdated(const packet& next) const;
  void note_place(const packet& next, bool parked);
  void begin_again(const std::string& name);

  void check_handover(const handover& handed);
  void check_redelivery(const handover& handed);
  void check_first_delivery(const std::string& name, const handover& handed);
  void check_answer(const protocol::acknowledgement& given);
  void check_is_settled(const std::string& name);
  void check_order(const std::string& name);
  bool is_answered_at_once(const std::string& name) const;
  void check_window();

  void connect(bool kept);
  void disconnect();
  std::vector<holding*> held();
  void settle(holding& of, verdict given);
  void on_written(const std::string& text);
  std::size_t live_of(operation_id operation) const;

  shape shape_;
  rig on_;
  bool connected_ = false;
  engine::when_full policy_ = engine::when_full::wait;

  std::list<exchange> session_;
  std::deque<packet> unread_;     // sent by the peer, not taken by the engine
  std::deque<std::string> wire_;  // on its way to the peer
  std::list<place> due_;          // answers of this connection that are not given
  std::map<std::string, record> messages_;
  std::map<operation_id, consumer> consumers_;
  std::list<holding> holdings_;
  std::vector<chunk_ref> blocks_;
  operation_id last_operation_ = 0;
  int last_name_ = 0;
};

}  // namespace ipaas::mqtt::delivery::test
