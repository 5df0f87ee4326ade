// What a stop leaves and says, and a process that ends without one.
#include <gtest/gtest.h>

#include "harness/child_process.h"
#include "harness/flow.h"
#include "harness/mosquitto_broker.h"
#include "harness/paths.h"
#include "harness/plugin_under_test.h"
#include "harness/test_client.h"

namespace ipaas::harness {
namespace {

class stopping_consumer : public testing::Test {
 protected:
  mosquitto_broker broker_;
  host::connection connection_ = plugin_under_test().open_connection(
      connection_settings(broker_.url(), "stopping").boolean("cleanSession", false).str());
  flow consumer_{connection_, consumer_request("t", 1)};
};

TEST_F(stopping_consumer, says_what_it_left) {
  consumer_.wait_until_up();
  test_client(broker_.port()).publish_numbers("t", 3, 1);
  const auto held = consumer_.next_messages(3);
  consumer_.accept(held[0]);
  consumer_.operation().stop(milliseconds(50));
  const auto stopped = consumer_.wait_for_event(IPAAS_EVENT_STOPPED).attribute;
  EXPECT_EQ(number_at(stopped, "/messages"), 2) << stopped;
  EXPECT_EQ(text_at(stopped, "/level"), "warning") << stopped;
}

TEST_F(stopping_consumer, ends_once_what_it_holds_is_settled) {
  consumer_.wait_until_up();
  test_client(broker_.port()).publish_numbers("t", 2, 1);
  const auto held = consumer_.next_messages(2);
  consumer_.operation().stop(patience * 10);  // longer than the wait for its end
  for (const auto& message : held) consumer_.accept(message);
  const auto stopped = consumer_.wait_for_event(IPAAS_EVENT_STOPPED).attribute;
  EXPECT_EQ(number_at(stopped, "/messages"), std::nullopt) << stopped;
  EXPECT_THROW(consumer_.accept(held[0]), host::failure);
}

TEST_F(stopping_consumer, gets_nothing_after_its_end) {
  flow sentinel(connection_, consumer_request("sentinel", 1));
  consumer_.wait_until_up();
  sentinel.wait_until_up();
  consumer_.stop();
  test_client sender(broker_.port());
  sender.publish_numbers("t", 5, 1);  // fewer than the broker sends without an acknowledgement
  sender.publish("sentinel", "", 1);
  sentinel.accept(sentinel.next_message());
  EXPECT_EQ(consumer_.take(), 0U);
  broker_.stop();
  sentinel.wait_for_failure();
  EXPECT_EQ(consumer_.take(), 0U) << "not even that the connection is lost";
}

// Its connection, its I/O thread and its messages are what they happen to be.
class leaving_process : public testing::TestWithParam<const char*> {};

TEST_P(leaving_process, ends_without_closing) {
  mosquitto_broker broker;
  test_client(broker.port()).publish("t", "kept", 1, true);
  child_process process({harness::program_path("ipaas-flow-process"), GetParam(),
                         connection_settings(broker.url(), "leaving").str(),
                         consumer_request("t", 1)});
  while (process.read_line()) continue;
  EXPECT_EQ(process.wait(), 0);
}

INSTANTIATE_TEST_SUITE_P(stopping, leaving_process,
                         testing::Values("leave_connecting", "leave_up", "leave_holding"),
                         [](const auto& chosen) { return std::string(chosen.param); });

}  // namespace
}  // namespace ipaas::harness
