// How a WebSocket comes about, and everything that can stand in its way.
#include <gmock/gmock.h>

#include "websocket_peer.h"

namespace ipaas::mqtt::transport {
namespace {

using test::websocket_bench;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

std::string answer(std::string_view status, std::string_view fields = {}) {
  return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(fields) + "\r\n";
}

websocket_settings with_header(std::string name, std::string value) {
  websocket_settings settings;
  settings.headers.push_back({std::move(name), secret_text(std::move(value))});
  return settings;
}

TEST(websocket_handshake, asks_for_mqtt_at_the_path) {
  websocket_bench bench(with_header("X-Token", "t0ken"));
  bench.connect({"broker.test", 8083, "/some/path?x=1"});
  EXPECT_EQ(bench.client->stage(), "websocket");
  EXPECT_THAT(bench.output, StartsWith("GET /some/path?x=1 HTTP/1.1\r\n"));
  EXPECT_EQ(test::header_of(bench.output, "Host"), "broker.test:8083");
  EXPECT_EQ(test::header_of(bench.output, "Upgrade"), "websocket");
  EXPECT_EQ(test::header_of(bench.output, "Sec-WebSocket-Protocol"), "mqtt");
  EXPECT_EQ(test::header_of(bench.output, "Sec-WebSocket-Version"), "13");
  EXPECT_EQ(test::header_of(bench.output, "User-Agent"), "ipaas-mqtt");
  EXPECT_EQ(test::header_of(bench.output, "X-Token"), "t0ken");
  EXPECT_FALSE(bench.finished);
}

TEST(websocket_handshake, has_a_default_path_and_leaves_a_default_port_out) {
  websocket_bench plain;
  plain.connect({"broker.test", 80, ""});
  EXPECT_THAT(plain.output, StartsWith("GET /mqtt HTTP/1.1\r\n"));
  EXPECT_EQ(test::header_of(plain.output, "Host"), "broker.test");

  websocket_bench secure({config::transport_kind::wss, {}});
  secure.connect({"::1", 443, ""});
  EXPECT_EQ(test::header_of(secure.output, "Host"), "[::1]");

  websocket_bench other({config::transport_kind::wss, {}});
  other.connect({"::1", 80, ""});
  EXPECT_EQ(test::header_of(other.output, "Host"), "[::1]:80");
}

TEST(websocket_handshake, ends_with_the_servers_upgrade) {
  websocket_bench bench;
  bench.upgrade();
  EXPECT_TRUE(bench.finished);
  EXPECT_FALSE(bench.failure);
  EXPECT_THAT(bench.read(), IsEmpty());
  EXPECT_EQ(bench.last.status, io_status::would_block);
}

TEST(websocket_handshake, may_come_byte_by_byte) {
  websocket_bench bench;
  bench.connect();
  const std::string all =
      test::upgrade_for(bench.output) + test::frame(test::opcode::binary, "hello");
  std::string got;
  for (const char c : all) {
    EXPECT_FALSE(bench.failure);
    bench.below->feed({&c, 1});
    if (bench.finished) got += bench.read();
  }
  EXPECT_EQ(got, "hello");
}

TEST(websocket_handshake, may_come_in_two_pieces_cut_anywhere) {
  for (std::size_t cut = 1;; ++cut) {
    websocket_bench bench;
    bench.connect();
    const std::string all =
        test::upgrade_for(bench.output) + test::frame(test::opcode::binary, "hello");
    if (cut == all.size()) break;
    bench.below->feed(std::string_view(all).substr(0, cut));
    bench.below->feed(std::string_view(all).substr(cut));
    EXPECT_TRUE(bench.finished && !bench.failure) << cut;
    EXPECT_EQ(bench.read(), "hello") << cut;
  }
}

TEST(websocket_handshake, may_leave_byte_by_byte) {
  websocket_bench bench(with_header("X-Token", "t0ken"));
  bench.below->grant(1);
  bench.connect();
  while (bench.below->waits_to_write()) bench.below->grant(1);
  bench.output += bench.below->take_output();
  EXPECT_THAT(bench.output, AllOf(HasSubstr("t0ken"), testing::EndsWith("\r\n\r\n")));
  bench.below->feed(test::upgrade_for(bench.output));
  EXPECT_TRUE(bench.finished && !bench.failure);
}

TEST(websocket_handshake, loses_nothing_that_stands_behind_the_answer) {
  std::string frames;
  std::string payload;
  for (int i = 0; i < 200; ++i) {
    const std::string one(static_cast<std::size_t>(i), static_cast<char>('a' + i % 26));
    frames += test::frame(test::opcode::binary, one);
    payload += one;
  }
  websocket_bench bench;
  bench.upgrade(frames);
  EXPECT_EQ(bench.read(), payload);
}

TEST(websocket_handshake, takes_an_answer_with_much_in_it) {
  websocket_bench bench;
  bench.connect();
  const std::string cookie = "Set-Cookie: " + std::string(5000, 'x') + "\r\n";
  bench.below->feed(test::upgrade_for(bench.output, cookie) +
                    test::frame(test::opcode::binary, std::string(3000, 'y')));
  EXPECT_TRUE(bench.finished && !bench.failure);
  EXPECT_EQ(bench.read(), std::string(3000, 'y'));
}

TEST(websocket_handshake, takes_a_server_that_chooses_no_subprotocol) {
  websocket_bench bench;
  bench.connect();
  bench.below->feed(test::upgrade_for(bench.output, ""));
  EXPECT_TRUE(bench.finished && !bench.failure);
}

TEST(websocket_handshake, refuses_another_subprotocol) {
  websocket_bench bench;
  bench.connect();
  bench.below->feed(test::upgrade_for(bench.output, "Sec-WebSocket-Protocol: graphql-ws\r\n"));
  ASSERT_TRUE(bench.failure);
  EXPECT_EQ(bench.failure->code, error_code::websocket);
  EXPECT_THAT(*bench.failure->detail, AllOf(HasSubstr("graphql-ws"), HasSubstr("/mqtt")));
}

TEST(websocket_handshake, refuses_an_accept_that_is_not_for_its_key) {
  websocket_bench bench;
  EXPECT_THAT(bench.failure_of(test::upgrade_for("")), StartsWith("MQTT:WEBSOCKET: The server's "
                                                                  "answer to the WebSocket"));
}

TEST(websocket_handshake, refuses_an_answer_without_end) {
  websocket_bench bench;
  EXPECT_THAT(bench.failure_of(answer("101 X", "X-A: " + std::string(20000, 'a') + "\r\n")),
              HasSubstr("malformed HTTP"));
}

struct refusal {
  std::string answer;
  std::vector<std::string> says;
};
class websocket_refusal : public testing::TestWithParam<refusal> {};

TEST_P(websocket_refusal, is_told_with_what_to_do) {
  websocket_bench bench;
  const std::string told =
      bench.failure_of(GetParam().answer, {"broker.test", 80, "/x?key=s3cret"});
  for (const auto& words : GetParam().says) EXPECT_THAT(told, HasSubstr(words));
  EXPECT_THAT(told, Not(HasSubstr("s3cret")));
}

INSTANTIATE_TEST_SUITE_P(
    by_status, websocket_refusal,
    testing::Values(
        refusal{answer("404 Not Found", "Content-Length: 1000000\r\n"),
                {"MQTT:WEBSOCKET", "404 Not Found", "the path \"/x\"", "nothing is at this path"}},
        refusal{answer("401 Unauthorized"), {"401 Unauthorized", "webSocketHeaders"}},
        refusal{answer("403 Forbidden"), {"403 Forbidden", "webSocketHeaders"}},
        refusal{answer("426 Upgrade Required"), {"426 Upgrade Required"}},
        refusal{answer("302 Found", "Location: https://other.test/mqtt?t=s3cret\r\n"),
                {"302 Found", "redirects to https://other.test/mqtt:"}},
        refusal{answer("301 Moved"), {"301 Moved", "does not say where to"}},
        refusal{answer("200 OK"), {"200 OK", "ordinary web page"}},
        refusal{answer("500 Internal Server Error"), {"MQTT:WEBSOCKET", "has failed within"}},
        refusal{answer("502 Bad Gateway"),
                {"MQTT:SERVER_UNAVAILABLE", "502 Bad Gateway", "cannot reach the broker"}},
        refusal{answer("503 Service Unavailable"), {"MQTT:SERVER_UNAVAILABLE"}},
        refusal{answer("418 Teapot"), {"HTTP 418 Teapot: it does not upgrade"}}));

INSTANTIATE_TEST_SUITE_P(
    no_http, websocket_refusal,
    testing::Values(refusal{std::string("\x15\x03\x01\x00\x02\x02\x0A", 7),
                            {"choose protocol WSS"}},
                    refusal{std::string("\x20\x02\x00\x05", 4), {"choose protocol TCP"}},
                    refusal{"220 mail.test ESMTP\r\n", {"it says \"220 mail.test ESMTP\""}},
                    refusal{"\xFF\xFE\xFD", {"is not HTTP"}},
                    refusal{"", {"closed the connection without an answer", "TCP or WSS"}},
                    refusal{"HTTP/1.1 10", {"closed the connection within its answer"}}));

TEST(websocket_handshake, says_that_a_tls_port_may_speak_plain_mqtt_within) {
  websocket_bench bench({config::transport_kind::wss, {}});
  EXPECT_THAT(bench.failure_of(""), HasSubstr("choose protocol TLS,"));
}

TEST(websocket_handshake, passes_a_failure_below_on_in_words) {
  websocket_bench bench;
  bench.connect();
  bench.below->fail("Connection reset by peer");
  ASSERT_TRUE(bench.failure);
  EXPECT_THAT(*bench.failure->detail, HasSubstr("(Connection reset by peer)"));
}

TEST(websocket_handshake, sends_nothing_that_would_break_the_request) {
  const auto failure_with = [](websocket_settings settings, const std::string& path) {
    websocket_bench bench(std::move(settings));
    bench.connect({"broker.test", 80, path});
    EXPECT_THAT(bench.output, IsEmpty());
    return bench.failure ? *bench.failure->detail : "it did not fail";
  };
  EXPECT_THAT(failure_with(with_header("X-A", "s3cret\r\nX-B: 1"), "/"),
              AllOf(HasSubstr("\"X-A\""), Not(HasSubstr("s3cret"))));
  EXPECT_THAT(failure_with(with_header("X A", "1"), "/"), HasSubstr("no name of a header"));
  EXPECT_THAT(failure_with(with_header("X-A:", "1"), "/"), HasSubstr("no name of a header"));
  EXPECT_THAT(failure_with(with_header("sec-webSocket-key", "1"), "/"), HasSubstr("remove it"));
  EXPECT_THAT(failure_with(with_header("Connection", "close"), "/"), HasSubstr("remove it"));
  EXPECT_THAT(failure_with({}, "/a\r\nX-B: 1"), HasSubstr("cannot be asked for"));
  EXPECT_THAT(failure_with({}, "/a b"), HasSubstr("cannot be asked for"));
  EXPECT_THAT(failure_with({}, "mqtt"), HasSubstr("must begin with a slash"));
}

TEST(websocket_handshake, tells_what_it_found) {
  struct recorder : connect_trace {
    void on_stage(std::string_view stage) override { text += std::string(stage) + ";"; }
    void on_found(std::string_view name, std::string_view json) override {
      text += std::string(name) + "=" + std::string(json) + ";";
    }
    std::string text;
  } trace;
  websocket_bench bench({}, &trace);
  bench.upgrade();
  EXPECT_EQ(trace.text, "websocket;subprotocol=\"mqtt\";");
}

TEST(websocket_handshake, may_be_given_up_at_any_byte) {
  for (std::size_t cut = 0;; ++cut) {
    websocket_bench bench;
    bench.connect();
    const std::string all = test::upgrade_for(bench.output);
    if (cut > all.size()) break;
    bench.below->feed(std::string_view(all).substr(0, cut));
    bench.client.reset();
    EXPECT_EQ(bench.finished, cut == all.size());
  }
}

}  // namespace
}  // namespace ipaas::mqtt::transport
