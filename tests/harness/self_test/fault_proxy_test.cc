// The proxy's faults, seen from plain sockets on both sides.
#include "harness/fault_proxy.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <future>

#include "harness/loopback.h"
#include "harness/mosquitto_broker.h"
#include "harness/test_client.h"

namespace ipaas::harness {
namespace {

// A client and a server with the proxy between them.
class through_proxy : public testing::Test {
 protected:
  void connect(const line_plan& plan) {
    proxy_.emplace(port_of(door_), [plan](unsigned) { return plan; });
    client_ = connect_to_loopback(proxy_->port());
    ASSERT_TRUE(client_.is_open());
    server_ = accept_from(door_, deadline());
  }
  static std::string read(const file_descriptor& socket, std::size_t count) {
    std::string bytes;
    while (bytes.size() < count && read_some(socket, bytes, deadline())) {
    }
    return bytes;
  }
  // What comes until the end of the stream, orderly or not.
  static std::string read_to_end(const file_descriptor& socket) {
    return read(socket, std::string::npos);
  }
  static int error_of(const file_descriptor& socket) {
    char byte = 0;
    return recv(socket.number(), &byte, 1, 0) < 0 ? errno : 0;
  }

  file_descriptor door_ = listen_on_loopback();
  std::optional<fault_proxy> proxy_;
  file_descriptor client_;
  file_descriptor server_;
};

TEST_F(through_proxy, bytes_pass_unchanged_both_ways) {
  connect({});
  std::string bytes;
  for (int i = 0; i < 300'000; ++i) bytes += static_cast<char>(i * 7 % 251);
  std::thread sender([&] { write_all(client_, bytes); });
  EXPECT_TRUE(read(server_, bytes.size()) == bytes);
  sender.join();
  write_all(server_, "answer");
  EXPECT_EQ(read(client_, 6), "answer");
  client_.close();
  EXPECT_EQ(read_to_end(server_), "");
}

TEST_F(through_proxy, bytes_pass_unchanged_however_slow_they_are) {
  for (const lane_plan& plan :
       {lane_plan{.most_at_once = 1}, lane_plan{.delay = milliseconds(5)},
        lane_plan{.per_second = 10'000}, lane_plan{.first_delay = milliseconds(5)}}) {
    connect({.to_broker = plan, .to_client = plan});
    const std::string bytes(500, 'x');
    write_all(client_, bytes);
    write_all(server_, bytes);
    EXPECT_EQ(read(server_, bytes.size()), bytes);
    EXPECT_EQ(read(client_, bytes.size()), bytes);
  }
}

TEST_F(through_proxy, bandwidth_is_no_more_than_the_plan_says) {
  connect({.to_broker = {.most_at_once = 100, .per_second = 10'000}});
  const auto begin = proxy_clock::now();
  write_all(client_, std::string(1000, 'x'));
  read(server_, 1000);
  EXPECT_GE(proxy_clock::now() - begin, milliseconds(90));
}

TEST_F(through_proxy, orderly_end_comes_behind_the_last_byte) {
  for (std::size_t last = 0; last < 6; ++last) {
    connect({.end = ending::close, .counted = way::to_broker, .after = last});
    write_all(client_, "123456");
    EXPECT_EQ(read_to_end(server_), std::string("123456").substr(0, last));
    EXPECT_EQ(read_to_end(client_), "");
  }
}

TEST_F(through_proxy, reset_reaches_both_sides) {
  connect({.end = ending::reset, .counted = way::to_client, .after = 3});
  write_all(server_, "123456");
  EXPECT_EQ(error_of(server_), ECONNRESET);
  EXPECT_LE(read_to_end(client_).size(), 3u);  // a reset may overtake the bytes
}

TEST_F(through_proxy, half_open_towards_the_client) {
  connect({.end = ending::broker_gone, .counted = way::to_broker, .after = 2});
  write_all(client_, "123");
  read_to_end(server_);  // the reset may overtake the bytes
  EXPECT_FALSE(wait_readable(client_.number(), deadline(milliseconds(20))));
  proxy_->end_all(ending::reset);
  EXPECT_EQ(error_of(client_), ECONNRESET);
}

TEST_F(through_proxy, half_open_towards_the_broker_ends_after_its_time) {
  connect({.end = ending::client_gone,
           .counted = way::to_broker,
           .after = 2,
           .lingering = milliseconds(20)});
  write_all(client_, "12");
  EXPECT_EQ(error_of(client_), ECONNRESET);
  EXPECT_EQ(read(server_, 2), "12");
  EXPECT_EQ(error_of(server_), ECONNRESET);
}

TEST_F(through_proxy, silence_is_one_way) {
  connect({.end = ending::silence, .counted = way::to_client, .after = 2});
  write_all(server_, "123");
  EXPECT_EQ(read(client_, 2), "12");
  write_all(client_, "still heard");
  EXPECT_EQ(read(server_, 11), "still heard");
  EXPECT_FALSE(wait_readable(client_.number(), deadline(milliseconds(20))));
}

TEST_F(through_proxy, gate_holds_a_packet_and_all_behind_it) {
  connect({.gate = packet_gate{way::to_broker, wire::type::puback, 2}});
  const std::string first = wire::acknowledgement(wire::type::puback, 1);
  write_all(client_, first + wire::acknowledgement(wire::type::puback, 2) + wire::pingresp());
  proxy_->wait_until_held();
  EXPECT_EQ(read(server_, first.size()), first);
  EXPECT_FALSE(wait_readable(server_.number(), deadline(milliseconds(20))));
  write_all(server_, "free");
  EXPECT_EQ(read(client_, 4), "free");
}

TEST_F(through_proxy, observer_sees_whole_packets) {
  std::promise<std::string> seen;
  connect({.to_broker = {.most_at_once = 1}, .observer = [&seen](way, std::string_view packet) {
             seen.set_value(std::string(packet));
           }});
  const std::string packet = wire::acknowledgement(wire::type::puback, 7);
  write_all(client_, packet.substr(0, 3));
  read(server_, 3);
  write_all(client_, packet.substr(3));
  EXPECT_EQ(seen.get_future().get(), packet);
  proxy_.reset();
}

TEST_F(through_proxy, broker_that_is_away_is_a_reset) {
  connect({});
  door_.close();
  const file_descriptor second = connect_to_loopback(proxy_->port());
  EXPECT_EQ(error_of(second), ECONNRESET);
  EXPECT_EQ(proxy_->connections(), 2u);
}

TEST(random_plan, is_the_same_for_the_same_seed) {
  std::mt19937_64 first(7);
  std::mt19937_64 second(7);
  for (int i = 0; i < 100; ++i) {
    const line_plan a = random_plan(first, 1000);
    const line_plan b = random_plan(second, 1000);
    EXPECT_EQ(a.end, b.end);
    EXPECT_EQ(a.after, b.after);
    EXPECT_LT(a.after, 1000u);
    EXPECT_NE(a.end, ending::none);
    EXPECT_TRUE(a.lingering.has_value());
  }
}

TEST(fault_proxy, carries_a_client_and_a_real_broker) {
  mosquitto_broker broker;
  fault_proxy proxy(broker.port(), [](unsigned) {
    return line_plan{.to_broker = {.most_at_once = 1}, .to_client = {.most_at_once = 3}};
  });
  test_client client(proxy.port());
  client.subscribe("t", 2);
  client.publish("t", "hello", 2);
  EXPECT_EQ(client.next_message().payload, "hello");
  EXPECT_GT(proxy.passed(way::to_broker), 20u);
}

}  // namespace
}  // namespace ipaas::harness
