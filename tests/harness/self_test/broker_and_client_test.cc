// The harness itself, before it judges the plugin: the real broker against the plain client.
#include <gtest/gtest.h>

#include <filesystem>

#include "harness/loopback.h"
#include "harness/mosquitto_broker.h"
#include "harness/test_client.h"

namespace ipaas::harness {
namespace {

TEST(mosquitto_broker, passes_messages_between_clients) {
  mosquitto_broker broker;
  test_client receiver(broker.port());
  EXPECT_EQ(receiver.subscribe("a/#", 2), 2);
  test_client sender(broker.port());
  for (int qos = 0; qos <= 2; ++qos) sender.publish("a/b", "payload", qos);
  for (const received_message& message : receiver.next_messages(3)) {
    EXPECT_EQ(message.topic, "a/b");
    EXPECT_EQ(message.payload, "payload");
  }
}

TEST(mosquitto_broker, keeps_a_session_across_a_restart) {
  mosquitto_broker broker({.persistence = true});
  const client_options kept{.port = broker.port(), .id = "kept", .clean_session = false};
  { EXPECT_EQ(test_client(kept).subscribe("a", 1), 1); }
  test_client(broker.port()).publish_numbers("a", 300, 1);
  broker.stop();
  broker.start();
  test_client again(kept);
  const auto messages = again.next_messages(300);
  for (int i = 0; i < 300; ++i)
    EXPECT_EQ(messages[static_cast<std::size_t>(i)].payload, std::to_string(i));
}

TEST(mosquitto_broker, checks_passwords) {
  mosquitto_broker broker({.users = {{"anna", "secret"}}});
  EXPECT_NO_THROW(test_client({.port = broker.port(), .username = "anna", .password = "secret"}));
  EXPECT_THROW(test_client({.port = broker.port(), .username = "anna", .password = "wrong"}),
               std::runtime_error);
}

TEST(mosquitto_broker, leaves_nothing_behind) {
  std::filesystem::path folder;
  std::uint16_t port = 0;
  {
    mosquitto_broker broker;
    folder = broker.folder().path();
    port = broker.port();
  }
  EXPECT_FALSE(std::filesystem::exists(folder));
  EXPECT_FALSE(connect_to_loopback(port).is_open());
}

}  // namespace
}  // namespace ipaas::harness
