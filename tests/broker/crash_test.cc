// The flow's process ends without warning, again and again: nothing is lost.
//
// Takes over 10 s with a sanitizer: it starts a hundred processes.
#include <gtest/gtest.h>

#include <random>
#include <set>
#include <thread>

#include "harness/child_process.h"
#include "harness/flow.h"
#include "harness/mosquitto_broker.h"
#include "harness/paths.h"
#include "harness/tally.h"
#include "harness/test_client.h"

namespace ipaas::harness {
namespace {

std::string crashing_session(const mosquitto_broker& broker) {
  return kept_session(broker.url(), "crashing").str();
}

class killed_process : public testing::TestWithParam<int> {
 protected:
  // Starts a flow; it is subscribed when this returns.
  child_process start(const char* mode) {
    child_process process({harness::program_path("ipaas-flow-process"), mode,
                           crashing_session(broker_), consumer_request("t", GetParam())});
    EXPECT_EQ(process.read_line(), "up");
    return process;
  }

  mosquitto_broker broker_;
};

TEST_P(killed_process, before_settling_gets_everything_again) {
  child_process first = start("hold");
  test_client(broker_.port()).publish_numbers("t", 10, 2);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(first.read_line(), std::to_string(i));
  first.kill();
  child_process second = start("hold");
  for (int i = 0; i < 10; ++i) EXPECT_EQ(second.read_line(), std::to_string(i));
}

TEST_P(killed_process, a_hundred_times_loses_nothing) {
  constexpr std::size_t count = 20'000;
  constexpr unsigned lives = 100;
  start("hold").kill();  // the session exists
  std::thread sender(
      [this] { test_client(broker_.port()).publish_numbers("t", count, GetParam()); });
  std::mt19937 random(7);
  tally processed;
  for (unsigned life = 0; life < lives; ++life) {
    child_process process = start("accept");
    // Another number of messages in each life, with verdicts and acknowledgements under way.
    for (std::size_t left = random() % 380; left > 0 && processed.different() < count; --left) {
      const auto line = process.read_line();
      if (!line) break;
      processed.note(*line);
    }
    process.kill();
    // What it had processed by then, and perhaps settled.
    while (const auto line = process.read_line()) processed.note(*line);
  }
  sender.join();
  child_process last = start("accept");
  const deadline end;
  while (processed.different() < count) {
    const auto line = last.read_line(end);
    ASSERT_TRUE(line.has_value()) << "the process ended by itself";
    processed.note(*line);
  }
  EXPECT_EQ(processed.lost_of(count), 0u);
}

// Each life reports some successes on its pipe before it ends.
TEST_P(killed_process, fifty_times_has_sent_all_that_it_reported) {
  constexpr std::size_t of_a_life = 200;
  // What a killed life has begun at QoS 2 and never released counts in the broker's own limit.
  const mosquitto_broker broker({.max_inflight_messages = 0});
  test_client witness(broker.port());
  witness.subscribe("t", 2);
  std::mt19937 random(11);
  std::set<std::size_t> reported;
  for (std::size_t life = 0; life < 50; ++life) {
    child_process process({harness::program_path("ipaas-flow-process"), "produce",
                           crashing_session(broker), producer_request("t", GetParam()),
                           std::to_string(life * of_a_life), std::to_string(of_a_life)});
    ASSERT_EQ(process.read_line(), "submitted");
    const auto note = [&reported](const std::string& line) { reported.insert(std::stoul(line)); };
    for (std::size_t left = random() % of_a_life; left > 0; --left) {
      note(process.read_line().value_or("missing"));
    }
    process.kill();
    while (const auto line = process.read_line()) note(*line);
  }
  test_client(broker.port()).publish("t", "end", 2);
  tally arrived;
  for (received_message next = witness.next_message(); next.payload != "end";
       next = witness.next_message()) {
    arrived.note(next.payload);
  }
  EXPECT_GT(reported.size(), 1000u);
  for (const std::size_t number : reported) EXPECT_TRUE(arrived.has(number)) << number;
  if (GetParam() == 2) {
    EXPECT_EQ(arrived.doubled(), 0u);
  }
}

INSTANTIATE_TEST_SUITE_P(crash, killed_process, testing::Values(1, 2),
                         [](const auto& chosen) { return "qos" + std::to_string(chosen.param); });

}  // namespace
}  // namespace ipaas::harness
