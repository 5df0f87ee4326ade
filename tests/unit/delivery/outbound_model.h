// What the sending half may and must do, beside the real one: a broker with a session and limits,
// and wires in both directions that lose what has not arrived. Each packet is checked.
#pragma once

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <deque>
#include <list>
#include <set>
#include <sstream>

#include "rig.h"

namespace ipaas::mqtt::delivery::test {

class outbound_model {
 public:
  struct shape {
    protocol::version version = version::v5;
    std::uint16_t receive_maximum = 3;
    milliseconds write_timeout{0};
  };
  explicit outbound_model(shape given)
      : shape_(given), on_({.version = given.version, .write_timeout = given.write_timeout}) {}

  // --- the steps; `choice` selects among what is possible ---
  void submit(unsigned choice);
  void write(std::size_t size);     // some bytes leave the engine
  void arrive(std::size_t count);   // packets reach the broker
  void answer(unsigned choice);     // the broker answers an exchange
  void receive(std::size_t count);  // answers reach the engine
  void toggle_connection(unsigned choice);
  void subscribe(unsigned choice);  // takes or gives back an identifier of the pool
  void fail_operation(unsigned choice);
  void advance(milliseconds by) { on_.advance(by); }
  void check();
  // Everything is answered; everything has had its outcome.
  void finish();

 private:
  struct submitted {
    qos level = q0;
    operation_id operation = 0;
    bool reported = false;
    bool failed = false;
    unsigned failed_on = 0;  // which connection
    bool received = false;   // the engine has had its PUBREC
    unsigned published = 0;  // how often this session of the broker has it
  };
  // The broker's side of an exchange.
  struct exchange {
    std::uint16_t identifier = 0;
    std::uint64_t token = 0;
    bool received = false;  // PUBREC was sent
    bool released = false;  // PUBREL has come: PUBCOMP is due
    bool owes = false;      // an answer, on this connection
  };
  struct reply {
    packet_type type;
    std::uint16_t identifier;
    std::uint8_t reason;
    std::uint64_t token;
  };
  // "PUBLISH 3 q1 DUP 17", "PUBLISH q0 17" or "PUBREL 3".
  struct packet {
    explicit packet(const std::string& text);
    bool is_publish = false;
    bool duplicate = false;
    std::uint16_t identifier = 0;
    qos level = q0;
    std::uint64_t token = 0;
  };

  exchange* find(std::uint16_t identifier);
  void on_packet(const packet& given);
  void on_publish(const packet& given);
  void on_pubrel(const packet& given);
  void check_left(const packet& given);
  void connect(bool kept);
  void disconnect();
  void on_outcome(const outcome& given);
  std::size_t unanswered() const;

  shape shape_;
  rig on_;
  bool connected_ = false;
  std::map<std::uint64_t, submitted> messages_;
  std::list<exchange> session_;
  std::deque<std::string> leaving_;  // from the engine to the broker
  std::deque<reply> coming_;         // from the broker to the engine
  std::set<std::uint64_t> open_;     // exchanges of this connection, as its client has to count
  std::set<std::uint16_t> subscribing_;
  std::uint64_t last_left_ = 0;  // on this connection
  unsigned connections_ = 0;
  std::uint64_t last_token_ = 0;
};

}  // namespace ipaas::mqtt::delivery::test
