// What a stream processor asks of any of its connectors, asked of this one: a flow publishes to the
// topic from which another one consumes.
#include <gtest/gtest.h>

#include <deque>
#include <random>
#include <thread>

#include "harness/fault_proxy.h"
#include "harness/flow.h"
#include "harness/mosquitto_broker.h"
#include "harness/plugin_under_test.h"
#include "harness/tally.h"

namespace ipaas::harness {
namespace {

// A consumer and a producer at QoS 1 on connections of their own, with sessions that are kept.
class stream {
 public:
  explicit stream(const std::string& url)
      : in_(open(url, "stream-in")),
        out_(open(url, "stream-out")),
        consumer_(in_, operation_request(
                           "consumer",
                           consumer_parameters({"stream"}, 1).text("redeliveryDelay", "5ms"))),
        producer_(out_, producer_request("stream", 1)) {
    consumer_.wait_until_up();
  }

  flow& consumer() { return consumer_; }
  flow& producer() { return producer_; }
  void publish(std::size_t first, std::size_t count) {
    host::batch records;
    for (std::size_t i = first; i < first + count; ++i) records.publish(i, std::to_string(i));
    producer_.submit(records);
  }
  void expect_successes(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const flow_outcome outcome = producer_.next_outcome();
      ASSERT_EQ(outcome.code, IPAAS_SUCCEEDED) << outcome.token << " " << outcome.error;
    }
  }
  // Accepts until so many different ones have come.
  void consume(tally& seen, std::size_t different) {
    while (seen.different() < different) {
      const flow_message message = consumer_.next_message();
      seen.note(message.payload);
      consumer_.accept(message);
    }
  }
  // Half of what comes is refused the first time, seeded.
  void consume_lossy(tally& accepted, std::size_t different) {
    std::mt19937 random(3);
    while (accepted.different() < different) {
      const flow_message message = consumer_.next_message();
      const bool refused = message.deliveries == 1 && random() % 2 == 0;
      consumer_.settle(message, refused ? IPAAS_RETRY : IPAAS_ACCEPT);
      if (!refused) accepted.note(message.payload);
    }
  }

 private:
  static host::connection open(const std::string& url, const char* id) {
    return plugin_under_test().open_connection(connection_settings(url, id)
                                                   .boolean("cleanSession", false)
                                                   .boolean("autoReconnect", true)
                                                   .text("maxReconnectInterval", "100ms")
                                                   .boolean("connectRetry", true)
                                                   .text("connectRetryInterval", "100ms")
                                                   .str());
  }

  host::connection in_;
  host::connection out_;
  flow consumer_;
  flow producer_;
};

class stream_of_a_broker : public testing::Test {
 protected:
  mosquitto_broker broker_{{.persistence = true, .max_inflight_messages = 1000}};
};

TEST_F(stream_of_a_broker, opens_and_closes) {
  for (int i = 0; i < 3; ++i) stream both(broker_.url());
}

TEST_F(stream_of_a_broker, passes_single_messages_and_batches) {
  stream both(broker_.url());
  tally seen;
  std::size_t sent = 0;
  for (const std::size_t size : {1u, 1u, 10u, 100u}) {
    both.publish(sent, size);
    sent += size;
    both.consume(seen, sent);
    both.expect_successes(size);
  }
  EXPECT_EQ(seen.doubled() + seen.late(), 0u);
}

TEST_F(stream_of_a_broker, passes_a_thousand_one_after_the_other) {
  stream both(broker_.url());
  for (std::size_t i = 0; i < 1000; ++i) {
    both.publish(i, 1);
    both.expect_successes(1);
    const flow_message message = both.consumer().next_message();
    ASSERT_EQ(message.payload, std::to_string(i));
    both.consumer().accept(message);
  }
}

TEST_F(stream_of_a_broker, passes_a_thousand_in_parallel) {
  stream both(broker_.url());
  both.publish(0, 1000);
  tally seen;
  both.consume(seen, 1000);
  both.expect_successes(1000);
  EXPECT_EQ(seen.doubled() + seen.late(), 0u);
}

// As many as may be are held unacknowledged, then settled in the reverse order.
TEST_F(stream_of_a_broker, goes_on_after_its_window_was_full) {
  constexpr std::size_t window = 1000;
  stream both(broker_.url());
  both.publish(0, 2 * window);
  tally seen;
  auto held = both.consumer().next_messages(window);
  both.consumer().take();
  EXPECT_TRUE(both.consumer().messages().empty());
  for (; !held.empty(); held.pop_back()) {
    seen.note(held.back().payload);
    both.consumer().accept(held.back());
  }
  both.consume(seen, 2 * window);
  EXPECT_EQ(seen.doubled(), 0u);
}

TEST_F(stream_of_a_broker, delivers_at_least_once_across_restarts) {
  tally seen;
  for (std::size_t life = 0; life < 3; ++life) {
    stream both(broker_.url());
    both.publish(life * 100, 100);
    both.expect_successes(100);
    // Half is accepted; the rest is left to the next life.
    for (int i = 0; i < 50; ++i) {
      const flow_message message = both.consumer().next_message();
      seen.note(message.payload);
      both.consumer().accept(message);
    }
  }
  stream last(broker_.url());
  last.consume(seen, 300);
  EXPECT_EQ(seen.lost_of(300), 0u);
}

TEST_F(stream_of_a_broker, passes_everything_to_a_flow_that_fails_half_the_time) {
  stream both(broker_.url());
  std::thread sender([&both] {
    both.publish(0, 1000);
    both.expect_successes(1000);
  });
  tally accepted;
  both.consume_lossy(accepted, 1000);
  sender.join();
  EXPECT_EQ(accepted.lost_of(1000) + accepted.doubled(), 0u);
}

TEST_F(stream_of_a_broker, passes_everything_to_such_a_flow_while_connections_break) {
  constexpr std::size_t count = 500;
  fault_proxy proxy(broker_.port(chosen_entrance()),
                    [random = std::mt19937_64(5)](unsigned number) mutable {
                      return number < 12 ? random_plan(random, 6000) : line_plan();
                    });
  stream both(proxy.url());
  std::thread sender([&both] {
    both.publish(0, count);
    both.expect_successes(count);
  });
  tally accepted;
  both.consume_lossy(accepted, count);
  sender.join();
  EXPECT_EQ(accepted.lost_of(count), 0u);
}

}  // namespace
}  // namespace ipaas::harness
