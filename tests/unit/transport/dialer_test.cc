// Which layers the dialer puts around TCP, seen from the other end of the line.
#include "transport/dialer.h"

#include <gmock/gmock.h>

#include "loopback_peer.h"
#include "on_thread.h"
#include "websocket_peer.h"

namespace ipaas::mqtt::transport {
namespace {

using testing::StartsWith;

class dialer_test : public test::io_thread_fixture {
 protected:
  ~dialer_test() override {
    on_thread([this] { stream_.reset(); });
  }
  test::loopback_peer connect(const config::broker_address& broker) {
    on_thread([&] {
      stream_ = dialer_.make(settings_);
      stream_->connect(broker, [this](auto failure) { connected_.set(std::move(failure)); });
    });
    return listener_.accept();
  }
  std::string receive_head(const test::loopback_peer& peer) {
    std::string head;
    while (!head.ends_with("\r\n\r\n")) {
      const std::string next = peer.receive(1);
      if (next.empty()) throw std::runtime_error("the head has no end");
      head += next;
    }
    return head;
  }
  config::proxy_settings proxy() {
    config::proxy_settings settings;
    settings.address = {"127.0.0.1", listener_.port(), ""};
    return settings;
  }
  config::broker_address broker() { return {"127.0.0.1", listener_.port(), "/ws"}; }

  test::loopback_listener listener_;
  config::connection_settings settings_;
  dialer dialer_{*thread_};
  std::unique_ptr<stream> stream_;
  test::awaited<std::optional<error>> connected_;
};

TEST_F(dialer_test, makes_plain_tcp) {
  const auto peer = connect(broker());
  EXPECT_FALSE(connected_.get());
  EXPECT_EQ(on_thread([this] { return stream_->stage(); }), "tcp");
}

TEST_F(dialer_test, makes_a_websocket_with_the_headers) {
  settings_.transport = config::transport_kind::ws;
  settings_.web_socket_headers.push_back({"X-Token", secret_text("t0ken")});
  const auto peer = connect(broker());
  const std::string request = receive_head(peer);
  EXPECT_THAT(request, StartsWith("GET /ws HTTP/1.1\r\n"));
  EXPECT_EQ(test::header_of(request, "X-Token"), "t0ken");
  peer.send(test::upgrade_for(request));
  EXPECT_FALSE(connected_.get());
}

TEST_F(dialer_test, makes_a_websocket_within_a_proxys_tunnel) {
  settings_.transport = config::transport_kind::ws;
  settings_.proxy = proxy();
  const auto peer = connect({"broker.test", 80, ""});
  EXPECT_THAT(receive_head(peer), StartsWith("CONNECT broker.test:80 HTTP/1.1\r\n"));
  peer.send("HTTP/1.1 200 OK\r\n\r\n");
  const std::string request = receive_head(peer);
  EXPECT_THAT(request, StartsWith("GET /mqtt HTTP/1.1\r\n"));
  EXPECT_EQ(test::header_of(request, "Host"), "broker.test");
  peer.send(test::upgrade_for(request) + test::frame(test::opcode::binary, "hello"));
  EXPECT_FALSE(connected_.get());

  test::awaited<std::string> heard;
  on_thread([&] {
    stream_->wait_readable([&] {
      std::byte room[100];
      const auto got = stream_->read(room);
      heard.set(std::string(reinterpret_cast<const char*>(room), got.transferred));
    });
  });
  EXPECT_EQ(heard.get(), "hello");
}

TEST_F(dialer_test, makes_a_tunnel_through_socks) {
  settings_.proxy = proxy();
  settings_.proxy->kind = config::proxy_kind::socks5;
  auto peer = connect({"broker.test", 1883, ""});
  EXPECT_EQ(peer.receive(3), std::string("\x05\x01\0", 3));
  peer.close();
  const auto failure = connected_.get();
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->code, error_code::proxy);
}

TEST_F(dialer_test, says_that_the_proxy_refuses_connections) {
  settings_.proxy = proxy();
  listener_.close();
  on_thread([&] {
    stream_ = dialer_.make(settings_);
    stream_->connect({"broker.test", 1883, ""},
                     [this](auto failure) { connected_.set(std::move(failure)); });
  });
  const auto failure = connected_.get();
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->code, error_code::proxy);
  EXPECT_EQ(failure->stage, "tcp");
  EXPECT_EQ(failure->endpoint, settings_.proxy->address.text());
}

}  // namespace
}  // namespace ipaas::mqtt::transport
