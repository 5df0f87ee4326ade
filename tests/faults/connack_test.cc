// Every refusal of CONNACK has its code, and so have a refused filter and a server's goodbye.
#include <gtest/gtest.h>

#include "faults/settings.h"

namespace ipaas::harness {
namespace {

struct refusal {
  wire::version version;
  std::uint8_t reason;
  const char* code;
};
std::ostream& operator<<(std::ostream& out, const refusal& value) {
  return out << "reason " << int{value.reason} << ", expecting " << value.code;
}

class connack : public testing::TestWithParam<refusal> {};

TEST_P(connack, refusal_has_its_code) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.take(wire::type::connect);
    client.send(wire::connack(GetParam().version, GetParam().reason));
    client.wait_for_close();
  });
  const flow_event event = failure_of(settings_for(server, GetParam().version));
  EXPECT_EQ(event.code, IPAAS_EVENT_FAILED);
  EXPECT_EQ(event.error_code(), GetParam().code) << event.error;
  EXPECT_EQ(number_at(event.error, "/ReasonCode"), GetParam().reason) << event.error;
  EXPECT_EQ(text_at(event.error, "/Endpoint"), server.url()) << event.error;
}

INSTANTIATE_TEST_SUITE_P(
    faults, connack,
    testing::Values(
        refusal{v4, 1, "MQTT:PROTOCOL_VERSION"}, refusal{v4, 2, "MQTT:CLIENT_ID_REJECTED"},
        refusal{v4, 3, "MQTT:SERVER_UNAVAILABLE"}, refusal{v4, 4, "MQTT:BAD_CREDENTIALS"},
        refusal{v4, 5, "MQTT:NOT_AUTHORIZED"}, refusal{v5, 0x81, "MQTT:PROTOCOL_ERROR"},
        refusal{v5, 0x82, "MQTT:PROTOCOL_ERROR"}, refusal{v5, 0x84, "MQTT:PROTOCOL_VERSION"},
        refusal{v5, 0x85, "MQTT:CLIENT_ID_REJECTED"}, refusal{v5, 0x86, "MQTT:BAD_CREDENTIALS"},
        refusal{v5, 0x87, "MQTT:NOT_AUTHORIZED"}, refusal{v5, 0x88, "MQTT:SERVER_UNAVAILABLE"},
        refusal{v5, 0x89, "MQTT:SERVER_UNAVAILABLE"}, refusal{v5, 0x8A, "MQTT:NOT_AUTHORIZED"},
        refusal{v5, 0x80, "MQTT:CONNECTION_LOST"}, refusal{v5, 0x83, "MQTT:SERVER_UNAVAILABLE"},
        refusal{v5, 0x8C, "MQTT:BAD_CREDENTIALS"}, refusal{v5, 0x90, "MQTT:TOPIC_INVALID"},
        refusal{v5, 0x97, "MQTT:SERVER_UNAVAILABLE"}, refusal{v5, 0x99, "MQTT:PUBLISH_REJECTED"},
        refusal{v5, 0x9A, "MQTT:PUBLISH_REJECTED"}, refusal{v5, 0x9B, "MQTT:PUBLISH_REJECTED"},
        refusal{v5, 0x9C, "MQTT:SERVER_UNAVAILABLE"}, refusal{v5, 0x9D, "MQTT:SERVER_UNAVAILABLE"},
        refusal{v5, 0x95, "MQTT:PACKET_TOO_LARGE"}, refusal{v5, 0x9F, "MQTT:SERVER_UNAVAILABLE"}),
    [](const auto& chosen) {
      return std::string(chosen.param.version == v5 ? "v5_" : "v311_") +
             std::to_string(chosen.param.reason);
    });

TEST(suback, refusal_names_the_filter) {
  for (const wire::version version : {v4, v5}) {
    scripted_broker server([version](listener& door) {
      peer client = door.accept();
      client.accept_session(version);
      const auto request = wire::read_subscribe(version, client.take(wire::type::subscribe));
      client.send(wire::suback(version, request.id, "\x80"));
      client.wait_for_close();
    });
    const auto connection =
        plugin_under_test().open_connection(settings_for(server, version).str());
    flow consumer(connection, consumer_request("not/this/one", 1));
    const flow_event event = consumer.wait_for_failure();
    EXPECT_EQ(event.error_code(), "MQTT:SUBSCRIBE_REJECTED") << event.error;
    EXPECT_NE(event.error.find("not/this/one"), std::string::npos) << event.error;
    EXPECT_EQ(number_at(event.error, "/ReasonCode"), 0x80) << event.error;
  }
}

TEST(redirection, names_the_other_server) {
  const std::string reference = wire::from_hex("1C") + wire::text("other.example:1883");
  for (const bool at_once : {true, false}) {
    scripted_broker server([&](listener& door) {
      peer client = door.accept();
      if (at_once) {
        client.take(wire::type::connect);
        client.send(wire::connack(v5, 0x9C, 0, reference));
      } else {
        client.accept_session(v5);
        client.grant_subscription(v5);
        client.send(wire::packet(
            0xE0, "\x9D" + wire::variable_integer(static_cast<std::uint32_t>(reference.size())) +
                      reference));
      }
      client.wait_for_close();
    });
    const flow_event event = failure_of(settings_for(server, v5));
    EXPECT_EQ(event.error_code(), "MQTT:SERVER_UNAVAILABLE") << event.error;
    EXPECT_EQ(number_at(event.error, "/ReasonCode"), at_once ? 0x9C : 0x9D);
    EXPECT_NE(event.error.find("other.example:1883"), std::string::npos) << event.error;
  }
}

TEST(goodbye, of_a_version_5_server_gives_its_reason) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.accept_session(v5);
    client.grant_subscription(v5);
    client.send(wire::from_hex("E0 02 8E 00"));
    client.wait_for_close();
  });
  const flow_event event = failure_of(settings_for(server, v5));
  EXPECT_EQ(event.error_code(), "MQTT:CLIENT_ID_TAKEN") << event.error;
  EXPECT_EQ(number_at(event.error, "/ReasonCode"), 0x8E) << event.error;
}

}  // namespace
}  // namespace ipaas::harness
