// What the guarantee tests stand on: a broker, a proxy before it that can be closed or hold a
// packet back, and flows in this process or in one of their own.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <string>

#include "guarantee_table.h"
#include "harness/child_process.h"
#include "harness/fault_proxy.h"
#include "harness/flow.h"
#include "harness/mosquitto_broker.h"
#include "harness/paths.h"
#include "harness/plugin_under_test.h"
#include "harness/temporary_folder.h"
#include "harness/test_client.h"

namespace ipaas::harness {

inline constexpr std::size_t some = 10;  // messages of a test
inline const std::string last_payload = "end";

// Counts what comes, and accepts it, until the last one.
inline void consume_to_end(flow& consumer, tally& seen) {
  for (;;) {
    const flow_message message = consumer.next_message();
    consumer.accept(message);
    if (message.payload == last_payload) return;
    seen.note(message.payload);
  }
}

class guarantee : public testing::TestWithParam<int> {  // the QoS
 protected:
  int qos() const { return GetParam(); }

  // Once per test, before the broker is used.
  void start_broker(const broker_options& options = {}) { broker_.emplace(options); }
  // A proxy; its first connection has this gate.
  void start_proxy(std::optional<packet_gate> gate = {}) {
    proxy_.emplace(broker_->port(), [this, gate](unsigned number) {
      if (is_away_) return line_plan{.end = ending::reset};
      return line_plan{.gate = number == 0 ? gate : std::nullopt};
    });
  }
  // The way to the broker breaks, and stays so until come_back().
  void go_away() {
    is_away_ = true;
    proxy_->end_all(ending::reset);
  }
  void come_back() { is_away_ = false; }

  // Connections keep their state on disk from here on.
  void start_state() { state_.emplace(); }

  json_object settings(std::string_view id = "guarantee") const {
    json_object made = connection_settings(proxy_->url(), id)
                           .boolean("cleanSession", false)
                           .boolean("autoReconnect", true)
                           .text("maxReconnectInterval", "100ms")
                           .boolean("connectRetry", true)
                           .text("connectRetryInterval", "100ms");
    if (state_) made.text("stateDirectory", state_->path().string());
    return made;
  }
  child_process start_consumer(const char* mode) const {
    return start_consumer(mode, settings().str());
  }
  child_process start_consumer(const char* mode, const std::string& with) const {
    child_process process(
        {harness::program_path("ipaas-flow-process"), mode, with, consumer_request("t", qos())});
    EXPECT_EQ(process.read_line(), "up");
    return process;
  }
  child_process start_producer(std::size_t first, std::size_t count) const {
    return child_process({harness::program_path("ipaas-flow-process"), "produce", settings().str(),
                          producer_request("t", qos()), std::to_string(first),
                          std::to_string(count)});
  }

  // Numbers [first, first + count) for the consumers, from a plain client that is never cut.
  void send(std::size_t first, std::size_t count) {
    test_client sender(broker_->port());
    for (std::size_t i = first; i < first + count; ++i) sender.publish("t", std::to_string(i), 2);
  }
  void send_last() { test_client(broker_->port()).publish("t", last_payload, 2); }
  static void read_to_end(child_process& consumer, tally& seen) {
    while (const auto line = consumer.read_line()) {
      if (*line == last_payload) return;
      seen.note(*line);
    }
    ADD_FAILURE() << "the process ended by itself";
  }
  static void witness_to_end(test_client& witness, tally& seen) {
    for (;;) {
      const received_message message = witness.next_message();
      if (message.payload == last_payload) return;
      seen.note(message.payload);
    }
  }

  void note(const std::string& row, const counted& result) const { note(row, words_for(result)); }
  void note(const std::string& row, const std::string& words) const {
    guarantee_table::instance().note(row, qos(), words);
  }

  std::optional<temporary_folder> state_;
  std::optional<mosquitto_broker> broker_;
  std::atomic<bool> is_away_{false};
  std::optional<fault_proxy> proxy_;
};

// Where only QoS 1 and 2, or only QoS 2, promise something.
class guarantee_1_2 : public guarantee {};
class guarantee_2 : public guarantee {};

inline std::string qos_name(const testing::TestParamInfo<int>& chosen) {
  return "qos" + std::to_string(chosen.param);
}

// Before PUBACK at QoS 1, before PUBREC at QoS 2.
inline packet_gate answer_gate(way direction, int qos) {
  return {direction, qos == 1 ? wire::type::puback : wire::type::pubrec, 1};
}

}  // namespace ipaas::harness
