#include "demo_ledger.h"

#include <gtest/gtest.h>

#include "demo_reading.h"

namespace ipaas::command_line {
namespace {

constexpr double hot = alert_temperature + 1;
constexpr double cool = alert_temperature - 1;

TEST(demo_ledger, balances_when_everything_has_arrived_once) {
  demo_ledger ledger;
  for (const double temperature : {cool, hot}) {
    const auto sequence = ledger.publish(temperature);
    ledger.acknowledge();
    ledger.consume(sequence);
    if (temperature == hot) ledger.alert(sequence);
  }
  EXPECT_TRUE(ledger.caught_up());
  EXPECT_EQ(ledger.lost(), 0u);
  EXPECT_EQ(ledger.doubled(), 0u);
}

TEST(demo_ledger, counts_a_reading_and_an_alert_that_are_missing) {
  demo_ledger ledger;
  ledger.publish(cool);
  ledger.consume(ledger.publish(hot));
  EXPECT_EQ(ledger.lost(), 2u);
  EXPECT_FALSE(ledger.caught_up());
}

TEST(demo_ledger, counts_what_comes_twice_but_not_as_something_that_has_arrived) {
  demo_ledger ledger;
  const auto sequence = ledger.publish(hot);
  ledger.publish(cool);
  ledger.consume(sequence);
  ledger.consume(sequence);
  ledger.alert(sequence);
  ledger.alert(sequence);
  EXPECT_EQ(ledger.doubled(), 2u);
  EXPECT_EQ(ledger.lost(), 1u);
}

TEST(demo_ledger, ignores_numbers_it_never_gave) {
  demo_ledger ledger;
  ledger.consume(~0ull);
  ledger.alert(1);
  EXPECT_EQ(ledger.consumed(), 0u);
  EXPECT_EQ(ledger.alerts(), 0u);
}

TEST(demo_ledger, is_not_caught_up_before_the_broker_has_acknowledged) {
  demo_ledger ledger;
  ledger.consume(ledger.publish(cool));
  EXPECT_FALSE(ledger.caught_up());
  ledger.acknowledge();
  EXPECT_TRUE(ledger.caught_up());
}

TEST(demo_ledger, finds_percentiles) {
  demo_ledger ledger;
  EXPECT_EQ(ledger.percentile(0.5), std::nullopt);
  for (int i = 100; i >= 1; --i) ledger.usual_latency(milliseconds(i));
  EXPECT_EQ(ledger.percentile(0.50), milliseconds(50));
  EXPECT_EQ(ledger.percentile(0.99), milliseconds(99));
  EXPECT_EQ(ledger.percentile(0), milliseconds(1));
  EXPECT_EQ(ledger.percentile(1), milliseconds(100));
}

TEST(demo_reading, is_read_as_it_was_written) {
  const demo_reading reading{"press", 7, 71.5, time_point(std::chrono::nanoseconds(123))};
  const auto read = parse_reading(to_json(reading));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->machine, "press");
  EXPECT_EQ(read->sequence, 7u);
  EXPECT_EQ(read->temperature, 71.5);
  EXPECT_EQ(read->sent, reading.sent);
}

TEST(demo_reading, is_told_from_other_payloads) {
  for (const auto* payload :
       {"", "x", "7", "{}", R"({"sequence": -1, "temperature": 1, "sent": 1})",
        R"({"sequence": 1, "temperature": "1", "sent": 1})"}) {
    EXPECT_FALSE(parse_reading(payload)) << payload;
  }
}

}  // namespace
}  // namespace ipaas::command_line
