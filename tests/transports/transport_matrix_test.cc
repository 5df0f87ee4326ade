// Messages of every QoS both ways, over every way to a broker.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <tuple>

#include "broker/versions.h"
#include "harness/flow.h"
#include "harness/plugin_under_test.h"
#include "harness/test_client.h"
#include "transports/route.h"

namespace ipaas::harness {
namespace {

constexpr std::size_t count = 120;  // of each QoS, each way

// Its number, and bytes that no other message has: few, none, more than fit into one read, and
// sometimes `large`.
std::string payload_of(std::size_t number, int qos, std::size_t large = 1 << 20) {
  std::mt19937 random(static_cast<unsigned>(number * 3) + static_cast<unsigned>(qos));
  const std::size_t size = number % 50 == 49 ? large : random() % (number % 10 == 9 ? 70'000 : 300);
  std::string payload = std::to_string(number) + ":";
  payload.reserve(payload.size() + size);
  for (std::size_t i = 0; i < size; ++i) payload += static_cast<char>(random());
  return payload;
}

struct way {
  route along;
  protocol_version version;
};

std::string name_of(const way& each) {
  return std::string(each.along.name) + "_" + each.version.name();
}
std::ostream& operator<<(std::ostream& out, const way& each) { return out << name_of(each); }

// aedes knows no MQTT 5.
std::vector<way> every_way() {
  std::vector<way> ways;
  for (const route& along : all_routes) {
    ways.push_back({along, {"3.1.1", MQTT_PROTOCOL_V311}});
    if (along.to != route::server::aedes) ways.push_back({along, {"5", MQTT_PROTOCOL_V5}});
  }
  return ways;
}

// The levels that are published at the same time. aedes loses messages of QoS 2 when they come to
// it mixed with others.
std::vector<std::vector<int>> groups_for(const route& which) {
  if (which.to == route::server::aedes) return {{0}, {1}, {2}};
  return {{0, 1, 2}};
}

// mosquitto 2.0.11 falls silent on a WebSocket connection, whoever the client is, once more waits
// for it than the socket takes.
bool is_easily_flooded(const route& which) {
  return which.to != route::server::aedes && uses_websocket(which.way);
}
// How many rounds, of one message of each level, are published before the flow takes them.
std::size_t rounds_at_once(const route& which) { return is_easily_flooded(which) ? 1 : count; }
// It also looks at its WebSockets ten times a second only.
std::size_t rounds_for(const route& which) { return is_easily_flooded(which) ? 20 : count; }
std::size_t largest_for(const route& which) { return is_easily_flooded(which) ? 100'000 : 1 << 20; }

class transport_matrix : public testing::TestWithParam<way> {
 protected:
  void SetUp() override {
    broker_.emplace(which(), max_inflight());
    connection_.emplace(plugin_under_test().open_connection(
        broker_->settings("matrix").text("mqttVersion", GetParam().version.setting).str()));
  }
  // Of the broker.
  virtual unsigned max_inflight() const = 0;
  static route which() { return GetParam().along; }

  std::optional<routed_broker> broker_;
  std::optional<host::connection> connection_;
};

// Few at a time: messages go on coming only if their acknowledgements arrive.
class consuming : public transport_matrix {
  unsigned max_inflight() const override { return 5; }

 protected:
  // `next` holds the number that comes next of each QoS.
  static void take_next(flow& consumer, std::map<int, std::size_t>& next) {
    const flow_message message = consumer.next_message();
    const int qos = static_cast<int>(message.qos());
    ASSERT_EQ(message.topic(), "in/" + std::to_string(qos));
    ASSERT_TRUE(message.payload == payload_of(next[qos], qos, largest_for(which())))
        << "QoS " << qos << ", number " << next[qos] << ", " << message.payload.size() << " bytes";
    EXPECT_EQ(message.deliveries, 1u);
    ++next[qos];
    consumer.accept(message);
  }
};

TEST_P(consuming, every_qos_whole_and_in_order) {
  flow consumer(
      *connection_,
      operation_request("consumer", json_object().json("topics", R"([{"topic":"in/0","qos":0},)"
                                                                 R"({"topic":"in/1","qos":1},)"
                                                                 R"({"topic":"in/2","qos":2}])")));
  consumer.wait_until_up();
  test_client sender(broker_->plain_port());
  std::map<int, std::size_t> next;
  for (std::size_t sent = 0; sent < rounds_for(which());) {
    const std::size_t end = sent + rounds_at_once(which());
    for (; sent < end; ++sent) {
      for (int qos = 0; qos <= 2; ++qos) {
        sender.publish("in/" + std::to_string(qos), payload_of(sent, qos, largest_for(which())),
                       qos);
      }
    }
    for (std::size_t i = 0; i < 3 * rounds_at_once(which()); ++i) take_next(consumer, next);
  }
}

// More than there are, or mosquitto throws the plugin out at QoS 2 of MQTT 3.1.1.
class producing : public transport_matrix {
  unsigned max_inflight() const override { return 2 * count; }
};

TEST_P(producing, every_qos_whole_and_in_order) {
  test_client witness(broker_->plain_port());
  witness.subscribe("out/#", 2);
  std::deque<flow> producers;
  for (int qos = 0; qos <= 2; ++qos) {
    producers.emplace_back(*connection_, producer_request("out/" + std::to_string(qos), qos));
  }
  std::map<int, std::size_t> next;
  for (const std::vector<int>& group : groups_for(which())) {
    for (std::size_t i = 0; i < count; ++i) {
      for (const int qos : group) {
        producers[static_cast<std::size_t>(qos)].publish(i, payload_of(i, qos));
      }
    }
    for (std::size_t i = 0; i < group.size() * count; ++i) {
      const received_message message = witness.next_message();
      ASSERT_EQ(message.topic, "out/" + std::to_string(message.qos));
      ASSERT_TRUE(message.payload == payload_of(next[message.qos], message.qos))
          << "QoS " << message.qos << ", number " << next[message.qos];
      ++next[message.qos];
    }
  }
  for (flow& producer : producers) {
    std::set<std::uint64_t> succeeded;  // aedes answers in an order of its own
    for (std::size_t i = 0; i < count; ++i) {
      const flow_outcome outcome = producer.next_outcome();
      EXPECT_EQ(outcome.code, IPAAS_SUCCEEDED) << outcome.error;
      succeeded.insert(outcome.token);
    }
    EXPECT_EQ(succeeded.size(), count);
  }
}

const auto name_of_chosen = [](const auto& chosen) { return name_of(chosen.param); };
INSTANTIATE_TEST_SUITE_P(transports, consuming, testing::ValuesIn(every_way()), name_of_chosen);
INSTANTIATE_TEST_SUITE_P(transports, producing, testing::ValuesIn(every_way()), name_of_chosen);

}  // namespace
}  // namespace ipaas::harness
