// Peers that answer late or never: a typed error within the configured time, no call of the plugin
// that waits for them, and a close that ends in every state.
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <optional>
#include <vector>

#include "faults/settings.h"
#include "harness/loopback.h"

namespace ipaas::harness {
namespace {

using std::chrono::steady_clock;

// Far less than the 30 s that a call would wait which waits for the peer, and far more than a busy
// machine needs.
constexpr milliseconds longest_call{5000};
constexpr milliseconds longest_close{10'000};

// Runs one call of the plugin, which must not wait for anybody.
template <typename Call>
auto takes_no_time(Call call) {
  const auto begin = steady_clock::now();
  auto result = call();
  EXPECT_LT(steady_clock::now() - begin, longest_call);
  return result;
}

// How one peer misbehaves: its script, which ends with wait_for_close(), and where it leaves us.
struct behaviour {
  const char* name;
  scripted_broker::script play;
  const char* code;
  const char* stage;  // "" for none
  wire::version version = v4;
  int publish_at = -1;  // the flow publishes at this QoS, and its outcome is the error
  std::size_t count = 1;
  std::size_t size = 1;
};
std::ostream& operator<<(std::ostream& out, const behaviour& value) { return out << value.name; }

peer accept_session(listener& door, wire::version version, std::string_view properties = {}) {
  peer client = door.accept();
  client.accept_session(version, 0, properties);
  return client;
}

void never_answer(listener& door) {
  peer client = door.accept();
  client.take(wire::type::connect);
  client.wait_for_close();
}
void answer_in_drops(listener& door) {
  peer client = door.accept();
  client.take(wire::type::connect);
  client.send(wire::from_hex("20"));
  client.wait_for_close();
}
void never_grant(listener& door) {
  peer client = accept_session(door, v4);
  client.take(wire::type::subscribe);
  client.wait_for_close();
}
void grant_in_drops(listener& door) {
  peer client = accept_session(door, v4);
  client.take(wire::type::subscribe);
  client.send(wire::from_hex("90 03"));
  client.wait_for_close();
}
void never_acknowledge(listener& door) {
  peer client = accept_session(door, v4);
  client.take(wire::type::publish);
  client.wait_for_close();
}
void never_complete(listener& door) {
  peer client = accept_session(door, v4);
  const auto id = wire::read_publish(v4, client.take(wire::type::publish)).id;
  client.send(wire::acknowledgement(wire::type::pubrec, id));
  client.wait_for_close();
}
// Server Keep Alive 1 s, the shortest there is.
constexpr const char* keep_alive_of_a_second = "13 00 01";
void never_pong(listener& door) {
  peer client = accept_session(door, v5, wire::from_hex(keep_alive_of_a_second));
  client.grant_subscription(v5);
  client.wait_for_close();
}
void stop_within_a_message(listener& door) {
  peer client = accept_session(door, v5, wire::from_hex(keep_alive_of_a_second));
  client.grant_subscription(v5);
  const std::string packet = wire::publish(v5, {.topic = "t", .payload = "half", .qos = 0});
  client.send(packet.substr(0, packet.size() / 2));
  client.wait_for_close();
}
// Stays connected and reads nothing more, so that the socket fills up.
void never_read(listener& door) {
  peer client = accept_session(door, v4);
  door.wait_until_cut();
}

std::vector<behaviour> all_behaviours() {
  return {
      {"no_connack", never_answer, "MQTT:CONNECT_TIMEOUT", "connack"},
      {"connack_in_drops", answer_in_drops, "MQTT:CONNECT_TIMEOUT", "connack"},
      {"no_suback", never_grant, "MQTT:CONNECT_TIMEOUT", "subscribe"},
      {"suback_in_drops", grant_in_drops, "MQTT:CONNECT_TIMEOUT", "subscribe"},
      {"no_puback", never_acknowledge, "MQTT:WRITE_TIMEOUT", "", v4, 1},
      {"no_pubrec", never_acknowledge, "MQTT:WRITE_TIMEOUT", "", v4, 2},
      {"no_pubcomp", never_complete, "MQTT:WRITE_TIMEOUT", "", v4, 2},
      {"no_pingresp", never_pong, "MQTT:PING_TIMEOUT", "", v5},
      {"half_a_message", stop_within_a_message, "MQTT:PING_TIMEOUT", "", v5},
      {"no_reading", never_read, "MQTT:WRITE_TIMEOUT", "", v4, 0, 14, std::size_t{1} << 20},
  };
}

class late_peer : public testing::TestWithParam<behaviour> {
 protected:
  // Opens, and publishes when the behaviour wants it.
  void open(const json_object& settings) {
    connection_.emplace(
        takes_no_time([&] { return plugin_under_test().open_connection(settings.str()); }));
    const int qos = GetParam().publish_at;
    const std::string request = qos < 0 ? consumer_request("t", 1) : producer_request("t", qos);
    flow_.emplace(takes_no_time([&] { return flow(*connection_, request); }));
    if (qos < 0) return;
    const std::string payload(GetParam().size, 'x');
    for (std::uint64_t i = 0; i < GetParam().count; ++i) {
      takes_no_time([&] {
        flow_->publish(i, payload);
        return true;
      });
    }
  }
  std::string error() {
    if (GetParam().publish_at < 0) return flow_->wait_for_failure().error;
    for (;;) {
      const flow_outcome outcome = flow_->next_outcome();
      if (outcome.code != IPAAS_SUCCEEDED) return outcome.error;
    }
  }
  void close() {
    flow_.reset();
    const auto begin = steady_clock::now();
    connection_->close(milliseconds(1000));
    EXPECT_LT(steady_clock::now() - begin, longest_close);
  }

  std::optional<host::connection> connection_;
  std::optional<flow> flow_;
};

TEST_P(late_peer, is_a_typed_error_in_time) {
  scripted_broker server(GetParam().play);
  json_object settings = settings_for(server, GetParam().version)
                             .text("pingTimeout", "100ms")
                             .text("writeTimeout", "300ms");
  // Only where it is the one that ends: all that comes before takes its time on a busy machine.
  if (GetParam().code == std::string_view("MQTT:CONNECT_TIMEOUT")) {
    settings.text("connectTimeout", "1s");
  }
  open(settings);
  const std::string found = error();
  EXPECT_EQ(text_at(found, "/Code"), GetParam().code) << found;
  if (*GetParam().stage != 0) {
    EXPECT_EQ(text_at(found, "/Stage"), GetParam().stage) << found;
  }
  close();
}

// The same state, without any timeout that could end it.
TEST_P(late_peer, does_not_delay_close) {
  scripted_broker server(GetParam().play);
  open(settings_for(server, GetParam().version));
  // What the peer does until it falls silent takes no time; whatever state that finds is one of
  // those in which a close must end.
  EXPECT_THROW(flow_->next_message(deadline(milliseconds(50))), timed_out);
  close();
}

INSTANTIATE_TEST_SUITE_P(faults, late_peer, testing::ValuesIn(all_behaviours()),
                         [](const auto& chosen) { return chosen.param.name; });

// A door whose queue is full: the system drops every further SYN.
class unanswering_door {
 public:
  unanswering_door() : socket_(listen_on_loopback()), port_(port_of(socket_)) {
    listen(socket_.number(), 0);
    for (file_descriptor& one : waiting_) one = begin_to_connect(port_);
  }
  std::string url() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  file_descriptor socket_;
  std::uint16_t port_;
  std::array<file_descriptor, 4> waiting_;
};

TEST(blocked_door, that_drops_syn_is_a_timeout_of_tcp) {
  const unanswering_door door;
  auto connection = takes_no_time([&] {
    return plugin_under_test().open_connection(
        connection_settings(door.url(), "syn").text("connectTimeout", "300ms").str());
  });
  flow consumer(connection, consumer_request("t", 1));
  const flow_event event = consumer.wait_for_failure();
  EXPECT_EQ(event.error_code(), "MQTT:CONNECT_TIMEOUT") << event.error;
  EXPECT_EQ(text_at(event.error, "/Stage"), "tcp") << event.error;
}

TEST(blocked_door, that_drops_syn_does_not_delay_close) {
  const unanswering_door door;
  auto connection =
      plugin_under_test().open_connection(connection_settings(door.url(), "syn").str());
  flow consumer(connection, consumer_request("t", 1));
  const auto begin = steady_clock::now();
  connection.close(milliseconds(1000));
  EXPECT_LT(steady_clock::now() - begin, longest_close);
}

}  // namespace
}  // namespace ipaas::harness
