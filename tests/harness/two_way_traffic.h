// Numbered messages at QoS 0, 1 and 2 both ways between a broker and one connection of the plugin:
// a plain client sends what the plugin consumes, and another receives what the plugin produces.
// What came is counted. The flow holds messages for a while, settles them in any order, and asks
// for some of them again, all drawn from the seed.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>

#include "harness/flow.h"
#include "harness/tally.h"
#include "harness/test_client.h"

namespace ipaas::harness {

struct traffic_options {
  std::string url;                // the plugin's way to the broker
  std::uint16_t broker_port = 0;  // the plain clients' way
  std::string name;               // client identifier and first level of the topics
  std::uint64_t seed = 0;
  int version = 4;  // of MQTT, 4 or 5
  std::size_t most_held = 8;
  unsigned percent_retried = 10;
};

class two_way_traffic {
 public:
  // Returns when the plugin is subscribed.
  explicit two_way_traffic(const traffic_options& options);

  // Sends `count` more messages of each kind; receives meanwhile, and waits while too much is under
  // way.
  void send(std::size_t count, const deadline& end);
  // Until everything of QoS 1 and 2 has come, and whatever may have been doubled with it.
  void finish(const deadline& end);

  std::size_t sent() const { return sent_; }
  const tally& consumed(std::size_t qos) const { return consumed_.at(qos); }
  const tally& produced(std::size_t qos) const { return produced_.at(qos); }
  std::size_t lost(std::size_t qos) const;
  std::size_t doubled(std::size_t qos) const;
  std::size_t reconnects() const { return reconnects_; }
  // The failed outcomes, one a line; empty when all succeeded.
  const std::string& failures() const { return failures_; }
  std::string summary() const;

 private:
  void send_one_of_each();
  void turn(milliseconds wait, const deadline& end);
  void receive(const flow_message& message);
  void settle_some();
  void take_outcomes();
  bool has_all() const;
  std::size_t under_way() const;

  traffic_options options_;
  std::mt19937_64 random_;
  test_client witness_;
  test_client sender_;
  host::connection connection_;
  std::optional<flow> consumer_;
  std::deque<flow> producers_;  // by QoS
  std::deque<flow_message> held_;
  std::set<std::uint64_t> retried_;  // tokens that will come again
  std::array<tally, 3> consumed_;
  std::array<tally, 3> produced_;
  std::size_t sent_ = 0;
  std::size_t answered_ = 0;
  std::size_t reconnects_ = 0;
  std::string failures_;
};

}  // namespace ipaas::harness
