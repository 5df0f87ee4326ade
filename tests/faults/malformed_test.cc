// Malformed packets of the PUBLISH family end the connection with a precise error; the process, and
// the next connection, live on.
#include <gtest/gtest.h>

#include "faults/settings.h"

namespace ipaas::harness {
namespace {

struct malformed {
  const char* name;
  wire::version version;
  const char* hex;
};
std::ostream& operator<<(std::ostream& out, const malformed& value) { return out << value.hex; }

class malformed_packet : public testing::TestWithParam<malformed> {};

TEST_P(malformed_packet, is_a_protocol_error_and_the_next_connection_works) {
  const wire::version version = GetParam().version;
  scripted_broker server([version](listener& door) {
    {
      peer client = door.accept();
      client.accept_session(version);
      client.grant_subscription(version);
      client.send(wire::from_hex(GetParam().hex));
      client.wait_for_close();
    }
    peer client = door.accept();
    client.accept_session(version);
    client.grant_subscription(version);
    client.send(wire::publish(version, {.topic = "a", .payload = "alive", .qos = 0}));
    client.wait_for_close();
  });
  const json_object settings = settings_for(server, version);
  const flow_event event = failure_of(settings);
  EXPECT_EQ(event.error_code(), "MQTT:PROTOCOL_ERROR") << event.error;
  {
    const auto connection = plugin_under_test().open_connection(settings.str());
    flow consumer(connection, consumer_request("#", 2));
    EXPECT_EQ(consumer.next_message().payload, "alive");
  }
  server.finish();
}

INSTANTIATE_TEST_SUITE_P(
    faults, malformed_packet,
    testing::Values(malformed{"qos_3", v4, "36 05 00 01 61 00 01"},
                    malformed{"qos_1_identifier_0", v4, "32 05 00 01 61 00 00"},
                    malformed{"qos_2_identifier_0", v4, "34 05 00 01 61 00 00"},
                    malformed{"duplicate_at_qos_0", v4, "38 03 00 01 61"},
                    malformed{"topic_longer_than_the_packet", v4, "30 03 00 09 61"},
                    malformed{"topic_length_cut_short", v4, "30 01 00"},
                    malformed{"no_identifier", v4, "32 03 00 01 61"},
                    malformed{"empty_topic", v4, "30 02 00 00"},
                    malformed{"topic_bad_utf8", v4, "30 04 00 02 C3 28"},
                    malformed{"topic_overlong_utf8", v4, "30 04 00 02 C0 AF"},
                    malformed{"topic_surrogate", v4, "30 05 00 03 ED A0 80"},
                    malformed{"topic_nul", v4, "30 04 00 02 61 00"},
                    malformed{"topic_plus", v4, "30 05 00 03 61 2F 2B"},
                    malformed{"topic_hash", v4, "30 03 00 01 23"},
                    malformed{"length_of_five_bytes", v4, "30 80 80 80 80 01"},
                    malformed{"puback_for_nothing", v4, "40 02 00 07"},
                    malformed{"puback_identifier_0", v4, "40 02 00 00"},
                    malformed{"puback_too_long", v4, "40 03 00 07 00"},
                    malformed{"pubrec_flags", v4, "52 02 00 07"},
                    malformed{"pubrel_without_flags", v4, "60 02 00 07"},
                    malformed{"connack_again", v4, "20 02 00 00"}, malformed{"type_0", v4, "00 00"},
                    malformed{"connect_from_the_server", v4, "10 02 00 00"},
                    malformed{"pingresp_with_a_body", v4, "D0 01 00"},
                    malformed{"v5_empty_topic_without_alias", v5, "30 03 00 00 00"},
                    malformed{"v5_alias_0", v5, "30 06 00 00 03 23 00 00"},
                    malformed{"v5_unknown_property", v5, "30 06 00 01 61 02 7F 00"},
                    malformed{"v5_property_of_another_packet", v5,
                              "30 09 00 01 61 05 11 00 00 00 01"},
                    malformed{"v5_property_twice", v5, "30 08 00 01 61 04 01 00 01 00"},
                    malformed{"v5_properties_longer_than_the_packet", v5, "30 04 00 01 61 09"},
                    malformed{"v5_property_cut_short", v5, "30 06 00 01 61 02 02 00"},
                    malformed{"v5_content_type_bad_utf8", v5, "30 09 00 01 61 05 03 00 02 C3 28"},
                    malformed{"v5_payload_format_2", v5, "30 06 00 01 61 02 01 02"},
                    malformed{"v5_puback_unknown_reason", v5, "40 03 00 07 7F"},
                    malformed{"v5_disconnect_unknown_property", v5, "E0 04 00 02 7F 00"}),
    [](const auto& chosen) { return chosen.param.name; });

// Refused at its header: the body, 200 MB, is never sent.
TEST(announced_length, over_the_limit_is_refused_before_the_body) {
  for (const wire::version version : {v4, v5}) {
    scripted_broker server([version](listener& door) {
      peer client = door.accept();
      client.accept_session(version);
      client.grant_subscription(version);
      client.send(wire::from_hex("30 80 84 AF 5F"));
      client.wait_for_close();
    });
    const flow_event event = failure_of(settings_for(server, version));
    EXPECT_EQ(event.error_code(), "MQTT:PACKET_TOO_LARGE") << event.error;
    server.finish();
  }
}

// MQTT-3.3.2-14 forbids it, but the connection carries the messages of others as well.
TEST(response_topic, that_is_no_topic_is_handed_over) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.accept_session(v5);
    client.grant_subscription(v5);
    client.send(wire::from_hex("30 0A 00 01 61 06 08 00 03 62 2F 23"));
    client.wait_for_close();
  });
  const auto connection = plugin_under_test().open_connection(settings_for(server, v5).str());
  flow consumer(connection, consumer_request("#", 1));
  EXPECT_EQ(text_at(consumer.next_message().attribute, "/responseTopic"), "b/#");
}

TEST(split_bytes, one_at_a_time_are_a_message) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.accept_session(v5);
    client.grant_subscription(v5);
    const std::string bytes =
        wire::publish(v5, {.topic = "a/b", .payload = "split", .qos = 1, .id = 9}) +
        wire::publish(v5, {.topic = "a/b", .payload = "again", .qos = 0});
    for (const char byte : bytes) client.send({&byte, 1});
    EXPECT_EQ(wire::identifier_of(client.take(wire::type::puback)), 9);
  });
  const auto connection = plugin_under_test().open_connection(settings_for(server, v5).str());
  flow consumer(connection, consumer_request("#", 1));
  const flow_message first = consumer.next_message();
  EXPECT_EQ(first.payload, "split");
  EXPECT_EQ(consumer.next_message().payload, "again");
  consumer.accept(first);
  server.finish();
}

}  // namespace
}  // namespace ipaas::harness
