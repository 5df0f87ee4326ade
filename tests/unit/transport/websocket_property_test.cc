// However MQTT's bytes are cut into frames and reads, the same bytes arrive: both ways, against
// frames made by hand and against Beast's own server.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "transport/websocket/memory_pipe.h"
#include "websocket_peer.h"

namespace ipaas::mqtt::transport {
namespace {

using test::opcode;
using test::websocket_bench;

std::size_t length() {
  // Around the sizes where the header of a frame changes, and where buffers end.
  return *rc::gen::oneOf(
      rc::gen::inRange<std::size_t>(0, 200), rc::gen::inRange<std::size_t>(1530, 1545),
      rc::gen::inRange<std::size_t>(2040, 2060), rc::gen::inRange<std::size_t>(65530, 65560));
}

std::string text_of(std::size_t size) {
  static unsigned next = 0;
  std::string text(size, '\0');
  for (char& c : text) c = static_cast<char>(next++ * 37 % 253);
  return text;
}

// A message in any number of frames, with pings between them.
void append_message(std::string& frames, std::string& payload, std::size_t& pings) {
  const auto pieces = *rc::gen::inRange<std::size_t>(1, 4);
  for (std::size_t i = 0; i < pieces; ++i) {
    const std::string part = text_of(length());
    const unsigned kind = static_cast<unsigned>(i == 0 ? opcode::binary : opcode::continuation);
    frames += test::raw_frame(i + 1 == pieces ? kind | 0x80U : kind, part);
    payload += part;
    if (*rc::gen::inRange(0, 3) != 0) continue;
    frames += test::frame(opcode::ping, text_of(*rc::gen::inRange<std::size_t>(0, 126)));
    ++pings;
  }
}

RC_GTEST_PROP(websocket_property, any_frames_arrive_as_their_bytes, ()) {
  std::string frames;
  std::string payload;
  std::size_t pings = 0;
  const auto messages = *rc::gen::inRange(1, 6);
  for (int i = 0; i < messages; ++i) append_message(frames, payload, pings);

  websocket_bench bench;
  const auto behind = *rc::gen::inRange<std::size_t>(0, std::min<std::size_t>(frames.size(), 5000));
  bench.upgrade(frames.substr(0, behind));
  std::string got;
  for (std::size_t at = behind; at < frames.size();) {
    const std::size_t size = 1 + *rc::gen::inRange<std::size_t>(0, 40'000);
    bench.below->feed(frames.substr(at, size));
    at += size;
    got += bench.read(*rc::gen::element<std::size_t>(1, 100, 4096, 65536));
  }
  got += bench.read();
  RC_ASSERT(bench.last.status == io_status::would_block);
  RC_ASSERT(got == payload);
  const auto answers = bench.sent();
  RC_ASSERT(answers.size() == pings);
  for (const auto& each : answers) RC_ASSERT(each.masked && each.kind == opcode::pong);
}

RC_GTEST_PROP(websocket_property, what_is_written_arrives_masked_whatever_room_there_is, ()) {
  websocket_bench bench;
  bench.upgrade();
  std::string taken;
  std::string got;
  const auto look = [&] {
    for (const auto& each : bench.sent()) {
      RC_ASSERT(each.masked && each.final);
      RC_ASSERT(each.kind == opcode::binary);
      got += each.payload;
    }
  };
  const auto writes = *rc::gen::inRange(1, 8);
  for (int i = 0; i < writes; ++i) {
    bench.below->grant(*rc::gen::inRange<std::size_t>(0, 70'000));
    std::vector<std::string> texts;
    const auto parts = *rc::gen::inRange(0, 100);
    for (int k = 0; k < parts; ++k)
      texts.push_back(text_of(*rc::gen::inRange<std::size_t>(0, 2000)));
    if (*rc::gen::arbitrary<bool>()) texts.push_back(text_of(length()));
    const io_result result = bench.write(texts);
    RC_ASSERT(result.status != io_status::failed);
    std::string all;
    for (const auto& each : texts) all += each;
    taken += all.substr(0, result.transferred);
    look();
  }
  bench.below->grant(10'000'000);
  look();
  RC_ASSERT(got == taken);
}

// --- Beast on the other side ---

class beast_server {
 public:
  beast_server() {
    server_.binary(true);
    server_.set_option(boost::beast::websocket::stream_base::decorator(
        [](boost::beast::websocket::response_type& answer) {
          answer.set(boost::beast::http::field::sec_websocket_protocol, "mqtt");
        }));
    server_.async_accept([this](auto failure) { accepted_ = !failure; });
    work_.run();
  }
  bool accepted() const { return accepted_; }
  // What the server has received by now.
  std::string receive(std::string_view bytes) {
    if (!bytes.empty()) {
      const auto room = server_.next_layer().input_room(bytes.size());
      std::memcpy(room.data(), bytes.data(), bytes.size());
      server_.next_layer().supply(bytes.size());
    }
    work_.run();
    while (accepted_ && !reading_) read_on();
    return std::exchange(received_, {});
  }
  void send(std::string_view text) {
    server_.async_write(boost::asio::buffer(text), [](auto, std::size_t) {});
    work_.run();
  }
  void ping() {
    server_.async_ping("x", [](auto) {});
    work_.run();
  }
  void close() {
    using boost::beast::websocket::close_reason;
    server_.async_close(close_reason(boost::beast::websocket::close_code::policy_error, "enough"),
                        [](auto) {});
    work_.run();
  }
  std::string take_output() { return std::exchange(server_.next_layer().output(), {}); }

 private:
  void read_on() {
    reading_ = true;
    server_.async_read(buffer_, [this](auto failure, std::size_t) {
      if (failure) return;  // and read no more
      reading_ = false;
      received_ +=
          std::string_view(static_cast<const char*>(buffer_.data().data()), buffer_.data().size());
      buffer_.clear();
    });
    work_.run();
  }

  boost::asio::io_context context_;
  local_work work_{context_};
  boost::beast::websocket::stream<memory_pipe> server_{work_};
  boost::beast::flat_buffer buffer_;
  bool accepted_ = false;
  bool reading_ = false;
  std::string received_;
};

TEST(websocket_and_beast, understand_each_other) {
  beast_server server;
  websocket_bench bench;
  bench.connect();
  server.receive(bench.output);
  ASSERT_TRUE(server.accepted());
  bench.below->feed(server.take_output());
  ASSERT_TRUE(bench.finished && !bench.failure);

  const std::string long_text = text_of(100'000);
  bench.write({"one", "two"});
  EXPECT_EQ(server.receive(bench.below->take_output()), "onetwo");
  std::size_t taken = 0;
  std::string got;
  while (taken < long_text.size()) {
    taken += bench.write({long_text.substr(taken)}).transferred;
    got += server.receive(bench.below->take_output());
  }
  EXPECT_EQ(got, long_text);

  server.send("answer");
  server.ping();
  server.send(long_text);
  bench.below->feed(server.take_output());
  EXPECT_EQ(bench.read(), "answer" + long_text);
  server.receive(bench.below->take_output());
  server.close();
  bench.below->feed(server.take_output());
  bench.read();
  EXPECT_EQ(bench.last.reason.en,
            "the server closed the WebSocket with code 1008 (policy violation): enough");
}

}  // namespace
}  // namespace ipaas::mqtt::transport
