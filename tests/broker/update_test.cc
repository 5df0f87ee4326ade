// Credentials that change while the connection lives.
#include <gtest/gtest.h>

#include "harness/flow.h"
#include "harness/mosquitto_broker.h"
#include "harness/plugin_under_test.h"
#include "harness/test_client.h"
#include "ipaas/host_update.hpp"

namespace ipaas::harness {
namespace {

const broker_options two_users{.users = {{"old", "first"}, {"new", "second"}}};

class update : public testing::Test {
 protected:
  json_object settings(bool clean_session) {
    return connection_settings(broker_.url(), "updated")
        .text("username", "old")
        .text("password", "first")
        .boolean("cleanSession", clean_session)
        .boolean("autoReconnect", true);
  }
  test_client peer() {
    return test_client({.port = broker_.port(), .username = "old", .password = "first"});
  }
  // Waits for the warning with this code.
  static flow_event wait_for_remark(flow& operation, std::string_view code) {
    for (;;) {
      const flow_event next = operation.wait_for_event(IPAAS_EVENT_WARNING);
      if (text_at(next.attribute, "/code") == code) return next;
    }
  }

  mosquitto_broker broker_{two_users};
};

TEST_F(update, is_used_at_once_where_the_session_is_kept) {
  const auto connection = plugin_under_test().open_connection(settings(false).str());
  flow producer(connection, producer_request("t", 1));
  producer.wait_until_up();
  host::updater(plugin_under_test(), connection)
      .update(R"({"username": "new", "password": "second"})");
  wait_for_remark(producer, "MQTT:CREDENTIALS_UPDATED");
  wait_for_remark(producer, "MQTT:RENEWING");
  producer.wait_until_up();
  EXPECT_EQ(producer.publish_and_wait("x").code, IPAAS_SUCCEEDED);
}

// Credentials that are wrong show that the new ones are used, and not the old ones again.
TEST_F(update, is_refused_by_the_broker_where_it_is_wrong) {
  const auto connection = plugin_under_test().open_connection(settings(false).str());
  flow producer(connection, producer_request("t", 1));
  producer.wait_until_up();
  const host::updater credentials(plugin_under_test(), connection);
  credentials.update(R"({"password": "wrong"})");
  EXPECT_EQ(producer.wait_for_failure().error_code(), "MQTT:NOT_AUTHORIZED");
}

TEST_F(update, loses_and_doubles_nothing_in_a_kept_session) {
  constexpr int count = 2000;
  const auto connection = plugin_under_test().open_connection(settings(false).str());
  flow consumer(connection, consumer_request("in/#", 2));
  flow producer(connection, producer_request("out", 2));
  consumer.wait_until_up();
  producer.wait_until_up();
  test_client sender = peer();
  test_client receiver = peer();
  receiver.subscribe("out", 2);

  const host::updater credentials(plugin_under_test(), connection);
  for (int i = 0; i < count; ++i) {
    producer.publish(static_cast<std::uint64_t>(i), std::to_string(i));
    if (i == count / 2) credentials.update(R"({"username": "new", "password": "second"})");
  }
  sender.publish_numbers("in/x", count, 2);
  for (int i = 0; i < count; ++i) {
    const flow_message message = consumer.next_message();
    EXPECT_EQ(message.payload, std::to_string(i));
    consumer.accept(message);
  }
  for (int i = 0; i < count; ++i) {
    EXPECT_EQ(receiver.next_message().payload, std::to_string(i));
    EXPECT_EQ(producer.next_outcome().code, IPAAS_SUCCEEDED);
  }
  wait_for_remark(producer, "MQTT:RENEWING");
  producer.wait_until_up();
}

TEST_F(update, waits_for_the_next_connect_where_a_clean_session_would_lose_messages) {
  const auto connection = plugin_under_test().open_connection(settings(true).str());
  flow consumer(connection, consumer_request("t", 1));
  consumer.wait_until_up();
  host::updater(plugin_under_test(), connection).update(R"({"password": "wrong"})");
  wait_for_remark(consumer, "MQTT:CREDENTIALS_UPDATED");
  peer().publish("t", "still connected", 1);
  EXPECT_EQ(consumer.next_message().payload, "still connected");
  broker_.stop();
  broker_.start();
  consumer.wait_for_event(IPAAS_EVENT_DOWN);
  EXPECT_EQ(consumer.wait_for_failure().error_code(), "MQTT:NOT_AUTHORIZED");
}

}  // namespace
}  // namespace ipaas::harness
