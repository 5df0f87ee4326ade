// The brokers of cloud platforms, played with real TLS: what they want before they talk, what they
// do not take, and when they hang up.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "faults/settings.h"

namespace ipaas::harness {
namespace {

json_object cloud_settings(const scripted_broker& server, std::string_view client_id) {
  return connection_settings(server.url(entrance::tls), client_id)
      .boolean("autoReconnect", true)
      .text("maxReconnectInterval", "100ms");
}

// What a CONNECT of MQTT 3.1.1 says.
struct connect_content {
  std::string client_id;
  std::string username;
  std::string password;
};

connect_content read_connect(std::string_view packet) {
  std::string_view rest = wire::body_of(packet);
  const auto take_text = [&rest] {
    const std::size_t size =
        static_cast<unsigned char>(rest.at(0)) * 256u + static_cast<unsigned char>(rest.at(1));
    std::string text(rest.substr(2, size));
    rest.remove_prefix(2 + size);
    return text;
  };
  take_text();  // "MQTT"
  const int flags = static_cast<unsigned char>(rest.at(1));
  rest.remove_prefix(4);
  connect_content result;
  result.client_id = take_text();
  if ((flags & 0x80) != 0) result.username = take_text();
  if ((flags & 0x40) != 0) result.password = take_text();
  return result;
}

// --- AWS IoT Core: mutual TLS, on port 443 only with its own ALPN ---

const tls_server_options aws_tls{.require_client = true, .alpn = {"x-amzn-mqtt-ca"}};

json_object aws_settings(const scripted_broker& server) {
  return with_client_certificate(cloud_settings(server, "thing"))
      .text("serverName", "abc-ats.iot.eu-west-1.amazonaws.test")
      .json("alpn", R"(["x-amzn-mqtt-ca"])");
}

// For every name that the tests' AWS has.
identity aws_server() {
  return identities().authority.issue({.name = "aws", .hosts = {"*.iot.eu-west-1.amazonaws.test"}});
}

tls_server aws_listens() {
  tls_server_options options = aws_tls;
  options.certificate = aws_server();
  return tls_server(options);
}

TEST(aws_iot, wants_a_certificate_its_alpn_and_its_name) {
  scripted_broker server([](listener& door) {
    const tls_server speaks = aws_listens();
    peer client = door.accept(speaks);
    EXPECT_EQ(client.tls().client_name(), "client");
    EXPECT_EQ(client.tls().offered_alpn(), std::vector<std::string>{"x-amzn-mqtt-ca"});
    EXPECT_EQ(client.tls().server_name(), "abc-ats.iot.eu-west-1.amazonaws.test");
    EXPECT_EQ(read_connect(client.take(wire::type::connect)).client_id, "thing");
    client.send(wire::connack(v4, 0));
    client.grant_subscription(v4);
    client.wait_for_close();
  });
  {
    const auto connection = plugin_under_test().open_connection(aws_settings(server).str());
    flow consumer(connection, consumer_request("things/+", 1));
    consumer.wait_until_up();
  }
  server.finish();
}

// Three times over the same message it is told what the broker has against it; and the message
// still waits, for a broker that takes it.
flow_event third_failure(flow& operation) {
  EXPECT_EQ(operation.wait_for_failure().error_code(), "MQTT:CONNECTION_LOST");
  EXPECT_EQ(operation.wait_for_failure().error_code(), "MQTT:CONNECTION_LOST");
  return operation.wait_for_failure();
}

// Ends three sessions, each when it has brought a packet of this type; returns the packets.
std::vector<std::string> hang_up_over(wire::type kind, listener& door, const tls_server& speaks) {
  std::vector<std::string> packets;
  for (int i = 0; i < 3; ++i) {
    peer client = door.accept(speaks);
    client.accept_session(v4);
    packets.push_back(client.take(kind));
    client.close();
  }
  return packets;
}

// It knows no QoS 2, and says so by hanging up.
TEST(aws_iot, hangs_up_on_qos_2) {
  scripted_broker server([](listener& door) {
    hang_up_over(wire::type::publish, door, aws_listens());
    door.wait_until_cut();
  });
  const auto connection = plugin_under_test().open_connection(aws_settings(server).str());
  flow producer(connection, producer_request("things/a", 2));
  producer.publish(1, "x");
  const flow_event event = third_failure(producer);
  EXPECT_EQ(event.error_code(), "MQTT:PUBLISH_REJECTED");
  EXPECT_THAT(event.error, testing::HasSubstr("QoS 2"));
  EXPECT_TRUE(producer.outcomes().empty());
}

constexpr std::size_t aws_limit = 131'072;  // bytes of a message

TEST(aws_iot, is_sent_no_message_above_its_limit_where_the_settings_say_it) {
  scripted_broker server([](listener& door) {
    const tls_server speaks = aws_listens();
    peer client = door.accept(speaks);
    client.accept_session(v4);
    for (int i = 0; i < 2; ++i) {
      const std::string packet = client.take(wire::type::publish);
      EXPECT_LE(packet.size(), aws_limit);
      client.send(wire::acknowledgement(wire::type::puback, wire::read_publish(v4, packet).id));
    }
    client.wait_for_close();
  });
  {
    const auto connection = plugin_under_test().open_connection(
        aws_settings(server).text("maxPacketSize", "128KiB").str());
    flow producer(connection, producer_request("things/a", 1));
    EXPECT_EQ(producer.publish_and_wait(std::string(aws_limit - 100, 'x')).code, IPAAS_SUCCEEDED);
    const flow_outcome refused = producer.publish_and_wait(std::string(aws_limit, 'x'));
    EXPECT_EQ(text_at(refused.error, "/Code"), "MQTT:PACKET_TOO_LARGE") << refused.error;
    EXPECT_EQ(producer.publish_and_wait("small").code, IPAAS_SUCCEEDED);
  }
  server.finish();
}

TEST(aws_iot, hangs_up_over_a_message_above_its_limit_and_nothing_is_lost) {
  scripted_broker server([](listener& door) {
    const tls_server speaks = aws_listens();
    for (const std::string& packet : hang_up_over(wire::type::publish, door, speaks)) {
      EXPECT_GT(packet.size(), aws_limit);
    }
    peer larger = door.accept(speaks);
    larger.accept_session(v4);
    const auto message = wire::read_publish(v4, larger.take(wire::type::publish));
    EXPECT_EQ(message.payload.size(), aws_limit);
    larger.send(wire::acknowledgement(wire::type::puback, message.id));
    larger.wait_for_close();
  });
  {
    const auto connection = plugin_under_test().open_connection(aws_settings(server).str());
    flow producer(connection, producer_request("things/a", 1));
    producer.publish(1, std::string(aws_limit, 'x'));
    const flow_event event = third_failure(producer);
    EXPECT_EQ(event.error_code(), "MQTT:PUBLISH_REJECTED");
    EXPECT_THAT(event.error, testing::HasSubstr("topic \\\"things/a\\\", 131088 bytes"));
    EXPECT_EQ(producer.next_outcome().code, IPAAS_SUCCEEDED);
  }
  server.finish();
}

TEST(aws_iot, hangs_up_over_a_subscription_that_its_policy_does_not_allow) {
  scripted_broker server([](listener& door) {
    hang_up_over(wire::type::subscribe, door, aws_listens());
    door.wait_until_cut();
  });
  const auto connection =
      plugin_under_test().open_connection(aws_settings(server)
                                              .boolean("connectRetry", true)
                                              .text("connectRetryInterval", "100ms")
                                              .str());
  flow consumer(connection, consumer_request("others/+", 1));
  EXPECT_EQ(third_failure(consumer).error_code(), "MQTT:SUBSCRIBE_REJECTED");
}

// A second connection with the same client ID ends the first one: three deaths soon after CONNACK
// are told as what they most likely are.
TEST(aws_iot, ends_a_connection_when_its_client_id_comes_again) {
  scripted_broker server([](listener& door) {
    const tls_server speaks = aws_listens();
    for (int i = 0; i < 3; ++i) {
      peer client = door.accept(speaks);
      client.accept_session(v4);
      client.grant_subscription(v4);
      client.close();
    }
    door.wait_until_cut();
  });
  const auto connection = plugin_under_test().open_connection(aws_settings(server).str());
  flow consumer(connection, consumer_request("things/+", 1));
  std::string last;
  for (int i = 0; i < 3; ++i) last = consumer.wait_for_failure().error;
  EXPECT_EQ(text_at(last, "/Code"), "MQTT:CLIENT_ID_TAKEN") << last;
}

// --- Azure IoT Hub: user name with the API version, a signature with an end as the password ---

std::uint64_t expiry_of(const std::string& token) {
  const std::size_t at = token.find("&se=");
  return at == std::string::npos ? 0 : std::stoull(token.substr(at + 4));
}

std::uint64_t seconds_now() {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(
                                        std::chrono::system_clock::now().time_since_epoch())
                                        .count());
}

TEST(azure_iot_hub, takes_the_signature_that_is_made_from_the_key) {
  static constexpr const char* user = "hub.azure-devices.test/device/?api-version=2021-04-12";
  std::string token;
  scripted_broker server([&token](listener& door) {
    const tls_server speaks;
    peer client = door.accept(speaks);
    const connect_content content = read_connect(client.take(wire::type::connect));
    EXPECT_EQ(content.client_id, "device");
    EXPECT_EQ(content.username, user);
    token = content.password;
    client.send(wire::connack(v4, 0));
    client.grant_subscription(v4);
    client.wait_for_close();
  });
  {
    const auto connection = plugin_under_test().open_connection(
        cloud_settings(server, "device")
            .text("username", user)
            .text("sharedAccessKey", "c2VjcmV0IGtleSBvZiBhIGRldmljZQ==")
            .text("sasTokenLifetime", "1h")
            .str());
    flow consumer(connection, consumer_request("devices/device/messages/devicebound/#", 1));
    consumer.wait_until_up();
  }
  server.finish();
  EXPECT_THAT(token, testing::StartsWith("SharedAccessSignature sr="));
  EXPECT_THAT(token, testing::HasSubstr("&sig="));
  EXPECT_GT(expiry_of(token), seconds_now() + 3000);
  EXPECT_LE(expiry_of(token), seconds_now() + 3600);
}

TEST(azure_iot_hub, refuses_a_signature_without_its_being_told) {
  std::string token;
  scripted_broker server([&token](listener& door) {
    const tls_server speaks;
    peer client = door.accept(speaks);
    token = read_connect(client.take(wire::type::connect)).password;
    client.send(wire::connack(v4, 5));
    client.wait_for_close();
  });
  const auto connection = plugin_under_test().open_connection(
      connection_settings(server.url(entrance::tls), "device")
          .text("sharedAccessKey", "c2VjcmV0IGtleSBvZiBhIGRldmljZQ==")
          .str());
  flow consumer(connection, consumer_request("devices/device/messages/devicebound/#", 1));
  EXPECT_EQ(consumer.wait_for_failure().error_code(), "MQTT:NOT_AUTHORIZED");
  server.finish();
  const std::string signature = token.substr(token.find("&sig=") + 5, 20);
  EXPECT_THAT(consumer.summary(), testing::Not(testing::HasSubstr(signature)));
}

// It knows no QoS 2 either, and grants less than was asked for.
TEST(azure_iot_hub, grants_qos_1_where_2_was_asked_for) {
  scripted_broker server([](listener& door) {
    const tls_server speaks;
    peer client = door.accept(speaks);
    client.accept_session(v4);
    const auto request = wire::read_subscribe(v4, client.take(wire::type::subscribe));
    EXPECT_EQ(request.subscriptions.at(0).qos(), 2);
    client.send(wire::suback(v4, request.id, std::string(1, 1)));
    client.wait_for_close();
  });
  {
    const auto connection =
        plugin_under_test().open_connection(cloud_settings(server, "device").str());
    flow consumer(connection, consumer_request("devices/device/messages/devicebound/#", 2));
    const flow_event up = consumer.wait_for_event(IPAAS_EVENT_UP);
    EXPECT_EQ(number_at(up.attribute, "/granted/0/qos"), 1) << up.attribute;
  }
  server.finish();
}

// The hub hangs up when the token has ended; the next CONNECT brings one that ends later.
TEST(azure_iot_hub, hangs_up_at_the_end_of_a_token_and_takes_the_next) {
  std::vector<std::uint64_t> ends;
  scripted_broker server([&ends](listener& door) {
    const tls_server speaks;
    for (int i = 0; i < 2; ++i) {
      peer client = door.accept(speaks);
      ends.push_back(expiry_of(read_connect(client.take(wire::type::connect)).password));
      client.send(wire::connack(v4, 0));
      client.grant_subscription(v4);
      client.close();
    }
  });
  const auto connection = plugin_under_test().open_connection(
      cloud_settings(server, "device")
          .text("username", "hub.azure-devices.test/device/?api-version=2021-04-12")
          .text("sharedAccessKey", "c2VjcmV0IGtleSBvZiBhIGRldmljZQ==")
          .str());
  flow consumer(connection, consumer_request("devices/device/messages/devicebound/#", 1));
  server.finish();
  ASSERT_EQ(ends.size(), 2u);
  EXPECT_GE(ends[1], ends[0]);
  EXPECT_GT(ends[0], seconds_now());
}

// Before the token ends, the client says goodbye at a quiet moment, and comes back with the next
// one.
TEST(azure_iot_hub, is_shown_the_next_token_before_the_first_has_ended) {
  std::vector<std::uint64_t> ends;
  scripted_broker server([&ends](listener& door) {
    const tls_server speaks;
    for (int i = 0; i < 2; ++i) {
      peer client = door.accept(speaks);
      ends.push_back(expiry_of(read_connect(client.take(wire::type::connect)).password));
      client.send(wire::connack(v4, 0));
      client.grant_subscription(v4);
      if (i == 0) {
        client.take(wire::type::disconnect);
        EXPECT_LE(seconds_now(), ends[0]);
      }
    }
  });
  const auto connection = plugin_under_test().open_connection(
      cloud_settings(server, "device")
          .boolean("cleanSession", false)
          .text("sharedAccessKey", "c2VjcmV0IGtleSBvZiBhIGRldmljZQ==")
          .text("sasTokenLifetime", "5s")
          .str());
  flow consumer(connection, consumer_request("devices/device/messages/devicebound/#", 1));
  consumer.wait_until_up();
  EXPECT_EQ(text_at(consumer.wait_for_event(IPAAS_EVENT_WARNING).attribute, "/code"),
            "MQTT:RENEWING");
  consumer.wait_until_up();
  server.finish();
  ASSERT_EQ(ends.size(), 2u);
  EXPECT_GT(ends[1], ends[0]);
}

// --- platforms with a token as user name or password (ThingPark, ActorCloud) ---

TEST(token_platform, refuses_a_wrong_token_without_telling_it) {
  scripted_broker server([](listener& door) {
    const tls_server speaks;
    peer client = door.accept(speaks);
    const connect_content content = read_connect(client.take(wire::type::connect));
    EXPECT_EQ(content.password, "t0ken-that-nobody-may-see");
    client.send(wire::connack(v4, 5));
    client.wait_for_close();
  });
  const auto connection =
      plugin_under_test().open_connection(connection_settings(server.url(entrance::tls), "gateway")
                                              .text("username", "gateway")
                                              .text("password", "t0ken-that-nobody-may-see")
                                              .str());
  flow consumer(connection, consumer_request("up", 1));
  const flow_event event = consumer.wait_for_failure();
  EXPECT_EQ(event.error_code(), "MQTT:NOT_AUTHORIZED") << event.error;
  EXPECT_EQ(consumer.summary().find("t0ken"), std::string::npos) << consumer.summary();
  server.finish();
}

TEST(token_platform, with_two_way_tls_takes_certificate_and_token) {
  scripted_broker server([](listener& door) {
    const tls_server speaks({.require_client = true});
    peer client = door.accept(speaks);
    EXPECT_EQ(client.tls().client_name(), "client");
    EXPECT_EQ(read_connect(client.take(wire::type::connect)).username, "token");
    client.send(wire::connack(v4, 0));
    client.grant_subscription(v4);
    client.wait_for_close();
  });
  {
    const auto connection = plugin_under_test().open_connection(
        with_client_certificate(connection_settings(server.url(entrance::tls), "device"))
            .text("username", "token")
            .text("password", "key")
            .str());
    flow consumer(connection, consumer_request("down", 1));
    consumer.wait_until_up();
  }
  server.finish();
}

}  // namespace
}  // namespace ipaas::harness
