// The other side of a test: a plain libmosquitto client, driven by the calls themselves, without a
// thread. Every call waits until the broker has answered, throws timed_out when it does not, and
// std::runtime_error with libmosquitto's words when something else goes wrong. One thread at a
// time.
#pragma once

#include <mosquitto.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/deadline.h"
#include "harness/property_list.h"

namespace ipaas::harness {

struct received_message {
  std::string topic;
  std::string payload;
  int qos = 0;
  bool retain = false;
  int id = 0;
  property_texts properties{};
};

struct client_options {
  std::uint16_t port = 0;
  std::string id{};  // empty: the broker makes one up
  int version = MQTT_PROTOCOL_V311;
  bool clean_session = true;
  std::string username{};
  std::string password{};
  // Unanswered PUBLISHes at a time. mosquitto throws out a client that has more of them at QoS 2
  // than its max_inflight_messages.
  int max_in_flight = 20;
};

class test_client {
 public:
  explicit test_client(const client_options& options);
  explicit test_client(std::uint16_t port) : test_client(client_options{.port = port}) {}
  ~test_client();
  test_client(const test_client&) = delete;
  test_client& operator=(const test_client&) = delete;

  // Returns the QoS that was granted, or 0x80 and more when it was refused.
  int subscribe(const std::string& filter, int qos);
  void publish(const std::string& topic, std::string_view payload, int qos, bool retain = false,
               const property_texts& properties = {});
  // Publishes "0", "1", ... to "<count - 1>", many at a time.
  void publish_numbers(const std::string& topic, int count, int qos);
  received_message next_message(const deadline& end = deadline());
  std::vector<received_message> next_messages(std::size_t count, const deadline& end = deadline());
  // Reads and writes what can be, without waiting.
  void turn_once();
  // Messages that have come, without waiting.
  std::size_t waiting_messages() const { return messages_.size(); }

 private:
  struct callbacks;
  struct freed {
    void operator()(mosquitto* client) const { mosquitto_destroy(client); }
  };

  void connect(const client_options& options);
  void turn(const deadline& end, const char* awaited);
  int send(const std::string& topic, std::string_view payload, int qos, bool retain,
           const property_texts& properties);

  std::unique_ptr<mosquitto, freed> client_;
  std::deque<received_message> messages_;
  std::size_t max_in_flight_;
  std::set<int> unanswered_;  // identifiers of PUBLISH
  int connack_ = -1;
  int granted_ = -1;
};

}  // namespace ipaas::harness
