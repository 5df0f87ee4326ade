// What a server of MQTT 5 says it will not take is not sent to it, and fails with the limit named.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "faults/settings.h"

namespace ipaas::harness {
namespace {

using testing::HasSubstr;
using wire::type;

// Publishes a message whose attribute asks for too much, and then what every server takes; returns
// the error of the first. The server must see the second alone.
std::string error_beyond(std::string_view limits, std::string_view attribute,
                         std::string_view payload = "too much") {
  scripted_broker server([limits](listener& door) {
    peer client = door.accept();
    client.accept_session(v5, 0, wire::from_hex(limits));
    const auto seen = wire::read_publish(v5, client.take(type::publish));
    EXPECT_EQ(seen.payload, "fits");
    client.send(wire::acknowledgement(type::puback, seen.id));
    client.wait_for_close();
  });
  auto connection = plugin_under_test().open_connection(settings_for(server, v5).str());
  flow producer(connection, producer_request("t", 1));
  const flow_outcome refused = producer.publish_and_wait(payload, attribute);
  EXPECT_EQ(refused.code, IPAAS_FAILED);
  const flow_outcome sent = producer.publish_and_wait("fits");
  EXPECT_EQ(sent.code, IPAAS_SUCCEEDED) << sent.error;
  connection.close(milliseconds(1000));
  server.finish();
  return refused.error;
}

TEST(server_limits, a_higher_qos_is_refused) {
  const std::string error = error_beyond("24 01", R"({"mqtt":{"qos":2}})");
  EXPECT_EQ(text_at(error, "/Code"), "MQTT:PUBLISH_REJECTED");
  EXPECT_THAT(error, HasSubstr("The broker takes messages up to QoS 1, this one has QoS 2"));
}

TEST(server_limits, a_retained_message_is_refused) {
  const std::string error = error_beyond("25 00", R"({"mqtt":{"retain":true}})");
  EXPECT_EQ(text_at(error, "/Code"), "MQTT:PUBLISH_REJECTED");
  EXPECT_THAT(error, HasSubstr("The broker does not keep retained messages"));
}

TEST(server_limits, a_larger_packet_is_refused) {
  const std::string error = error_beyond("27 00 00 00 20", "", std::string(100, 'x'));
  EXPECT_EQ(text_at(error, "/Code"), "MQTT:PACKET_TOO_LARGE");
  EXPECT_THAT(error, HasSubstr("the broker takes at most 32"));
}

}  // namespace
}  // namespace ipaas::harness
