// What a Consumer may ask for beside its filters: a shared group, and what becomes of retained
// messages and of its own.
#include <gtest/gtest.h>

#include <set>

#include "broker/versions.h"
#include "harness/flow.h"
#include "harness/mosquitto_broker.h"
#include "harness/plugin_under_test.h"
#include "harness/test_client.h"

namespace ipaas::harness {
namespace {

class consumer_options : public testing::TestWithParam<protocol_version> {
 protected:
  host::connection open(std::string_view client_id) {
    return plugin_under_test().open_connection(
        connection_settings(broker.url(), client_id).text("mqttVersion", GetParam().setting).str());
  }
  test_client client() {
    return test_client({.port = broker.port(), .version = GetParam().of_client});
  }
  static std::string request(const json_object& parameters) {
    return operation_request("consumer", parameters);
  }
  mosquitto_broker broker;
};
using consumer_options_of_version_5 = consumer_options;

TEST_P(consumer_options, skip_what_was_retained) {
  test_client publisher({.port = broker.port(), .version = GetParam().of_client});
  for (const int qos : {0, 1, 2}) {
    publisher.publish("t/" + std::to_string(qos), "old", qos, true);
  }
  const auto connection = open("skips");
  flow consumer(connection, request(consumer_parameters({"t/#"}, 2).text("retained", "SKIP")));
  consumer.wait_until_up();
  // Published with the flag, but to subscribers that are there: no retained message to them.
  for (const int qos : {0, 1, 2}) {
    publisher.publish("t/" + std::to_string(qos), "new", qos, true);
  }
  std::set<std::string> topics;
  for (int i = 0; i < 3; ++i) {
    const flow_message message = consumer.next_message();
    EXPECT_EQ(message.payload, "new");
    EXPECT_FALSE(message.retain());
    topics.insert(message.topic());
    consumer.accept(message);
  }
  EXPECT_EQ(topics.size(), 3U);
}

TEST_P(consumer_options, divide_the_messages_of_a_shared_group) {
  constexpr int count = 20;
  const auto first = open("first");
  const auto second = open("second");
  const auto parameters = consumer_parameters({"t/+"}, 1).text("sharedGroup", "workers");
  flow one(first, request(parameters));
  flow other(second, request(parameters));
  one.wait_until_up();
  other.wait_until_up();
  test_client witness({.port = broker.port(), .version = GetParam().of_client});
  witness.subscribe("t/+", 1);
  test_client publisher({.port = broker.port(), .version = GetParam().of_client});
  publisher.publish_numbers("t/x", count, 1);
  witness.next_messages(count);
  // mosquitto gives them to its members in turn.
  std::set<std::string> payloads;
  for (int i = 0; i < count; ++i) {
    flow& from = i % 2 == 0 ? one : other;
    const flow_message message = from.next_message();
    EXPECT_EQ(message.topic(), "t/x");
    payloads.insert(message.payload);
    from.accept(message);
  }
  EXPECT_EQ(payloads.size(), static_cast<std::size_t>(count));
}

INSTANTIATE_TEST_SUITE_P(broker, consumer_options, testing::ValuesIn(all_versions),
                         [](const auto& chosen) { return chosen.param.name(); });

TEST_P(consumer_options_of_version_5, leave_out_what_is_the_connections_own) {
  const auto connection = open("local");
  flow consumer(connection, request(consumer_parameters({"t"}, 1).boolean("noLocal", true)));
  consumer.wait_until_up();
  flow producer(connection, producer_request("t", 1));
  EXPECT_EQ(producer.publish_and_wait("its own").code, IPAAS_SUCCEEDED);
  client().publish("t", "another's", 1);
  const flow_message message = consumer.next_message();
  EXPECT_EQ(message.payload, "another's");
  consumer.accept(message);
}

TEST_P(consumer_options_of_version_5, may_leave_retained_messages_with_the_broker) {
  test_client publisher({.port = broker.port(), .version = GetParam().of_client});
  publisher.publish("t", "old", 1, true);
  const auto connection = open("never");
  flow consumer(connection,
                request(consumer_parameters({"t"}, 1).text("retainHandling", "DO_NOT_SEND")));
  consumer.wait_until_up();
  publisher.publish("t", "new", 1);
  EXPECT_EQ(consumer.next_message().payload, "new");
}

TEST_P(consumer_options_of_version_5, tell_what_the_publisher_asked_for) {
  const auto connection = open("as-published");
  flow consumer(connection,
                request(consumer_parameters({"t"}, 1).boolean("retainAsPublished", true)));
  consumer.wait_until_up();
  client().publish("t", "x", 1, true);
  const flow_message message = consumer.next_message();
  EXPECT_TRUE(message.retain()) << message.attribute;
  consumer.accept(message);
}

INSTANTIATE_TEST_SUITE_P(broker, consumer_options_of_version_5, testing::Values(all_versions[2]),
                         [](const auto& chosen) { return chosen.param.name(); });

}  // namespace
}  // namespace ipaas::harness
