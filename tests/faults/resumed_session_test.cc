// What is on the wire when a connection breaks in the middle of an exchange and the session is
// resumed.
#include <gtest/gtest.h>

#include <future>

#include "faults/settings.h"
#include "harness/temporary_folder.h"

namespace ipaas::harness {
namespace {

using wire::acknowledgement;
using wire::type;

const wire::publish_packet exactly_once{.topic = "t", .payload = "once", .qos = 2, .id = 7};

wire::publish_packet duplicate_of(wire::publish_packet message) {
  message.duplicate = true;
  return message;
}

peer resume(listener& door) {
  peer client = door.accept();
  client.accept_session(v4, session_present);
  return client;
}

TEST(resumed_session, hands_a_held_message_over_once) {
  scripted_broker server([](listener& door) {
    {
      peer client = door.accept();
      client.accept_session(v4);
      client.grant_subscription(v4);
      client.send(wire::publish(v4, exactly_once));
      client.send(wire::publish(v4, {.topic = "t", .payload = "cut", .qos = 0}));
      client.take(type::publish);  // the flow holds the message
      client.reset();
    }
    peer client = resume(door);
    client.send(wire::publish(v4, duplicate_of(exactly_once)));
    client.send(wire::publish(v4, {.topic = "t", .payload = "border", .qos = 0}));
    EXPECT_EQ(wire::identifier_of(client.take_granting(v4, type::pubrec)), 7);
    client.send(acknowledgement(type::pubrel, 7));
    EXPECT_EQ(wire::identifier_of(client.take_granting(v4, type::pubcomp)), 7);
    // The same identifier is a new message now.
    client.send(wire::publish(v4, {.topic = "t", .payload = "next", .qos = 2, .id = 7}));
    client.take_granting(v4, type::pubrec);
  });
  const auto connection = plugin_under_test().open_connection(resuming_settings(server).str());
  flow consumer(connection, consumer_request("t", 2));
  flow signal(connection, producer_request("held", 0));
  const flow_message held = consumer.next_message();
  EXPECT_EQ(held.payload, "once");
  EXPECT_EQ(consumer.next_message().payload, "cut");
  signal.publish(1, "now");
  EXPECT_EQ(consumer.next_message().payload, "border") << "the repeated message came again";
  consumer.accept(held);
  const flow_message next = consumer.next_message();
  EXPECT_EQ(next.payload, "next");
  consumer.accept(next);
  server.finish();
}

TEST(resumed_session, answers_what_was_settled_and_hands_nothing_over) {
  scripted_broker server([](listener& door) {
    {
      peer client = door.accept();
      client.accept_session(v4);
      client.grant_subscription(v4);
      client.send(wire::publish(v4, exactly_once));
      client.take(type::pubrec);
      client.reset();  // PUBREC is lost, from the broker's view
    }
    peer client = resume(door);
    client.send(wire::publish(v4, duplicate_of(exactly_once)));
    EXPECT_EQ(wire::identifier_of(client.take_granting(v4, type::pubrec)), 7);
    client.send(acknowledgement(type::pubrel, 7));
    client.take_granting(v4, type::pubcomp);
    // PUBCOMP is lost too: PUBREL again is answered again.
    client.send(acknowledgement(type::pubrel, 7));
    client.take_granting(v4, type::pubcomp);
    client.send(wire::publish(v4, {.topic = "t", .payload = "border", .qos = 0}));
    client.wait_for_close();
  });
  auto connection = plugin_under_test().open_connection(resuming_settings(server).str());
  flow consumer(connection, consumer_request("t", 2));
  consumer.accept(consumer.next_message());
  EXPECT_EQ(consumer.next_message().payload, "border") << "the settled message came again";
  connection.close(milliseconds(1000));
  server.finish();
}

TEST(resumed_session, sends_unanswered_messages_again_with_dup) {
  scripted_broker server([](listener& door) {
    std::vector<wire::publish_packet> first;
    {
      peer client = door.accept();
      client.accept_session(v4);
      for (int i = 0; i < 3; ++i) {
        first.push_back(wire::read_publish(v4, client.take(type::publish)));
        EXPECT_FALSE(first.back().duplicate);
      }
      client.reset();
    }
    peer client = resume(door);
    for (const wire::publish_packet& before : first) {
      const auto again = wire::read_publish(v4, client.take(type::publish));
      EXPECT_TRUE(again.duplicate);
      EXPECT_EQ(again.id, before.id);
      EXPECT_EQ(again.payload, before.payload);
      client.send(acknowledgement(type::puback, again.id));
    }
    client.wait_for_close();
  });
  auto connection = plugin_under_test().open_connection(resuming_settings(server).str());
  flow producer(connection, producer_request("t", 1));
  for (std::uint64_t i = 0; i < 3; ++i) producer.publish(i, std::to_string(i));
  for (std::uint64_t i = 0; i < 3; ++i) {
    const flow_outcome outcome = producer.next_outcome();
    EXPECT_EQ(outcome.token, i);
    EXPECT_EQ(outcome.code, IPAAS_SUCCEEDED) << outcome.error;
  }
  connection.close(milliseconds(1000));
  server.finish();
}

TEST(resumed_session, goes_on_with_pubrel_where_pubrec_had_come) {
  scripted_broker server([](listener& door) {
    std::uint16_t id = 0;
    {
      peer client = door.accept();
      client.accept_session(v4);
      id = wire::read_publish(v4, client.take(type::publish)).id;
      client.send(acknowledgement(type::pubrec, id));
      EXPECT_EQ(wire::identifier_of(client.take(type::pubrel)), id);
      client.reset();
    }
    peer client = resume(door);
    EXPECT_EQ(wire::identifier_of(client.take(type::pubrel)), id);
    client.send(acknowledgement(type::pubcomp, id));
    client.wait_for_close();
  });
  auto connection = plugin_under_test().open_connection(resuming_settings(server).str());
  flow producer(connection, producer_request("t", 2));
  EXPECT_EQ(producer.publish_and_wait("once").code, IPAAS_SUCCEEDED);
  connection.close(milliseconds(1000));
  server.finish();
}

// The second connection stands for another process: it has nothing but the state directory.
TEST(state_directory, remembers_what_was_received_for_another_process) {
  const temporary_folder folder;
  std::promise<void> answered;
  scripted_broker server([&answered](listener& door) {
    {
      peer client = door.accept();
      client.accept_session(v4);
      client.grant_subscription(v4);
      client.send(wire::publish(v4, exactly_once));
      EXPECT_EQ(wire::identifier_of(client.take(type::pubrec)), 7);
      answered.set_value();
      client.wait_for_close();
    }
    peer client = resume(door);
    client.grant_subscription(v4);
    client.send(wire::publish(v4, duplicate_of(exactly_once)));
    client.send(wire::publish(v4, {.topic = "t", .payload = "next", .qos = 2, .id = 8}));
    EXPECT_EQ(wire::identifier_of(client.take(type::pubrec)), 7);
    EXPECT_EQ(wire::identifier_of(client.take(type::pubrec)), 8);
    client.send(acknowledgement(type::pubrel, 7));
    EXPECT_EQ(wire::identifier_of(client.take(type::pubcomp)), 7);
    // The same identifier is a new message now.
    client.send(wire::publish(v4, {.topic = "t", .payload = "last", .qos = 2, .id = 7}));
    EXPECT_EQ(wire::identifier_of(client.take(type::pubrec)), 7);
  });
  const std::string settings =
      resuming_settings(server).text("stateDirectory", folder.path().string()).str();
  {
    const auto connection = plugin_under_test().open_connection(settings);
    flow consumer(connection, consumer_request("t", 2));
    const flow_message once = consumer.next_message();
    EXPECT_EQ(once.payload, "once");
    consumer.accept(once);
    answered.get_future().wait();
  }
  const auto connection = plugin_under_test().open_connection(settings);
  flow consumer(connection, consumer_request("t", 2));
  for (const char* payload : {"next", "last"}) {
    const flow_message message = consumer.next_message();
    EXPECT_EQ(message.payload, payload);
    consumer.accept(message);
  }
  server.finish();
}

TEST(lost_session, sends_unanswered_messages_as_new_ones) {
  scripted_broker server([](listener& door) {
    {
      peer client = door.accept();
      client.accept_session(v4);
      client.take(type::publish);
      client.reset();
    }
    peer client = door.accept();
    client.accept_session(v4);
    const auto again = wire::read_publish(v4, client.take(type::publish));
    EXPECT_FALSE(again.duplicate);
    EXPECT_EQ(again.payload, "x");
    client.send(acknowledgement(type::puback, again.id));
    client.wait_for_close();
  });
  auto connection = plugin_under_test().open_connection(resuming_settings(server).str());
  flow producer(connection, producer_request("t", 1));
  EXPECT_EQ(producer.publish_and_wait("x").code, IPAAS_SUCCEEDED);
  connection.close(milliseconds(1000));
  server.finish();
}

}  // namespace
}  // namespace ipaas::harness
