// A WebSocket that stands: frames in, frames out, and its end.
#include <gmock/gmock.h>

#include "on_thread.h"
#include "websocket_peer.h"

namespace ipaas::mqtt::transport {
namespace {

using test::close_frame;
using test::frame;
using test::opcode;
using test::piece;
using test::raw_frame;
using test::websocket_bench;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class websocket_stream_test : public testing::Test {
 protected:
  websocket_stream_test() { bench_.upgrade(); }

  // The words of the failure that reading ends with, after all that can be read.
  std::string failure_after(std::string_view bytes) {
    bench_.below->feed(bytes);
    bench_.read();
    EXPECT_EQ(bench_.last.status, io_status::failed);
    return std::string(name_of(bench_.last.code)) + ": " + bench_.last.reason.en;
  }
  // The code of the close frame that the client has sent.
  unsigned close_code() {
    for (const auto& each : bench_.sent()) {
      EXPECT_TRUE(each.masked);
      if (each.kind == opcode::close && each.payload.size() >= 2) {
        return static_cast<unsigned char>(each.payload[0]) * 256U +
               static_cast<unsigned char>(each.payload[1]);
      }
    }
    return 0;
  }

  websocket_bench bench_;
};

TEST_F(websocket_stream_test, delivers_all_frames_there_are_in_one_read) {
  std::string frames;
  std::string payload;
  for (int i = 0; i < 500; ++i) {
    frames += frame(opcode::binary, std::string(100, static_cast<char>(i)));
    payload += std::string(100, static_cast<char>(i));
  }
  bench_.below->feed(frames);
  std::vector<std::byte> room(payload.size() + 1);
  const io_result got = bench_.client->read(room);
  EXPECT_EQ(got.status, io_status::ok);
  EXPECT_EQ(got.transferred, payload.size());
}

TEST_F(websocket_stream_test, fills_rooms_of_any_size) {
  std::string payload(100'000, '\0');
  for (std::size_t i = 0; i < payload.size(); ++i) payload[i] = static_cast<char>(i * 7 % 251);
  for (const std::size_t room : {1UL, 7UL, 1000UL, 70000UL, 200000UL}) {
    bench_.below->feed(frame(opcode::binary, payload) + frame(opcode::binary, payload.substr(9)));
    EXPECT_EQ(bench_.read(room), payload + payload.substr(9)) << room;
  }
}

TEST_F(websocket_stream_test, takes_empty_frames_and_messages_in_pieces) {
  bench_.below->feed(frame(opcode::binary, "") + piece(opcode::binary, "a") +
                     piece(opcode::continuation, "") + frame(opcode::ping, "p") +
                     piece(opcode::continuation, "b") + frame(opcode::continuation, "") +
                     frame(opcode::binary, "c"));
  EXPECT_EQ(bench_.read(), "abc");
  EXPECT_EQ(bench_.last.status, io_status::would_block);
}

TEST_F(websocket_stream_test, survives_every_cut_of_a_dialogue) {
  const std::string dialogue =
      piece(opcode::binary, "one") + frame(opcode::ping, "are you there?") +
      frame(opcode::continuation, std::string(300, 'x')) + frame(opcode::pong, "") +
      frame(opcode::binary, "two") + close_frame(1000);
  for (std::size_t cut = 0; cut <= dialogue.size(); ++cut) {
    websocket_bench bench;
    bench.upgrade();
    bench.below->feed(dialogue.substr(0, cut));
    std::string got = bench.read();
    bench.below->feed(dialogue.substr(cut));
    got += bench.read();
    EXPECT_EQ(got, "one" + std::string(300, 'x') + "two") << cut;
    EXPECT_EQ(bench.last.status, io_status::end_of_stream) << cut;
    const auto sent = bench.sent();
    ASSERT_THAT(sent, SizeIs(2)) << cut;
    EXPECT_EQ(sent[0].kind, opcode::pong);
    EXPECT_EQ(sent[0].payload, "are you there?");
    EXPECT_EQ(sent[1].kind, opcode::close);
  }
}

TEST_F(websocket_stream_test, writes_masked_binary_messages) {
  EXPECT_EQ(bench_.write({"hello ", "", "world"}).transferred, 11U);
  const auto sent = bench_.sent();
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_TRUE(sent[0].masked && sent[0].final);
  EXPECT_EQ(sent[0].kind, opcode::binary);
  EXPECT_EQ(sent[0].payload, "hello world");
}

TEST_F(websocket_stream_test, writes_nothing_for_nothing) {
  EXPECT_EQ(bench_.write({}).status, io_status::ok);
  EXPECT_EQ(bench_.write({""}).status, io_status::ok);
  EXPECT_THAT(bench_.sent(), IsEmpty());
}

TEST_F(websocket_stream_test, takes_a_bounded_amount_that_below_does_not) {
  bench_.below->grant(0);
  const std::string much(100'000, 'm');
  std::size_t taken = 0;
  io_result result = bench_.write({much});
  while (result.status == io_status::ok) {
    taken += result.transferred;
    ASSERT_LT(taken, 200'000U);
    result = bench_.write({much});
  }
  EXPECT_EQ(result.status, io_status::would_block);

  bool ready = false;
  bench_.client->wait_writable([&] { ready = true; });
  bench_.below->grant(1000);
  EXPECT_FALSE(ready);
  bench_.below->grant(1'000'000);
  EXPECT_TRUE(ready);
  EXPECT_EQ(bench_.write({"more"}).transferred, 4U);
  std::string got;
  for (const auto& each : bench_.sent()) got += each.payload;
  EXPECT_EQ(got.size(), taken + 4);
}

TEST_F(websocket_stream_test, flushes_by_itself_what_it_has_taken) {
  bench_.below->grant(3);
  EXPECT_EQ(bench_.write({"hello"}).transferred, 5U);
  EXPECT_THAT(bench_.sent(), IsEmpty());
  bench_.below->grant(100);
  EXPECT_THAT(bench_.sent(), SizeIs(1));
}

TEST_F(websocket_stream_test, is_writable_when_below_is) {
  bool ready = false;
  bench_.client->wait_writable([&] { ready = true; });
  EXPECT_FALSE(ready);
  bench_.below->wake_if_ready();
  EXPECT_TRUE(ready);
}

TEST_F(websocket_stream_test, tells_a_failure_to_write) {
  bench_.below->fail("Broken pipe");
  bench_.write({"hello"});
  const io_result result = bench_.write({"hello"});
  EXPECT_EQ(result.status, io_status::failed);
  EXPECT_EQ(result.reason.en, "Broken pipe");
}

TEST_F(websocket_stream_test, wakes_who_waits_to_write_when_that_fails) {
  bench_.below->grant(0);
  while (bench_.write({std::string(60'000, 'm')}).status == io_status::ok) continue;
  bool ready = false;
  bench_.client->wait_writable([&] { ready = true; });
  bench_.below->fail("Broken pipe");
  EXPECT_TRUE(ready);
  EXPECT_EQ(bench_.write({"hello"}).status, io_status::failed);
}

// --- the end ---

TEST_F(websocket_stream_test, ends_when_the_server_closes_without_complaint) {
  for (const unsigned code : {1000U, 1001U}) {
    websocket_bench bench;
    bench.upgrade();
    bench.below->feed(frame(opcode::binary, "last") + close_frame(code));
    EXPECT_EQ(bench.read(), "last");
    EXPECT_EQ(bench.last.status, io_status::end_of_stream) << code;
  }
  bench_.below->feed(frame(opcode::close, ""));
  bench_.read();
  EXPECT_EQ(bench_.last.status, io_status::end_of_stream);
  EXPECT_EQ(bench_.write({"x"}).status, io_status::failed);
}

TEST_F(websocket_stream_test, ends_when_the_connection_does) {
  bench_.below->feed(frame(opcode::binary, "last") + piece(opcode::binary, "cut").substr(0, 3));
  bench_.below->hang_up();
  EXPECT_EQ(bench_.read(), "lastc");
  EXPECT_EQ(bench_.last.status, io_status::end_of_stream);
}

TEST_F(websocket_stream_test, tells_the_servers_reason_to_close) {
  EXPECT_EQ(failure_after(close_frame(1008, "no \x01 token")),
            "MQTT:CONNECTION_LOST: the server closed the WebSocket with code 1008 (policy "
            "violation): no ? token");
  EXPECT_EQ(close_code(), 1008U);
}

TEST_F(websocket_stream_test, tells_a_code_without_a_name) {
  EXPECT_EQ(failure_after(close_frame(4321)),
            "MQTT:CONNECTION_LOST: the server closed the WebSocket with code 4321");
}

TEST_F(websocket_stream_test, tells_what_the_servers_reason_means) {
  EXPECT_EQ(failure_after(close_frame(1009)),
            "MQTT:PACKET_TOO_LARGE: the server closed the WebSocket with code 1009 (message too "
            "big)");
}

TEST_F(websocket_stream_test, passes_a_failure_below_on) {
  bench_.below->fail("Connection reset by peer");
  bench_.read();
  EXPECT_EQ(bench_.last.status, io_status::failed);
  EXPECT_EQ(bench_.last.reason.en, "Connection reset by peer");
}

TEST_F(websocket_stream_test, refuses_text) {
  EXPECT_THAT(failure_after(frame(opcode::text, "hello")), HasSubstr("MQTT:WEBSOCKET: the server "
                                                                     "sent a text frame"));
  EXPECT_EQ(close_code(), 1003U);
}

TEST_F(websocket_stream_test, refuses_text_that_is_empty_or_malformed) {
  EXPECT_THAT(failure_after(frame(opcode::text, "")), HasSubstr("text frame"));
  websocket_bench other;
  other.upgrade();
  other.below->feed(frame(opcode::text, "\xFF\xFE"));
  other.read();
  EXPECT_THAT(other.last.reason.en, HasSubstr("text frame"));
}

TEST_F(websocket_stream_test, delivers_what_came_before_a_fault) {
  bench_.below->feed(frame(opcode::binary, "good") + frame(opcode::text, "bad"));
  EXPECT_EQ(bench_.read(), "good");
  EXPECT_EQ(bench_.last.status, io_status::failed);
}

struct fault {
  std::string bytes;
  std::string says;
};
class websocket_fault : public websocket_stream_test, public testing::WithParamInterface<fault> {};

TEST_P(websocket_fault, is_told_and_answered_with_1002) {
  EXPECT_THAT(failure_after(GetParam().bytes),
              testing::AllOf(HasSubstr("MQTT:PROTOCOL_ERROR: the server sent "),
                             HasSubstr(GetParam().says)));
  EXPECT_EQ(close_code(), 1002U);
}

INSTANTIATE_TEST_SUITE_P(
    frames, websocket_fault,
    testing::Values(
        fault{raw_frame(0x82, "x", true), "masked"}, fault{raw_frame(0xC2, "x"), "reserved bits"},
        fault{raw_frame(0xA2, "x"), "reserved bits"}, fault{raw_frame(0x85, "x"), "does not exist"},
        fault{raw_frame(0x89, std::string(126, 'x')), "control frame"},
        fault{raw_frame(0x09, "x"), "control frame"}, fault{raw_frame(0x80, "x"), "out of order"},
        fault{raw_frame(0x02, "x") + raw_frame(0x82, "x"), "out of order"},
        fault{std::string("\x82\x7E\x00\x01x", 5), "length"},
        fault{frame(opcode::close, "1"), "malformed"}));

TEST_F(websocket_stream_test, says_goodbye_and_reads_until_the_server_does) {
  bench_.write({"DISCONNECT"});
  bench_.client->end_output();
  const auto sent = bench_.sent();
  ASSERT_THAT(sent, SizeIs(2));
  EXPECT_EQ(sent[0].payload, "DISCONNECT");
  EXPECT_EQ(sent[1].kind, opcode::close);
  EXPECT_EQ(sent[1].payload, std::string("\x03\xE8"));
  bench_.read();
  EXPECT_EQ(bench_.last.status, io_status::would_block);
  bench_.below->feed(frame(opcode::binary, "too late") + piece(opcode::binary, "half"));
  bench_.read();
  EXPECT_EQ(bench_.last.status, io_status::would_block);
  bench_.below->feed(close_frame(1000));
  bench_.read();
  EXPECT_EQ(bench_.last.status, io_status::end_of_stream);
  EXPECT_THAT(bench_.sent(), IsEmpty());
}

TEST_F(websocket_stream_test, says_goodbye_once) {
  bench_.client->end_output();
  bench_.client->end_output();
  EXPECT_THAT(bench_.sent(), SizeIs(1));
  bench_.below->feed(close_frame(1000));
  bench_.read();
  bench_.client->end_output();
  EXPECT_THAT(bench_.sent(), IsEmpty());
}

TEST_F(websocket_stream_test, says_goodbye_within_a_frame_and_ends_with_the_connection) {
  bench_.below->feed(frame(opcode::binary, std::string(5000, 'x')).substr(0, 3000));
  bench_.read();
  bench_.client->end_output();
  EXPECT_EQ(close_code(), 1000U);
  bench_.below->hang_up();
  bench_.read();
  EXPECT_EQ(bench_.last.status, io_status::end_of_stream);
}

TEST_F(websocket_stream_test, says_goodbye_behind_what_waits_to_be_written) {
  bench_.below->grant(0);
  bench_.write({"DISCONNECT"});
  bench_.client->end_output();
  EXPECT_THAT(bench_.sent(), IsEmpty());
  bench_.below->grant(1000);
  EXPECT_THAT(bench_.sent(), SizeIs(2));
}

// --- waiting ---

class websocket_wait_test : public test::io_thread_fixture {
 protected:
  websocket_wait_test() {
    on_thread([this] {
      bench_ = std::make_unique<websocket_bench>();
      bench_->upgrade();
    });
  }
  ~websocket_wait_test() override {
    on_thread([this] { bench_.reset(); });
  }
  void wait() {
    on_thread([this] { bench_->client->wait_readable([this] { ++calls_; }); });
    test::settle(*thread_);
  }

  std::unique_ptr<websocket_bench> bench_;
  int calls_ = 0;
};

TEST_F(websocket_wait_test, ends_when_something_comes) {
  on_thread([this] { bench_->read(); });
  wait();
  EXPECT_EQ(calls_, 0);
  on_thread([this] { bench_->below->feed(frame(opcode::binary, "x")); });
  EXPECT_EQ(calls_, 1);
}

TEST_F(websocket_wait_test, ends_at_once_when_something_is_left_over) {
  on_thread([this] {
    bench_->below->feed(frame(opcode::binary, "one") + frame(opcode::binary, "two"));
    std::byte room[2];
    bench_->client->read(room);
  });
  wait();
  EXPECT_EQ(calls_, 1);
  on_thread([this] { EXPECT_EQ(bench_->read(), "etwo"); });
}

TEST_F(websocket_wait_test, ends_at_once_when_the_room_was_just_filled) {
  on_thread([this] {
    bench_->below->feed(frame(opcode::binary, "one") + frame(opcode::binary, "two"));
    std::byte room[3];
    bench_->client->read(room);
  });
  wait();
  EXPECT_EQ(calls_, 1);
}

TEST_F(websocket_wait_test, ends_at_once_at_the_end) {
  on_thread([this] {
    bench_->below->feed(close_frame(1000));
    bench_->read();
  });
  wait();
  EXPECT_EQ(calls_, 1);
}

TEST_F(websocket_wait_test, ends_with_the_stream) {
  on_thread([this] {
    bench_->below->feed(close_frame(1000));
    bench_->read();
    bench_->client->wait_readable([this] { ++calls_; });
    bench_->client.reset();
  });
  test::settle(*thread_);
  EXPECT_EQ(calls_, 0);
}

}  // namespace
}  // namespace ipaas::mqtt::transport
