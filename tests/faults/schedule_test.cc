// Seeded random fault schedules between the plugin and a real broker: several connections in a row
// are cut, silenced, slowed down and left half open at any byte, then the network heals. Nothing is
// lost at QoS 1 and 2, nothing doubled at QoS 2.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "harness/fault_proxy.h"
#include "harness/memory.h"
#include "harness/mosquitto_broker.h"
#include "harness/republication_watch.h"
#include "harness/two_way_traffic.h"

namespace ipaas::harness {
namespace {

constexpr unsigned groups = 8;
constexpr unsigned schedules_of_a_group = 25;
constexpr unsigned at_once = 9;
constexpr std::size_t messages = 24;      // of each QoS, each way
constexpr std::size_t most_bytes = 1500;  // about a third of what they take
constexpr std::size_t most_memory_kib = 200 << 10;

// The faults of the first connections; those after them are sound.
fault_proxy::planner faults_of(std::uint64_t seed, republication_watch& watch) {
  const unsigned faulty = 3 + static_cast<unsigned>(seed % 4);
  return [random = std::mt19937_64(seed), faulty, &watch](unsigned number) mutable {
    line_plan plan = number < faulty ? random_plan(random, most_bytes) : line_plan();
    plan.observer = [&watch](way direction, std::string_view packet) {
      watch.observe(direction, packet);
    };
    return plan;
  };
}

void run_schedule(std::uint64_t seed, std::uint16_t broker_port) {
  const bool is_v5 = seed % 2 != 0;
  republication_watch watch(is_v5 ? wire::version::v5 : wire::version::v3_1_1);
  fault_proxy proxy(broker_port, faults_of(seed, watch));
  const deadline end(std::chrono::seconds(60));
  two_way_traffic traffic({.url = proxy.url(),
                           .broker_port = broker_port,
                           .name = "schedule-" + std::to_string(seed),
                           .seed = seed,
                           .version = is_v5 ? 5 : 4});
  traffic.send(messages, end);
  traffic.finish(end);
  const std::string which = "seed " + std::to_string(seed) + ": " + traffic.summary();
  EXPECT_EQ(traffic.failures(), "") << which;
  EXPECT_EQ(traffic.lost(1) + traffic.lost(2), 0u) << which;
  EXPECT_EQ(traffic.doubled(0), 0u) << which;
  EXPECT_EQ(traffic.produced(2).doubled(), 0u) << which;
  EXPECT_LE(traffic.consumed(2).doubled(), watch.count()) << which;
}

class schedules : public testing::TestWithParam<unsigned> {};

TEST_P(schedules, lose_nothing_and_double_nothing_at_qos_2) {
  // More than the plugin's window, or the broker throws it out at QoS 2.
  mosquitto_broker broker({.max_inflight_messages = 100});
  std::atomic<unsigned> next{0};
  const auto work = [&] {
    for (unsigned i = next++; i < schedules_of_a_group; i = next++) {
      const std::uint64_t seed = GetParam() * schedules_of_a_group + i;
      try {
        run_schedule(seed, broker.port());
      } catch (const std::exception& failure) {
        ADD_FAILURE() << "seed " << seed << ": " << failure.what();
      }
    }
  };
  std::vector<std::thread> workers;
  for (unsigned i = 0; i < at_once; ++i) workers.emplace_back(work);
  for (std::thread& worker : workers) worker.join();
  EXPECT_TRUE(sanitized || peak_memory_kib() < most_memory_kib) << peak_memory_kib();
}

INSTANTIATE_TEST_SUITE_P(faults, schedules, testing::Range(0u, groups));

}  // namespace
}  // namespace ipaas::harness
