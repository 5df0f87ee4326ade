// What happens to TLS and secure WebSocket over time: broken handshakes, broken connections,
// brokers that restart, certificates that change, sessions that are resumed.
#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "harness/aedes_broker.h"
#include "harness/fault_proxy.h"
#include "harness/flow.h"
#include "harness/mosquitto_broker.h"
#include "harness/plugin_under_test.h"
#include "harness/scripted_broker.h"
#include "harness/tally.h"
#include "harness/test_client.h"

namespace ipaas::harness {
namespace {

json_object persistent_settings(const std::string& url) {
  return connection_settings(url, "lasting")
      .boolean("cleanSession", false)
      .boolean("autoReconnect", true)
      .text("maxReconnectInterval", "100ms")
      .boolean("connectRetry", true)
      .text("connectRetryInterval", "100ms");
}

class entrance_with_tls : public testing::TestWithParam<entrance> {};

TEST_P(entrance_with_tls, kept_session_survives_a_restart_of_the_broker) {
  mosquitto_broker broker({.persistence = true, .entrances = {GetParam()}});
  const auto connection =
      plugin_under_test().open_connection(persistent_settings(broker.url(GetParam())).str());
  flow consumer(connection, consumer_request("t", 2));
  consumer.wait_until_up();
  test_client(broker.port()).publish_numbers("t", 30, 2);
  const auto held = consumer.next_messages(10);
  broker.stop();
  consumer.wait_for_event(IPAAS_EVENT_DOWN);
  broker.start();
  consumer.wait_until_up();
  for (const flow_message& message : held) consumer.accept(message);
  for (int i = 10; i < 30; ++i) {
    const flow_message message = consumer.next_message();
    EXPECT_EQ(message.payload, std::to_string(i));
    consumer.accept(message);
  }
}

// Cut after any number of bytes, in the handshake and behind it; counted in both directions.
TEST_P(entrance_with_tls, loses_nothing_while_connections_are_cut) {
  mosquitto_broker broker({.max_inflight_messages = 100, .entrances = {GetParam()}});
  constexpr unsigned faulty = 25;
  fault_proxy proxy(
      broker.port(GetParam()), [random = std::mt19937_64(7)](unsigned number) mutable {
        if (number >= faulty) return line_plan();
        return line_plan{.end = random() % 2 == 0 ? ending::reset : ending::close,
                         .counted = random() % 2 == 0 ? way::to_broker : way::to_client,
                         .after = random() % 9000};
      });
  constexpr std::size_t count = 200;
  const auto connection = plugin_under_test().open_connection(
      persistent_settings(url_of(GetParam(), proxy.port())).str());
  test_client witness(broker.port());
  witness.subscribe("out/#", 2);
  flow consumer(connection, consumer_request("in/#", 2));
  flow producer(connection, producer_request("out/2", 2));
  consumer.wait_until_up();
  test_client sender(broker.port());
  tally consumed;
  tally produced;
  std::size_t succeeded = 0;
  for (std::size_t i = 0; i < count; ++i) {
    // Small and large, so that there is enough to cut in.
    producer.publish(i, std::to_string(i) + std::string(1, ' ') + std::string(i % 7 * 300, 'x'));
    sender.publish("in/2", std::to_string(i) + std::string(1, ' ') + std::string(i % 5 * 300, 'y'),
                   2);
    const flow_message message = consumer.next_message();
    consumed.note(message.payload);
    consumer.accept(message);
    if (producer.next_outcome().code == IPAAS_SUCCEEDED) ++succeeded;
    produced.note(witness.next_message().payload);
  }
  EXPECT_EQ(succeeded, count);
  EXPECT_EQ(consumed.lost_of(count) + produced.lost_of(count), 0u);
  EXPECT_EQ(consumed.doubled() + produced.doubled(), 0u);
  EXPECT_GT(proxy.connections(), 10u) << "hardly a connection was cut";
}

// Whatever the server has managed to say: it is an error and then a new attempt, never a hang.
TEST_P(entrance_with_tls, handshake_cut_anywhere_is_tried_again) {
  mosquitto_broker broker({.entrances = {GetParam()}});
  constexpr unsigned step = 97;
  for (const way counted : {way::to_client, way::to_broker}) {
    fault_proxy proxy(broker.port(GetParam()), [counted](unsigned number) {
      if (number >= 16) return line_plan();
      return line_plan{.end = ending::close, .counted = counted, .after = number * step};
    });
    const auto connection = plugin_under_test().open_connection(
        persistent_settings(url_of(GetParam(), proxy.port())).str());
    flow consumer(connection, consumer_request("t", 1));
    consumer.wait_until_up();
    EXPECT_GT(proxy.connections(), 5u);
  }
}

TEST_P(entrance_with_tls, byte_at_a_time_is_only_slow) {
  mosquitto_broker broker({.entrances = {GetParam()}});
  fault_proxy proxy(broker.port(GetParam()), [](unsigned) {
    return line_plan{.to_broker = {.most_at_once = 1}, .to_client = {.most_at_once = 1}};
  });
  const auto connection = plugin_under_test().open_connection(
      connection_settings(url_of(GetParam(), proxy.port()), "slow").str());
  flow consumer(connection, consumer_request("t", 1));
  consumer.wait_until_up();
  flow producer(connection, producer_request("t", 1));
  EXPECT_EQ(producer.publish_and_wait(std::string(2000, 'x')).code, IPAAS_SUCCEEDED);
  EXPECT_EQ(consumer.next_message().payload, std::string(2000, 'x'));
}

INSTANTIATE_TEST_SUITE_P(life, entrance_with_tls, testing::Values(entrance::tls, entrance::wss),
                         [](const auto& chosen) { return std::string(name_of(chosen.param)); });

// aedes, because mosquitto 2.0.11 sends no message over WebSocket that its socket does not take.
TEST(secure_websocket, carries_sixteen_megabytes_both_ways) {
  aedes_broker broker;
  const auto connection =
      plugin_under_test().open_connection(connection_settings(broker.url(entrance::wss), "large")
                                              .number("maxPacketSize", 20 << 20)
                                              .str());
  flow consumer(connection, consumer_request("large", 1));
  consumer.wait_until_up();
  flow producer(connection, producer_request("large", 1));
  std::string payload(16 << 20, '\0');
  std::mt19937 random(1);
  for (char& each : payload) each = static_cast<char>(random());
  EXPECT_EQ(producer.publish_and_wait(payload).code, IPAAS_SUCCEEDED);
  const flow_message message = consumer.next_message();
  EXPECT_TRUE(message.payload == payload) << message.payload.size();
  consumer.accept(message);
}

TEST(certificate_files, that_were_replaced_are_used_at_the_next_connect) {
  temporary_folder folder;
  const auto use = [&folder](const identity& own) {
    folder.write("client.pem", own.chain_pem());
    folder.write("client.key", own.key_pem());
  };
  use(identities().client);
  std::vector<std::string> seen;
  scripted_broker server([&seen](listener& door) {
    const tls_server speaks({.require_client = true});
    for (int i = 0; i < 2; ++i) {
      peer client = door.accept(speaks);
      seen.push_back(client.tls().client_name());
      client.accept_session(wire::version::v3_1_1);
      client.grant_subscription(wire::version::v3_1_1);
      if (i == 0) client.read_packet();  // until the test has replaced the files
    }
  });
  const auto connection = plugin_under_test().open_connection(
      persistent_settings(server.url(entrance::tls))
          .text("clientCertificate", (folder.path() / "client.pem").string())
          .text("clientKey", (folder.path() / "client.key").string())
          .str());
  flow consumer(connection, consumer_request("t", 1));
  consumer.wait_until_up();
  use(identities().authority.issue({.name = "rotated"}));
  flow producer(connection, producer_request("go", 0));
  producer.publish(1, "on");  // ends the first connection
  server.finish();
  EXPECT_EQ(seen, (std::vector<std::string>{"client", "rotated"}));
}

class tls_session : public testing::TestWithParam<int> {};

TEST_P(tls_session, is_resumed_at_the_next_connect) {
  std::vector<bool> resumed;
  scripted_broker server([&resumed](listener& door) {
    const tls_server speaks({.maximum = GetParam()});
    for (int i = 0; i < 3; ++i) {
      peer client = door.accept(speaks);
      resumed.push_back(client.tls().is_resumed());
      client.accept_session(wire::version::v3_1_1);
      client.grant_subscription(wire::version::v3_1_1);
      client.close();
    }
  });
  const auto connection =
      plugin_under_test().open_connection(persistent_settings(server.url(entrance::tls)).str());
  flow consumer(connection, consumer_request("t", 1));
  server.finish();
  EXPECT_EQ(resumed, (std::vector<bool>{false, true, true}));
}

INSTANTIATE_TEST_SUITE_P(life, tls_session, testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& chosen) {
                           return chosen.param == TLS1_2_VERSION ? "v1_2" : "v1_3";
                         });

}  // namespace
}  // namespace ipaas::harness
