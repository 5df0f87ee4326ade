// The scripted broker against the plain client, which knows the protocol from elsewhere.
#include "harness/scripted_broker.h"

#include <gtest/gtest.h>

#include "harness/test_client.h"

namespace ipaas::harness {
namespace {

using wire::version;

TEST(scripted_broker, speaks_with_a_plain_client) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.accept_session(version::v3_1_1);
    client.grant_subscription(version::v3_1_1);
    client.send(wire::publish(version::v3_1_1, {.topic = "a", .payload = "x", .qos = 1, .id = 7}));
    EXPECT_EQ(wire::identifier_of(client.take(wire::type::puback)), 7);
  });
  test_client client(server.port());
  EXPECT_EQ(client.subscribe("a", 1), 1);
  EXPECT_EQ(client.next_message().payload, "x");
  // The acknowledgement leaves with the next turn of the client's loop, here until the end.
  EXPECT_THROW(client.next_message(), std::runtime_error);
  server.finish();
}

TEST(scripted_broker, reads_what_a_plain_client_publishes) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.accept_session(version::v5);
    const auto content = wire::read_publish(version::v5, client.take(wire::type::publish));
    EXPECT_EQ(content.topic, "a/b");
    EXPECT_EQ(content.payload, "hello");
    EXPECT_EQ(content.qos, 1);
    client.send(wire::acknowledgement(wire::type::puback, content.id));
    client.wait_for_close();
  });
  {
    test_client client({.port = server.port(), .version = MQTT_PROTOCOL_V5});
    client.publish("a/b", "hello", 1);
  }
  server.finish();
}

TEST(scripted_broker, refuses_with_the_code_of_the_script) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.take(wire::type::connect);
    client.send(wire::connack(version::v3_1_1, 5));
  });
  EXPECT_THROW(test_client client(server.port()), std::runtime_error);
  server.finish();
}

TEST(scripted_broker, ends_a_script_that_waits) {
  scripted_broker server([](listener& door) { door.accept(); });
}

TEST(wire, reads_what_it_writes) {
  std::string stream = wire::publish(
      version::v5, {.topic = "t", .payload = std::string(200, 'x'), .qos = 2, .id = 0x1234});
  const std::string first = stream;
  stream += wire::pingresp();
  EXPECT_EQ(wire::take_packet(stream), first);
  EXPECT_EQ(wire::read_publish(version::v5, first).id, 0x1234);
  EXPECT_EQ(wire::to_hex(stream), "D0 00");
  stream.pop_back();
  EXPECT_EQ(wire::take_packet(stream), std::nullopt);
}

}  // namespace
}  // namespace ipaas::harness
