// Servers that are no MQTT broker, and brokers that answer with nonsense or not at all.
#include <gtest/gtest.h>

#include "faults/settings.h"

namespace ipaas::harness {
namespace {

struct greeting {
  const char* name;
  std::string bytes;
};
std::ostream& operator<<(std::ostream& out, const greeting& value) { return out << value.name; }

class no_broker : public testing::TestWithParam<greeting> {};

TEST_P(no_broker, is_a_protocol_error) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.take(wire::type::connect);
    client.send(GetParam().bytes);
    client.wait_for_close();
  });
  const flow_event event = failure_of(settings_for(server));
  EXPECT_EQ(event.code, IPAAS_EVENT_FAILED);
  EXPECT_EQ(event.error_code(), "MQTT:PROTOCOL_ERROR") << event.error;
  server.finish();
}

INSTANTIATE_TEST_SUITE_P(
    faults, no_broker,
    testing::Values(greeting{"http", "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"},
                    greeting{"ssh", "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"},
                    greeting{"smtp", "220 mail.example.org ESMTP\r\n"},
                    greeting{"tls_alert", wire::from_hex("15 03 01 00 02 02 28")},
                    greeting{"random",
                             wire::from_hex("9B 4E 01 F7 3C 88 A2 5D 11 E0 C9 76 04 FF 23 B8")},
                    greeting{"zeros", std::string(64, '\0')},
                    greeting{"connack_too_long", wire::from_hex("20 03 00 00 00")},
                    greeting{"connack_with_flags", wire::from_hex("21 02 00 00")},
                    greeting{"connack_unknown_code", wire::from_hex("20 02 00 7F")},
                    greeting{"endless_length", wire::from_hex("20 FF FF FF FF FF")},
                    greeting{"publish_before_connack", wire::from_hex("30 03 00 01 61")}),
    [](const auto& chosen) { return chosen.param.name; });

TEST(no_broker, that_speaks_first_is_a_protocol_error) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.send("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n");
    client.wait_for_close();
  });
  EXPECT_EQ(failure_of(settings_for(server)).error_code(), "MQTT:PROTOCOL_ERROR");
}

TEST(no_broker, that_closes_at_once_is_named_with_its_endpoint) {
  scripted_broker server([](listener& door) { door.accept(); });
  const flow_event event = failure_of(settings_for(server));
  EXPECT_EQ(event.error_code(), "MQTT:CONNECTION_LOST") << event.error;
  EXPECT_EQ(text_at(event.error, "/Endpoint"), server.url()) << event.error;
}

TEST(garbage, after_connack_is_a_protocol_error) {
  for (const wire::version version : {v4, v5}) {
    scripted_broker server([version](listener& door) {
      peer client = door.accept();
      client.accept_session(version);
      client.send(wire::from_hex("9B 04 01 F7 3C 88 A2 5D 11 E0 C9 76 04 FF 23 B8"));
      client.wait_for_close();
    });
    const flow_event event = failure_of(settings_for(server, version));
    EXPECT_EQ(event.error_code(), "MQTT:PROTOCOL_ERROR") << event.error;
  }
}

// libmosquitto 2.0.11 ends the process on this one.
TEST(garbage, connack_with_an_unknown_property_does_not_end_the_process) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.take(wire::type::connect);
    client.send(wire::from_hex("20 05 00 00 02 7F 00"));
    client.wait_for_close();
  });
  const flow_event event = failure_of(settings_for(server, v5));
  EXPECT_EQ(event.error_code(), "MQTT:PROTOCOL_ERROR") << event.error;
  server.finish();
}

// Takes the shortest keep-alive that there is, 5 s.
TEST(silence, instead_of_pingresp) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.accept_session(v4);
    client.grant_subscription(v4);
    EXPECT_EQ(client.read_packet(), wire::from_hex("C0 00"));
    client.wait_for_close();
  });
  const flow_event event =
      failure_of(settings_for(server).text("keepAlive", "5s").text("pingTimeout", "100ms"));
  EXPECT_EQ(event.error_code(), "MQTT:PING_TIMEOUT") << event.error;
  server.finish();
}

}  // namespace
}  // namespace ipaas::harness
