// A dead letter on the wire: what waits for it, and what becomes of it when the connection breaks.
#include <gtest/gtest.h>

#include "faults/settings.h"

namespace ipaas::harness {
namespace {

using wire::acknowledgement;
using wire::type;

const wire::publish_packet poison{.topic = "t", .payload = "poison", .qos = 1, .id = 7};

std::string request() {
  return operation_request("consumer",
                           consumer_parameters({"t"}, 1).text("deadLetterTopic", "dead"));
}

wire::publish_packet take_letter(peer& client) {
  auto letter = wire::read_publish(v4, client.take_granting(v4, type::publish));
  EXPECT_EQ(letter.topic, "dead");
  EXPECT_EQ(letter.payload, "poison");
  EXPECT_EQ(letter.qos, 1);
  return letter;
}

TEST(dead_letter, is_answered_before_the_message_is) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.accept_session(v4);
    client.grant_subscription(v4);
    client.send(wire::publish(v4, poison));
    const auto letter = take_letter(client);
    client.send(wire::publish(v4, {.topic = "t", .payload = "border", .qos = 0}));
    // No PUBACK before it: take() wants this type next.
    EXPECT_EQ(wire::read_publish(v4, client.take(type::publish)).topic, "signal");
    client.send(acknowledgement(type::puback, letter.id));
    EXPECT_EQ(wire::identifier_of(client.take(type::puback)), 7);
    client.wait_for_close();
  });
  auto connection = plugin_under_test().open_connection(resuming_settings(server).str());
  flow consumer(connection, request());
  flow signal(connection, producer_request("signal", 0));
  consumer.settle(consumer.next_message(), IPAAS_REJECT);
  const flow_message border = consumer.next_message();
  EXPECT_EQ(border.payload, "border");
  consumer.accept(border);
  EXPECT_EQ(signal.publish_and_wait("now").code, IPAAS_SUCCEEDED);
  consumer.stop();  // not before the letter is answered
  connection.close(milliseconds(1000));
  server.finish();
}

TEST(dead_letter, is_sent_again_when_the_connection_broke_and_the_message_is_answered_after_it) {
  scripted_broker server([](listener& door) {
    std::uint16_t id = 0;
    {
      peer client = door.accept();
      client.accept_session(v4);
      client.grant_subscription(v4);
      client.send(wire::publish(v4, poison));
      id = take_letter(client).id;
      client.reset();
    }
    peer client = door.accept();
    client.accept_session(v4, session_present);
    wire::publish_packet again = poison;
    again.duplicate = true;
    client.send(wire::publish(v4, again));
    const auto letter = take_letter(client);
    EXPECT_TRUE(letter.duplicate);
    EXPECT_EQ(letter.id, id);
    client.send(acknowledgement(type::puback, id));
    EXPECT_EQ(wire::identifier_of(client.take_granting(v4, type::puback)), 7);
    client.wait_for_close();
  });
  auto connection = plugin_under_test().open_connection(resuming_settings(server).str());
  flow consumer(connection, request());
  consumer.settle(consumer.next_message(), IPAAS_REJECT);
  consumer.stop();
  EXPECT_TRUE(consumer.messages().empty()) << "handed over again";
  connection.close(milliseconds(1000));
  server.finish();
}

TEST(dead_letter, that_is_not_answered_holds_up_neither_stop_nor_close) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.accept_session(v4);
    client.grant_subscription(v4);
    client.send(wire::publish(v4, poison));
    take_letter(client);
    const std::string rest = client.wait_for_close();
    EXPECT_EQ(rest.find('\x40'), std::string::npos) << "PUBACK: " << wire::to_hex(rest);
  });
  auto connection = plugin_under_test().open_connection(resuming_settings(server).str());
  flow consumer(connection, request());
  consumer.settle(consumer.next_message(), IPAAS_REJECT);
  consumer.stop(milliseconds(200));
  connection.close(milliseconds(500));
  server.finish();
}

}  // namespace
}  // namespace ipaas::harness
