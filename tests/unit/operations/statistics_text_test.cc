// The JSON of ipaas_connection_stats.
#include "operations/statistics_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "operation_bench.h"

namespace ipaas::mqtt::operations {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(statistics_text, tells_everything) {
  session::statistics counted;
  counted.time = std::chrono::system_clock::time_point(1'767'225'600'000ms);
  counted.since = counted.time - 1s;
  counted.state = session::session_fsm::state::up;
  counted.broker = "b:1883";
  counted.connections = 3;
  counted.failures[static_cast<std::size_t>(error_code::dns)] = 4;
  counted.received.add(protocol::qos::at_least_once, 10);
  counted.sending.sent.add(protocol::qos::exactly_once, 20);
  counted.sending.repeated = 5;
  counted.sending.acknowledged.add(3us);
  counted.sending.acknowledged.add(3us);
  counted.sending.acknowledged.add(100us);
  counted.receiving = {1, 2, 3, 8, 6, 7, {}};
  counted.unsettled = 8;
  counted.unsettled_bytes = 9;
  counted.oldest_unsettled = 1500ms;
  outbox_budget outbox(100, 1000);
  ASSERT_TRUE(outbox.reserve(30));
  config::connection_settings settings;
  settings.max_in_flight = 11;
  settings.max_in_flight_bytes = 12;
  EXPECT_EQ(
      statistics_text(counted, outbox, settings),
      R"({"time":"2026-01-01T00:00:00.000Z","state":"up","since":"2025-12-31T23:59:59.000Z",)"
      R"("broker":"b:1883","reconnects":2,)"
      R"("in":{"messages":[0,1,0],"bytes":[0,10,0],"redelivered":7,"repeated":6,"deadLettered":8,"parked":1,)"
      R"("dropped":2,"skipped":3},)"
      R"("out":{"messages":[0,0,1],"bytes":[0,0,20],"repeated":5},"errors":{"MQTT:DNS":4},)"
      R"("window":{"messages":8,"bytes":9,"maxMessages":11,"maxBytes":12,)"
      R"("oldestUnsettledMs":1500},)"
      R"("outbox":{"messages":1,"bytes":30,"maxMessages":100,"maxBytes":1000},)"
      R"("latency":{"publishToAcknowledgement":{"count":3,"buckets":)"
      R"([{"belowUs":4,"count":2},{"belowUs":128,"count":1}]},)"
      R"("handOverToSettlement":{"count":0,"buckets":[]}}})");
}

TEST(statistics_text, has_one_code_for_all_where_the_settings_ask_for_it) {
  session::statistics counted;
  counted.failures[static_cast<std::size_t>(error_code::dns)] = 4;
  counted.failures[static_cast<std::size_t>(error_code::stopped)] = 1;
  config::connection_settings settings;
  settings.errors.codes = code_style::core;
  const outbox_budget outbox(100, 1000);
  EXPECT_THAT(statistics_text(counted, outbox, settings),
              HasSubstr(R"("errors":{"CORE:RUNTIME":5},)"));
  EXPECT_THAT(statistics_text({}, outbox, settings), HasSubstr(R"("errors":{},)"));
}

class statistics_test : public test::operation_test {};

TEST_F(statistics_test, follow_a_connection_that_fails) {
  config::producer_settings parameters;
  parameters.topic = "${attribute.missing}";
  const auto producer = open_producer(parameters);
  test::reader(*producer).next_event(IPAAS_EVENT_FAILED);
  ASSERT_EQ(submit(*producer, test::message(1, "x")).status, IPAAS_OK);
  const std::string text = connection()->statistics();
  EXPECT_THAT(text, HasSubstr(R"("state":"failed")"));
  EXPECT_THAT(text, HasSubstr(R"("MQTT:CONNECT_REFUSED":1)"));
  EXPECT_THAT(text, HasSubstr(R"("MQTT:TOPIC_INVALID":1)"));
}

// The call does not wait for an I/O thread that is busy: it tells what was last known.
TEST_F(statistics_test, do_not_wait_for_a_busy_thread) {
  keep_trying();
  std::promise<void> release;
  const auto held = release.get_future().share();
  connection()->post([held](session::connection&) { held.wait(); });
  EXPECT_THAT(connection()->statistics(), HasSubstr(R"("state":"idle")"));
  release.set_value();
}

}  // namespace
}  // namespace ipaas::mqtt::operations
