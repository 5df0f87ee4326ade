// The row of the guarantee table about a window that stays full. A real broker allows no keep-alive
// below 5 s, so a scripted one asks for 1 s (Server Keep Alive).
#include <array>
#include <future>

#include "guarantee_bench.h"
#include "harness/scripted_broker.h"

namespace ipaas::harness {
namespace {

constexpr wire::version v5 = wire::version::v5;
constexpr std::uint16_t messages = 8;
constexpr std::size_t window = 4;
constexpr int keep_alives = 10;

// Sends twice the window, and answers pings until the client leaves; tells when there have been as
// many as the test is about.
void hold_full(listener& door, int qos, std::promise<void>& pinged) {
  peer client = door.accept();
  client.accept_session(v5, 0, wire::from_hex("13 00 01"));  // Server Keep Alive 1 s
  client.grant_subscription(v5);
  for (std::uint16_t i = 0; i < messages; ++i) {
    client.send(wire::publish(v5, {.topic = "t",
                                   .payload = std::to_string(i),
                                   .qos = static_cast<std::uint8_t>(qos),
                                   .id = static_cast<std::uint16_t>(qos > 0 ? i + 1 : 0)}));
  }
  client.send(wire::publish(v5, {.topic = "t", .payload = last_payload, .qos = 0}));
  for (int pings = 0;;) {
    const wire::type kind = wire::type_of(client.read_packet());
    if (kind == wire::type::disconnect) return;
    if (kind != wire::type::pingreq) continue;
    client.send(wire::pingresp());
    if (++pings == keep_alives) pinged.set_value();
  }
}

class full_window : public testing::Test {
 protected:
  static counted run(int qos) {
    std::promise<void> pinged;
    scripted_broker server([qos, &pinged](listener& door) { hold_full(door, qos, pinged); });
    auto connection = plugin_under_test().open_connection(
        connection_settings(server.url(), "full-" + std::to_string(qos))
            .text("mqttVersion", "5")
            .text("pingTimeout", "5s")
            .number("maxInFlight", window)
            .str());
    flow consumer(connection, consumer_request("t", qos));
    tally seen;
    const auto held = consumer.next_messages(window);
    EXPECT_EQ(pinged.get_future().wait_for(patience), std::future_status::ready);
    EXPECT_THROW(consumer.wait_for_failure(deadline(milliseconds(0))), timed_out);
    EXPECT_TRUE(consumer.messages().empty()) << "the window has no room";
    for (const flow_message& message : held) {
      seen.note(message.payload);
      consumer.accept(message);
    }
    consume_to_end(consumer, seen);
    connection.close(milliseconds(2000));
    server.finish();
    return counted::of(messages, seen);
  }
};

// All three at once: most of it is waiting.
TEST_F(full_window, for_ten_keep_alives) {
  std::array<std::future<counted>, 3> running;
  for (int qos = 0; qos < 3; ++qos) {
    running.at(static_cast<std::size_t>(qos)) =
        std::async(std::launch::async, [qos] { return run(qos); });
  }
  for (int qos = 0; qos < 3; ++qos) {
    const std::string words = words_for(running.at(static_cast<std::size_t>(qos)).get());
    guarantee_table::instance().note("full", qos, words);
    EXPECT_EQ(words, "once");
  }
}

}  // namespace
}  // namespace ipaas::harness
