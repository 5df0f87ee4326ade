// Packet identifiers and flow control, seen from the server.
#include <gtest/gtest.h>

#include <future>

#include <deque>
#include <future>
#include <set>

#include "faults/settings.h"

namespace ipaas::harness {
namespace {

using wire::acknowledgement;
using wire::type;

TEST(identifiers, of_subscribe_never_collide_with_publish_in_flight) {
  constexpr int messages = 50;
  constexpr int consumers = 20;
  std::promise<void> all_in_flight;
  scripted_broker server([&all_in_flight](listener& door) {
    peer client = door.accept();
    client.accept_session(v4);
    std::set<std::uint16_t> in_use;
    for (int i = 0; i < messages; ++i) {
      const auto id = wire::read_publish(v4, client.take(type::publish)).id;
      EXPECT_TRUE(in_use.insert(id).second) << "PUBLISH " << id;
    }
    all_in_flight.set_value();
    std::vector<wire::subscribe_packet> requests;
    for (int i = 0; i < consumers; ++i) {
      requests.push_back(wire::read_subscribe(v4, client.take(type::subscribe)));
      EXPECT_TRUE(in_use.insert(requests.back().id).second) << "SUBSCRIBE " << requests.back().id;
    }
    for (const auto& request : requests) client.send(wire::suback(v4, request.id, {"\0", 1}));
    client.wait_for_close();
  });
  auto connection = plugin_under_test().open_connection(settings_for(server).str());
  flow producer(connection, producer_request("t", 1));
  for (std::uint64_t i = 0; i < messages; ++i) producer.publish(i, "x");
  ASSERT_EQ(all_in_flight.get_future().wait_for(patience), std::future_status::ready);
  std::deque<flow> opened;
  for (int i = 0; i < consumers; ++i) {
    opened.emplace_back(connection, consumer_request("c/" + std::to_string(i), 0));
  }
  for (flow& consumer : opened) consumer.wait_until_up();
  connection.close(milliseconds(1000));
  server.finish();
}

TEST(receive_maximum, of_the_server_is_respected) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.accept_session(v5, 0, wire::from_hex("21 00 02"));
    std::deque<std::uint16_t> unanswered;
    for (int i = 0; i < 50; ++i) {
      unanswered.push_back(wire::read_publish(v5, client.take(type::publish)).id);
      if (unanswered.size() < 2) continue;
      EXPECT_FALSE(client.has_input()) << "a third message is in flight";
      client.send(acknowledgement(type::puback, unanswered.front()));
      unanswered.pop_front();
    }
    client.send(acknowledgement(type::puback, unanswered.front()));
    client.wait_for_close();
  });
  auto connection = plugin_under_test().open_connection(settings_for(server, v5).str());
  flow producer(connection, producer_request("t", 1));
  for (std::uint64_t i = 0; i < 50; ++i) producer.publish(i, "x");
  for (std::uint64_t i = 0; i < 50; ++i) EXPECT_EQ(producer.next_outcome().code, IPAAS_SUCCEEDED);
  connection.close(milliseconds(1000));
  server.finish();
}

TEST(refused_publication, has_the_reason_of_the_acknowledgement) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.accept_session(v5);
    for (const type kind : {type::puback, type::pubrec}) {
      const auto id = wire::read_publish(v5, client.take(type::publish)).id;
      client.send(acknowledgement(kind, id, 0x99));
    }
    client.wait_for_close();
  });
  auto connection = plugin_under_test().open_connection(settings_for(server, v5).str());
  for (const int qos : {1, 2}) {
    flow producer(connection, producer_request("t", qos));
    const flow_outcome outcome = producer.publish_and_wait("x");
    EXPECT_NE(outcome.code, IPAAS_SUCCEEDED);
    EXPECT_EQ(outcome.error_code(), "MQTT:PUBLISH_REJECTED") << outcome.error;
    EXPECT_EQ(number_at(outcome.error, "/ReasonCode"), 0x99) << outcome.error;
  }
  connection.close(milliseconds(1000));
  server.finish();
}

// The window is full, and still the connection answers for itself: it sends PINGREQ and does not
// judge an answer that it has not read.
TEST(full_window, goes_on_pinging_and_reads_no_further) {
  std::promise<void> pinged;
  scripted_broker server([&pinged](listener& door) {
    peer client = door.accept();
    client.accept_session(v5, 0, wire::from_hex("13 00 01"));  // Server Keep Alive 1 s
    client.grant_subscription(v5);
    for (std::uint16_t id = 1; id <= 4; ++id) {
      client.send(
          wire::publish(v5, {.topic = "t", .payload = std::to_string(id), .qos = 1, .id = id}));
    }
    for (int i = 0; i < 2; ++i) {
      EXPECT_EQ(client.read_packet(), wire::from_hex("C0 00"));
      client.send(wire::pingresp());
    }
    pinged.set_value();
    client.send(wire::publish(v5, {.topic = "t", .payload = "settle", .qos = 0}));
    for (std::uint16_t id = 1; id <= 4; ++id) {
      EXPECT_EQ(wire::identifier_of(client.take(type::puback)), id);
    }
    client.wait_for_close();
  });
  auto connection = plugin_under_test().open_connection(
      settings_for(server, v5).number("maxInFlight", 2).text("pingTimeout", "100ms").str());
  flow consumer(connection, consumer_request("t", 1));
  const auto held = consumer.next_messages(2);
  pinged.get_future().wait();
  consumer.take();
  EXPECT_TRUE(consumer.messages().empty());
  for (const flow_message& message : held) consumer.accept(message);
  for (int i = 0; i < 3; ++i) consumer.accept(consumer.next_message());
  connection.close(milliseconds(1000));
  server.finish();
}

}  // namespace
}  // namespace ipaas::harness
