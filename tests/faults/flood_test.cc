// A flood of messages at QoS 0 onto a connection whose flow publishes on it too: its answers stand
// behind the flood. The connection stays, nothing waits for ever, and memory is bounded.
//
// Takes over 10 s with a sanitizer: 200 000 messages pass it.
#include <gtest/gtest.h>

#include <thread>

#include "harness/flow.h"
#include "harness/memory.h"
#include "harness/mosquitto_broker.h"
#include "harness/plugin_under_test.h"
#include "harness/test_client.h"

namespace ipaas::harness {
namespace {

constexpr int flood_count = 200'000;
constexpr std::size_t most_memory_kib = 300 << 10;

class flood : public testing::Test {
 protected:
  // Returns when the broker has all of them, and a last one at QoS 1 behind them.
  void send_all() {
    test_client sender(broker_.port());
    sender.publish_numbers("in", flood_count, 0);
    sender.publish("in", "end", 1);
  }
  // Publishes for every hundredth message and waits for the answer, until the last one has come;
  // returns how many came.
  int work() {
    const deadline end(std::chrono::seconds(100));
    for (int seen = 0;; ++seen) {
      const flow_message message = consumer_.next_message(end);
      if (seen % 100 == 0) {
        producer_.publish(static_cast<std::uint64_t>(seen), message.payload);
        const flow_outcome outcome = producer_.next_outcome(end);
        EXPECT_EQ(outcome.code, IPAAS_SUCCEEDED) << outcome.error;
      }
      consumer_.accept(message);
      if (message.payload == "end") return seen;
    }
  }
  void expect_stayed_up() {
    consumer_.take();
    for (const flow_event& event : consumer_.events()) {
      EXPECT_NE(event.code, IPAAS_EVENT_DOWN) << event.error;
      EXPECT_NE(event.code, IPAAS_EVENT_FAILED) << event.error;
    }
    EXPECT_TRUE(sanitized || peak_memory_kib() < most_memory_kib) << peak_memory_kib();
  }

  mosquitto_broker broker_;
  host::connection connection_ = plugin_under_test().open_connection(
      connection_settings(broker_.url(), "flood")
          .number("keepAlive", 0)  // no timer that hides a standstill
          .number("maxInFlight", 100)
          .number("maxInFlightBytes", std::int64_t{8} << 20)
          .str());
  flow consumer_{connection_, consumer_request("in", 1)};
  flow producer_{connection_, producer_request("out", 1)};
};

TEST_F(flood, is_survived_by_a_flow_that_works) {
  consumer_.wait_until_up();
  std::thread sender([this] { send_all(); });
  EXPECT_GT(work(), 0);
  sender.join();
  expect_stayed_up();
}

TEST_F(flood, is_survived_by_a_flow_that_stalls) {
  consumer_.wait_until_up();
  send_all();
  EXPECT_GT(work(), 0);
  expect_stayed_up();
}

}  // namespace
}  // namespace ipaas::harness
