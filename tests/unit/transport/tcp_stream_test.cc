#include <fcntl.h>
#include <gmock/gmock.h>
#include <netinet/tcp.h>

#include <algorithm>
#include <array>
#include <memory>

#include "fake_name_server.h"
#include "harness/english.h"
#include "loopback_peer.h"
#include "on_thread.h"
#include "process_state.h"
#include "transport/stream.h"

namespace ipaas::mqtt::transport {
namespace {

using testing::HasSubstr;
using reaction = test::name_record::reaction;

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

class tcp_stream_test : public test::io_thread_fixture {
 protected:
  ~tcp_stream_test() override {
    on_thread([this] { stream_.reset(); });
  }

  void start(const std::string& host, std::uint16_t port, stream::connect_handler done) {
    on_thread([&] {
      stream_ = make_tcp_stream(thread_, names_.address());
      EXPECT_EQ(stream_->stage(), "name");
      stream_->connect({host, port, ""}, std::move(done));
    });
  }
  std::optional<error> connect(const std::string& host, std::uint16_t port) {
    test::awaited<std::optional<error>> result;
    start(host, port, [&](std::optional<error> failure) { result.set(std::move(failure)); });
    return result.get();
  }
  test::loopback_peer connected() {
    EXPECT_FALSE(connect("127.0.0.1", listener_.port()));
    return listener_.accept();
  }

  io_result read(std::string& into, std::size_t room = 65536) {
    return on_thread([&] {
      std::vector<std::byte> space(room);
      auto result = stream_->read(space);
      into.assign(reinterpret_cast<const char*>(space.data()), result.transferred);
      return result;
    });
  }
  io_result write(const std::vector<std::string>& texts) {
    return on_thread([&] {
      std::vector<std::span<const std::byte>> parts;
      for (const auto& text : texts) parts.push_back(bytes_of(text));
      return stream_->write(parts);
    });
  }
  void await_readable() {
    test::awaited<int> ready;
    on_thread([&] { stream_->wait_readable([&] { ready.set(0); }); });
    ready.get();
  }
  void await_writable() {
    test::awaited<int> ready;
    on_thread([&] { stream_->wait_writable([&] { ready.set(0); }); });
    ready.get();
  }

  test::fake_name_server names_{{
      {"second.test", {{"127.0.0.2", "127.0.0.1"}}},
      {"silent.test", {{}, {}, reaction::silence}},
  }};
  test::loopback_listener listener_;
  std::unique_ptr<stream> stream_;
};

TEST_F(tcp_stream_test, connects_and_carries_bytes_both_ways) {
  const auto peer = connected();
  EXPECT_EQ(on_thread([&] { return stream_->stage(); }), "tcp");
  const auto written = write({"hello, ", "", "peer"});
  EXPECT_EQ(written.status, io_status::ok);
  EXPECT_EQ(written.transferred, 11u);
  EXPECT_EQ(peer.receive(11), "hello, peer");
  peer.send("hello, stream");
  await_readable();
  std::string seen;
  EXPECT_EQ(read(seen).status, io_status::ok);
  EXPECT_EQ(seen, "hello, stream");
  EXPECT_EQ(read(seen).status, io_status::would_block);
}

TEST_F(tcp_stream_test, reads_no_more_than_there_is_room_for) {
  const auto peer = connected();
  peer.send("abcdef");
  std::string all;
  while (all.size() < 6) {
    await_readable();
    std::string some;
    EXPECT_EQ(read(some, 4).status, io_status::ok);
    EXPECT_LE(some.size(), 4u);
    all += some;
  }
  EXPECT_EQ(all, "abcdef");
  std::string none;
  EXPECT_EQ(read(none, 0).status, io_status::ok);
}

TEST_F(tcp_stream_test, writes_more_parts_than_the_system_takes_at_once) {
  const auto peer = connected();
  std::vector<std::string> parts;
  std::string expected;
  for (std::size_t number = 0; number < 5000; ++number) {
    parts.emplace_back(number % 4, static_cast<char>('a' + number % 26));
    expected += parts.back();
  }
  EXPECT_EQ(write(parts).transferred, expected.size());
  EXPECT_EQ(peer.receive(expected.size()), expected);
}

TEST_F(tcp_stream_test, writes_nothing_of_nothing) {
  const auto peer = connected();
  for (const auto& parts : {std::vector<std::string>{}, std::vector<std::string>{"", ""}}) {
    const auto result = write(parts);
    EXPECT_EQ(result.status, io_status::ok);
    EXPECT_EQ(result.transferred, 0u);
  }
}

TEST_F(tcp_stream_test, stops_when_the_peer_does_not_read_and_goes_on_when_it_does) {
  const auto peer = connected();
  std::string block(1 << 20, '\0');
  for (std::size_t at = 0; at < block.size(); ++at) block[at] = static_cast<char>(at % 251);
  std::size_t sent = 0;
  io_result result;
  // The system may find more room after a short write, so only would_block is the end.
  while ((result = write({block.substr(sent % block.size())})).status == io_status::ok) {
    sent += result.transferred;
  }
  EXPECT_EQ(result.status, io_status::would_block);
  test::awaited<int> room;
  on_thread([&] { stream_->wait_writable([&] { room.set(0); }); });
  const auto received = peer.receive(sent);
  ASSERT_EQ(received.size(), sent);
  for (std::size_t at = 0; at < sent; at += block.size()) {
    ASSERT_EQ(received.compare(at, block.size(), block, 0, std::min(block.size(), sent - at)), 0);
  }
  room.get();
  EXPECT_EQ(write({"more"}).transferred, 4u);
  EXPECT_EQ(peer.receive(4), "more");
}

TEST_F(tcp_stream_test, tells_the_end_of_the_stream_after_its_last_bytes) {
  auto peer = connected();
  peer.send("bye");
  peer.close();
  await_readable();
  std::string seen;
  EXPECT_EQ(read(seen).status, io_status::ok);
  EXPECT_EQ(seen, "bye");
  await_readable();
  EXPECT_EQ(read(seen).status, io_status::end_of_stream);
}

TEST_F(tcp_stream_test, tells_a_reset_in_the_systems_words) {
  auto peer = connected();
  peer.reset();
  await_readable();
  std::string seen;
  const auto result = read(seen);
  EXPECT_EQ(result.status, io_status::failed);
  EXPECT_EQ(result.reason.en, "Connection reset by peer");
}

TEST_F(tcp_stream_test, fails_to_write_to_a_closed_connection_without_a_signal) {
  auto peer = connected();
  peer.reset();
  await_readable();
  std::string seen;
  read(seen);
  const auto result = write({"late"});
  EXPECT_EQ(result.status, io_status::failed);
  EXPECT_EQ(result.reason.en, "Broken pipe");
}

TEST_F(tcp_stream_test, tells_a_refused_port_with_its_endpoint) {
  listener_.close();
  const auto descriptors = test::descriptor_count();
  const auto failure = connect("127.0.0.1", listener_.port());
  ASSERT_TRUE(failure);
  EXPECT_EQ(test::descriptor_count(), descriptors);
  const auto endpoint = "127.0.0.1:" + std::to_string(listener_.port());
  EXPECT_EQ(failure->code, error_code::connect_refused);
  EXPECT_EQ(failure->stage, "tcp");
  EXPECT_EQ(failure->endpoint, endpoint);
  EXPECT_EQ(failure->chinese, "无法连接 " + endpoint + "：连接被拒绝");
  EXPECT_EQ(english_in(*failure), "");
  EXPECT_THAT(failure->description,
              HasSubstr("Connecting to " + endpoint + " failed: Connection refused"));
}

TEST_F(tcp_stream_test, tells_an_unknown_name) {
  const auto failure = connect("missing.test", 1883);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->code, error_code::dns);
  EXPECT_EQ(failure->stage, "name");
  EXPECT_EQ(failure->endpoint, "missing.test:1883");
}

TEST_F(tcp_stream_test, goes_on_to_the_next_address) {
  EXPECT_FALSE(connect("second.test", listener_.port()));
  listener_.accept();
}

TEST_F(tcp_stream_test, tells_the_error_of_the_last_address) {
  listener_.close();
  const auto failure = connect("second.test", listener_.port());
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->endpoint, "second.test:" + std::to_string(listener_.port()));
  EXPECT_THAT(failure->description, HasSubstr(failure->endpoint + " (127.0.0.1) failed"));
  EXPECT_THAT(failure->chinese, HasSubstr(failure->endpoint + "（127.0.0.1）：连接被拒绝"));
}

TEST_F(tcp_stream_test, tells_that_an_address_cannot_be_reached) {
  const auto failure = connect("255.255.255.255", 1);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->code, error_code::connect_refused);
}

TEST_F(tcp_stream_test, tells_that_descriptors_ran_out) {
  if (!test::descriptors_may_run_out) GTEST_SKIP();
  std::optional<error> failure;
  {
    const test::no_more_descriptors none;
    failure = connect("127.0.0.1", listener_.port());
  }
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->code, error_code::core_resource);
  EXPECT_EQ(failure->stage, "tcp");
  EXPECT_THAT(failure->description, HasSubstr("Too many open files"));
}

// The newest descriptor of the process, which is the stream's socket.
int newest_descriptor() {
  int newest = 0;
  for (int number = 0; number < 1024; ++number) {
    int kind = 0;
    socklen_t size = sizeof kind;
    sockaddr_in name{};
    socklen_t name_size = sizeof name;
    if (getsockopt(number, SOL_SOCKET, SO_TYPE, &kind, &size) == 0 && kind == SOCK_STREAM &&
        getpeername(number, reinterpret_cast<sockaddr*>(&name), &name_size) == 0) {
      newest = number;
    }
  }
  return newest;
}

TEST_F(tcp_stream_test, sends_at_once_and_is_not_inherited) {
  EXPECT_FALSE(connect("127.0.0.1", listener_.port()));
  const int socket = newest_descriptor();
  int no_delay = 0;
  socklen_t size = sizeof no_delay;
  ASSERT_EQ(getsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &no_delay, &size), 0);
  EXPECT_NE(no_delay, 0);
  EXPECT_NE(fcntl(socket, F_GETFD) & FD_CLOEXEC, 0);
  EXPECT_NE(fcntl(socket, F_GETFL) & O_NONBLOCK, 0);
  int quick = 0;
  setsockopt(socket, IPPROTO_TCP, TCP_QUICKACK, &quick, sizeof quick);
  on_thread([&] { stream_->acknowledge_now(); });
  ASSERT_EQ(getsockopt(socket, IPPROTO_TCP, TCP_QUICKACK, &quick, &size), 0);
  EXPECT_NE(quick, 0);
}

TEST_F(tcp_stream_test, closes_its_socket) {
  const auto before = test::descriptor_count();
  auto peer = connected();
  on_thread([&] { stream_.reset(); });
  EXPECT_EQ(peer.receive(1), "");
  peer.close();
  EXPECT_EQ(test::descriptor_count(), before);
}

TEST_F(tcp_stream_test, is_silent_when_destroyed_while_it_looks_the_name_up) {
  int called = 0;
  start("silent.test", 1883, [&](auto) { ++called; });
  names_.await_question();
  on_thread([&] {
    EXPECT_EQ(stream_->stage(), "name");
    stream_.reset();
  });
  test::settle(*thread_);
  EXPECT_EQ(called, 0);
}

TEST_F(tcp_stream_test, is_silent_when_destroyed_while_it_connects) {
  int called = 0;
  on_thread([&] {
    stream_ = make_tcp_stream(thread_);
    stream_->connect({"127.0.0.1", listener_.port(), ""}, [&](auto) { ++called; });
    // The literal is handed on by a task posted above, so this one finds the socket connecting.
    thread_->post([&] {
      EXPECT_EQ(stream_->stage(), "tcp");
      stream_.reset();
    });
  });
  test::settle(*thread_);
  EXPECT_EQ(called, 0);
  EXPECT_EQ(stream_, nullptr);
}

TEST_F(tcp_stream_test, may_be_destroyed_by_its_connect_handler) {
  for (const char* host : {"127.0.0.1", "second.test", "missing.test", "a..b"}) {
    test::awaited<int> called;
    start(host, listener_.port(), [&](auto) {
      stream_.reset();
      called.set(0);
    });
    called.get();
  }
}

TEST_F(tcp_stream_test, may_be_destroyed_by_its_own_waits_and_then_calls_no_other) {
  const auto peer = connected();
  peer.send("x");
  int called = 0;
  on_thread([&] {
    const auto destroy = [&] {
      ++called;
      stream_.reset();
    };
    stream_->wait_readable(destroy);
    stream_->wait_writable(destroy);
  });
  test::settle(*thread_);
  EXPECT_EQ(called, 1);
}

TEST_F(tcp_stream_test, releases_what_a_wait_holds_when_destroyed) {
  const auto peer = connected();
  const auto held = std::make_shared<int>(0);
  on_thread([&] {
    stream_->wait_readable([held] {});
    stream_.reset();
  });
  test::settle(*thread_);
  EXPECT_EQ(held.use_count(), 1);
}

}  // namespace
}  // namespace ipaas::mqtt::transport
