// The window is full and nothing is read any more; then the flow publishes. Its answer stands
// behind what was not read, so reading must go on at once, and not with the next timer.
#include <gtest/gtest.h>

#include "faults/settings.h"

namespace ipaas::harness {
namespace {

TEST(paused_reading, goes_on_when_the_flow_publishes) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.accept_session(v4);
    client.grant_subscription(v4);
    // In one piece: one for the window, and one without room, at which reading stops.
    client.send(wire::publish(v4, {.topic = "t", .payload = "x", .qos = 1, .id = 1}) +
                wire::publish(v4, {.topic = "t", .payload = "x", .qos = 1, .id = 2}));
    const auto id = wire::read_publish(v4, client.take(wire::type::publish)).id;
    client.send(wire::acknowledgement(wire::type::puback, id));
    client.wait_for_close();
  });
  const auto connection = plugin_under_test().open_connection(
      settings_for(server).number("maxInFlight", 1).number("keepAlive", 0).str());
  flow consumer(connection, consumer_request("t", 1));
  flow producer(connection, producer_request("out", 1));
  const flow_message held = consumer.next_message();
  producer.publish(1, "y");
  EXPECT_EQ(producer.next_outcome(deadline(milliseconds(5000))).code, IPAAS_SUCCEEDED);
  consumer.accept(held);
}

}  // namespace
}  // namespace ipaas::harness
