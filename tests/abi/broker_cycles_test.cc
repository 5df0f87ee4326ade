// Two hundred lives of a connection that really stood, with messages both ways.
#include <gtest/gtest.h>

#include "abi/process_state.h"
#include "abi/session.h"
#include "abi/subject.h"
#include "harness/mosquitto_broker.h"
#include "harness/paths.h"

namespace ipaas::abi_test {
namespace {

void expect_up(host::operation& operation) {
  take_until(operation, [](const taken_record& next) { return is_event(next, IPAAS_EVENT_UP); });
}

// One message from the producer through the broker to the consumer.
void pass_a_message(host::operation& producer, host::operation& consumer, int round) {
  const std::string payload = std::to_string(round);
  host::batch message;
  message.publish(1, payload);
  EXPECT_TRUE(producer.submit(message));
  take_until(producer, [](const taken_record& r) { return r.kind == IPAAS_KIND_OUTCOME; });
  const auto taken =
      take_until(consumer, [](const taken_record& r) { return r.kind == IPAAS_KIND_MESSAGE; });
  EXPECT_EQ(taken.back().payload, payload);
  host::batch verdict;
  verdict.settle(taken.back().token, IPAAS_ACCEPT);
  EXPECT_TRUE(consumer.submit(verdict));
}

class broker_cycles : public testing::Test {
 protected:
  static constexpr int rounds = 200;
  void expect_nothing_piled_up(const auto& threads, const auto& descriptors) {
    EXPECT_TRUE(holds_in_time([&] { return running_threads() == threads; }));
    EXPECT_EQ(open_descriptors(), descriptors);
  }
  harness::mosquitto_broker broker_;
  host::plugin loaded_{harness::mqtt_plugin()};
  std::string settings_ = mqtt_connection(broker_.port());
};

TEST_F(broker_cycles, open_pass_a_message_stop_close) {
  const auto threads = threads_to_begin_with();
  const auto descriptors = open_descriptors();
  for (int round = 0; round < rounds; ++round) {
    auto connection = loaded_.open_connection(settings_);
    auto consumer = connection.open_operation(mqtt.consumer);
    auto producer = connection.open_operation(
        R"({"operation": "producer", "parameters": {"topic": "abi/cycle", "qos": 1}})");
    expect_up(consumer);
    pass_a_message(producer, consumer, round);
    stop_and_drain(producer);
    stop_and_drain(consumer);
    connection.close(patience);
  }
  expect_nothing_piled_up(threads, descriptors);
}

// In the middle of connecting, of subscribing, of publishing.
TEST_F(broker_cycles, close_at_any_moment) {
  const auto threads = threads_to_begin_with();
  const auto descriptors = open_descriptors();
  for (int round = 0; round < rounds; ++round) {
    auto connection = loaded_.open_connection(settings_);
    auto consumer = connection.open_operation(mqtt.consumer);
    if (round % 3 == 0) continue;
    if (round % 3 == 1)
      consumer.wait(patience);
    else
      expect_up(consumer);
    host::batch message;
    message.publish(1, "text");
    connection.open_operation(mqtt.producer).submit(message);
  }
  expect_nothing_piled_up(threads, descriptors);
}

}  // namespace
}  // namespace ipaas::abi_test
