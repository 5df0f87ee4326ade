// The line of --stats.
#include "statistics_log.h"

#include <gtest/gtest.h>

namespace ipaas::command_line {
namespace {

TEST(statistics_line, is_for_a_person) {
  EXPECT_EQ(statistics_line("flow",
                            R"({"state": "up", "since": "2026-01-01T00:00:00.000Z", "reconnects": 2,
              "in": {"messages": [1, 2, 3], "bytes": [10, 20, 30]},
              "out": {"messages": [0, 0, 4], "bytes": [0, 0, 5]}, "errors": {"MQTT:DNS": 7},
              "window": {"messages": 8, "maxMessages": 9, "oldestUnsettledMs": 10},
              "outbox": {"messages": 11, "maxMessages": 12},
              "latency": {"publishToAcknowledgement": {"count": 100, "buckets":
                [{"belowUs": 64, "count": 98}, {"belowUs": 512, "count": 1},
                 {"belowUs": 4096, "count": 1}]}}})"),
            "flow: up since 2026-01-01T00:00:00.000Z, 2 reconnects  in 6 (60 B)  out 4 (5 B)  "
            "unsettled 8/9 (oldest 10 ms)  outbox 11/12  p99: acknowledged <0.512 ms, settled -  "
            "MQTT:DNS 7");
}

TEST(statistics_line, goes_without_what_is_not_told) {
  EXPECT_EQ(statistics_line("x", "{}").find("x: "), 0U);
}

}  // namespace
}  // namespace ipaas::command_line
