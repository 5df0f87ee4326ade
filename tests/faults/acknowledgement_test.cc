// No acknowledgement is on the wire before the flow's verdict, and they leave in the order in which
// the messages came: checked on the bytes.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <random>

#include "faults/settings.h"

namespace ipaas::harness {
namespace {

constexpr std::size_t count = 100'000;
constexpr std::size_t window = 300;

// Set by the flow before it settles the message, read by the script when the acknowledgement came.
class verdicts {
 public:
  void give(std::size_t message) { given_.at(message).store(true); }
  bool were_given(std::size_t message) const { return given_.at(message).load(); }

 private:
  std::vector<std::atomic<bool>> given_ = std::vector<std::atomic<bool>>(count);
};

std::uint16_t identifier_of_message(std::size_t message) {
  return static_cast<std::uint16_t>(message % 60'000 + 1);
}

// Every third message at QoS 2, the others at QoS 1.
std::uint8_t qos_of(std::size_t message) { return message % 3 == 0 ? 2 : 1; }

class mixed_flood {
 public:
  mixed_flood(peer& client, const verdicts& given) : client_(client), verdicts_(given) {}

  void run() {
    while (acknowledged_ < count) {
      send_what_the_window_allows();
      check(client_.read_packet());
    }
  }

 private:
  void send_what_the_window_allows() {
    std::string bytes;
    for (; sent_ < count && sent_ - acknowledged_ < window; ++sent_) {
      bytes += wire::publish(v4, {.topic = "t",
                                  .payload = std::to_string(sent_),
                                  .qos = qos_of(sent_),
                                  .id = identifier_of_message(sent_)});
    }
    client_.send(bytes);
  }

  void check(const std::string& packet) {
    const wire::type kind = wire::type_of(packet);
    const std::uint16_t id = wire::identifier_of(packet);
    if (kind == wire::type::pubcomp) return;
    const std::size_t message = acknowledged_++;
    ASSERT_EQ(kind, qos_of(message) == 2 ? wire::type::pubrec : wire::type::puback);
    ASSERT_EQ(id, identifier_of_message(message)) << "out of order";
    ASSERT_TRUE(verdicts_.were_given(message)) << "message " << message << " before its verdict";
    if (kind == wire::type::pubrec) client_.send(wire::acknowledgement(wire::type::pubrel, id));
  }

  peer& client_;
  const verdicts& verdicts_;
  std::size_t sent_ = 0;
  std::size_t acknowledged_ = 0;
};

TEST(acknowledgement, never_leaves_before_the_verdict) {
  verdicts given;
  scripted_broker server([&given](listener& door) {
    peer client = door.accept();
    client.accept_session(v4);
    client.grant_subscription(v4);
    mixed_flood(client, given).run();
  });
  const auto connection = plugin_under_test().open_connection(settings_for(server).str());
  flow consumer(connection, consumer_request("#", 2));
  std::mt19937 random(1);
  std::deque<flow_message> held;
  std::size_t received = 0;
  for (std::size_t settled = 0; settled < count;) {
    // Holds as many as there may be, then settles some of them in any order.
    const std::size_t most = std::min(window, count - settled);
    while (held.size() < most) {
      held.push_back(consumer.next_message());
      ASSERT_EQ(held.back().payload, std::to_string(received++));
    }
    const std::size_t some = std::min<std::size_t>(held.size(), 1 + random() % window);
    std::shuffle(held.begin(), held.begin() + static_cast<std::ptrdiff_t>(some), random);
    host::batch records;
    for (std::size_t i = 0; i < some; ++i, ++settled) {
      given.give(std::stoul(held.front().payload));
      records.settle(held.front().token, i % 5 == 0 ? IPAAS_REJECT : IPAAS_ACCEPT);
      held.pop_front();
    }
    consumer.submit(records);
  }
  server.finish();
}

// A flow that has failed for now keeps its message: nothing may leave at its retry.
TEST(acknowledgement, does_not_leave_at_a_retry) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.accept_session(v4);
    client.grant_subscription(v4);
    client.send(wire::publish(v4, {.topic = "t", .payload = "first", .qos = 1, .id = 1}));
    client.send(wire::publish(v4, {.topic = "t", .payload = "second", .qos = 1, .id = 2}));
    EXPECT_EQ(client.read_packet(), wire::from_hex("40 02 00 01"));
    EXPECT_EQ(client.read_packet(), wire::from_hex("40 02 00 02"));
  });
  const auto connection = plugin_under_test().open_connection(settings_for(server).str());
  flow consumer(connection, operation_request("consumer", consumer_parameters({"#"}, 1).text(
                                                              "redeliveryDelay", "10ms")));
  const auto messages = consumer.next_messages(2);
  consumer.settle(messages[0], IPAAS_RETRY);
  // The later one waits for the earlier one (MQTT-4.6.0-2).
  consumer.accept(messages[1]);
  const flow_message again = consumer.next_message();
  EXPECT_EQ(again.payload, "first");
  EXPECT_EQ(again.token, messages[0].token);
  consumer.accept(again);
  server.finish();
}

}  // namespace
}  // namespace ipaas::harness
