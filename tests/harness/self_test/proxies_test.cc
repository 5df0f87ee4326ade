// The proxies and the second broker, asked by hand.
#include <gtest/gtest.h>

#include "harness/aedes_broker.h"
#include "harness/http_proxy.h"
#include "harness/loopback.h"
#include "harness/nginx_proxy.h"
#include "harness/self_test/openssl_client.h"
#include "harness/socks_proxy.h"
#include "harness/test_client.h"
#include "harness/wire.h"

namespace ipaas::harness {
namespace {

std::uint16_t port_in(const std::string& url) {
  return static_cast<std::uint16_t>(std::stoul(url.substr(url.rfind(':') + 1)));
}

// Sends, and returns at least so many bytes of what comes back, or all until the end.
std::string ask(const file_descriptor& socket, std::string_view request, std::size_t count) {
  write_all(socket, request);
  std::string answer;
  while (answer.size() < count && read_some(socket, answer, deadline())) {
  }
  return answer;
}

const std::string connect_packet =
    wire::packet(0x10, wire::from_hex("00 04 4D 51 54 54 04 02 00 0A 00 00"));

TEST(nginx_proxy, ends_tls_before_the_broker) {
  mosquitto_broker broker({.entrances = {entrance::ws}});
  nginx_proxy nginx(broker);
  openssl_client client(port_in(nginx.tls_url()));
  EXPECT_TRUE(client.says("Verification: OK"));
}

TEST(nginx_proxy, answers_by_path) {
  mosquitto_broker broker({.entrances = {entrance::ws}});
  nginx_proxy nginx(broker);
  const std::uint16_t port = port_in(nginx.wss_url(""));
  const auto status_of = [port](const std::string& path, const std::string& header) {
    openssl_client client(port, {"-quiet"},
                          "GET " + path +
                              " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                              "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" +
                              header +
                              "Sec-WebSocket-Protocol: mqtt\r\n"
                              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    return client.first_line().substr(9, 3);
  };
  EXPECT_EQ(status_of("/mqtt", ""), "101");
  EXPECT_EQ(status_of("/guarded", "X-Token: open sesame\r\n"), "101");
  EXPECT_EQ(status_of("/guarded", ""), "403");
  EXPECT_EQ(status_of("/page", ""), "200");
  EXPECT_EQ(status_of("/other", ""), "404");
}

TEST(http_proxy, opens_tunnels_to_those_it_lets_through) {
  mosquitto_broker broker;
  const std::string request =
      "CONNECT " + broker.url(entrance::tcp) + " HTTP/1.1\r\nHost: broker\r\n";
  const auto status_of = [&](const http_proxy& proxy, const std::string& header) {
    const file_descriptor socket = connect_to_loopback(port_in(proxy.url()));
    std::string status = ask(socket, request + header + "\r\n", 12).substr(9, 3);
    if (status == "200") {
      EXPECT_NE(ask(socket, connect_packet, 4).find(wire::from_hex("20 02 00 00")),
                std::string::npos);
    }
    return status;
  };
  EXPECT_EQ(status_of(http_proxy(), ""), "200");
  EXPECT_EQ(status_of(http_proxy({.denies_every_target = true}), ""), "403");
  http_proxy asking({.user = "anna", .password = "secret"});
  EXPECT_EQ(status_of(asking, ""), "407");
  EXPECT_EQ(status_of(asking, "Proxy-Authorization: Basic YW5uYTpzZWNyZXQ=\r\n"), "200");
}

TEST(socks_proxy, opens_tunnels_unless_it_blocks_all) {
  mosquitto_broker broker;
  const std::string request =
      wire::from_hex("05 01 00 01 7F 00 00 01") + wire::number16(broker.port());
  const auto reply_of = [&](const socks_proxy& proxy) {
    const file_descriptor socket = connect_to_loopback(port_in(proxy.url()));
    EXPECT_EQ(ask(socket, wire::from_hex("05 01 00"), 2), wire::from_hex("05 00"));
    const char reply = ask(socket, request, 10).at(1);
    if (reply == 0) {
      EXPECT_EQ(ask(socket, connect_packet, 4), wire::from_hex("20 02 00 00"));
    }
    return reply;
  };
  EXPECT_EQ(reply_of(socks_proxy()), 0);
  EXPECT_EQ(reply_of(socks_proxy(socks_rule::block_all)), 2);  // not allowed by the rules
}

TEST(aedes_broker, passes_messages_and_has_every_entrance) {
  aedes_broker broker;
  test_client receiver(broker.port(entrance::tcp));
  EXPECT_EQ(receiver.subscribe("a/#", 2), 2);
  test_client sender(broker.port(entrance::tcp));
  for (int qos = 0; qos <= 2; ++qos) sender.publish("a/b", "payload", qos);
  for (const received_message& message : receiver.next_messages(3)) {
    EXPECT_EQ(message.payload, "payload");
  }
  for (const entrance way : {entrance::tls, entrance::wss}) {
    EXPECT_TRUE(openssl_client(broker.port(way)).says("Verification: OK"));
  }
}

}  // namespace
}  // namespace ipaas::harness
