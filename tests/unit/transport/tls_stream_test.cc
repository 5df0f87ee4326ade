#include "transport/tls/tls_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <malloc.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "tls_server.h"

namespace ipaas::mqtt::transport::test {
namespace {

using testing::HasSubstr;
using parts = std::vector<std::span<const std::byte>>;

class tls_stream_test : public io_thread_fixture {
 protected:
  config::tls_settings trusting() const {
    config::tls_settings settings;
    settings.server_certificate = authority_.pem();
    return settings;
  }
  static tls_server_context only(const identity& broker, int version) {
    return tls_server_context({.own = &broker, .oldest = version, .newest = version});
  }

  identity authority_ = make_authority();
  identity broker_{{.names = {"DNS:broker.example"}}, &authority_};
  tls_server_context server_{{.own = &broker_}};
};

std::string pattern(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * 7 + i / 251);
  return text;
}

// --- the handshake ---

TEST_F(tls_stream_test, connects_and_carries_data_both_ways) {
  dialogue talk(*thread_, trusting(), server_);
  talk.connect();
  ASSERT_TRUE(talk.is_connected()) << talk.description();
  EXPECT_EQ(talk.tls->stage(), "tls");
  EXPECT_EQ(talk.write("hello").transferred, 5U);
  talk.exchange();
  EXPECT_EQ(talk.server.take_received(), "hello");
  talk.server.send("welcome");
  talk.exchange();
  EXPECT_EQ(talk.read_all(), "welcome");
  EXPECT_EQ(talk.last.status, io_status::would_block);
}

TEST_F(tls_stream_test, tells_what_was_agreed) {
  dialogue talk(*thread_, trusting(), server_);
  talk.connect();
  auto& found = talk.trace.found;
  EXPECT_EQ(talk.trace.stages, std::vector<std::string>{"tls"});
  EXPECT_EQ(found["version"], R"("TLSv1.3")");
  EXPECT_EQ(found["cipher"], R"("TLS_AES_256_GCM_SHA384")");
  EXPECT_EQ(found["resumed"], "false");
  EXPECT_FALSE(found.contains("alpn"));
  EXPECT_FALSE(found.contains("verified"));
  EXPECT_THAT(found["chain"], HasSubstr(R"("subject":"CN=broker.example","issuer":"CN=Test )"));
  EXPECT_THAT(found["chain"], HasSubstr(R"("names":["broker.example"])"));
}

class each_version : public tls_stream_test, public testing::WithParamInterface<int> {
 protected:
  tls_server_context server_{{.own = &broker_, .oldest = GetParam(), .newest = GetParam()}};
};
INSTANTIATE_TEST_SUITE_P(tls, each_version, testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& version) {
                           return version.param == TLS1_2_VERSION ? "v1_2" : "v1_3";
                         });

TEST_P(each_version, handshake_with_one_byte_at_a_time) {
  dialogue talk(*thread_, trusting(), server_);
  talk.begin();
  std::string to_client;
  talk.wire->grant(1);
  for (int turn = 0; turn < 20'000 && !talk.done; ++turn) {
    talk.server.receive(talk.wire->take_output());
    talk.wire->grant(1);
    to_client += talk.server.take_output();
    if (to_client.empty()) continue;
    talk.wire->feed(to_client.substr(0, 1));
    to_client.erase(0, 1);
  }
  EXPECT_TRUE(talk.is_connected()) << talk.description();
}

// However far the server came before it went away: an error, and at once.
TEST_P(each_version, handshake_cut_at_every_byte) {
  bool complete = false;
  for (std::size_t allowed = 0; !complete; ++allowed) {
    ASSERT_LT(allowed, 10'000U);
    dialogue talk(*thread_, trusting(), server_);
    talk.begin();
    std::size_t left = allowed;
    while (left > 0) {
      talk.server.receive(talk.wire->take_output());
      const std::string answer = talk.server.take_output();
      if (answer.empty()) break;
      const std::size_t size = std::min(left, answer.size());
      talk.wire->feed(answer.substr(0, size));
      left -= size;
    }
    complete = talk.is_connected();
    if (complete) break;
    talk.wire->hang_up();
    ASSERT_TRUE(talk.done) << allowed;
    ASSERT_TRUE(talk.failure) << allowed;
    ASSERT_EQ(talk.failure->code, error_code::tls_handshake) << talk.description();
    ASSERT_EQ(talk.failure->stage, "tls");
    ASSERT_EQ(talk.failure->endpoint, "broker.example:8883");
  }
}

TEST_P(each_version, handshake_that_breaks_says_how) {
  dialogue talk(*thread_, trusting(), server_);
  talk.begin();
  talk.server.receive(talk.wire->take_output());
  talk.wire->feed(talk.server.take_output().substr(0, 20));
  talk.wire->fail("Connection reset by peer");
  ASSERT_TRUE(talk.failure);
  EXPECT_EQ(talk.failure->code, error_code::tls_handshake);
  EXPECT_THAT(talk.description(), HasSubstr("Connection reset by peer"));
}

// --- data ---

TEST_P(each_version, many_records_in_one_read) {
  dialogue talk(*thread_, trusting(), server_);
  talk.connect();
  std::string sent;
  for (int i = 0; i < 100; ++i) {
    talk.server.send(pattern(100));
    sent += pattern(100);
  }
  talk.exchange();
  talk.read_all(1);  // what came with the handshake
  std::string room(65536, '\0');
  const int before = talk.wire->reads();
  for (int i = 0; i < 100; ++i) talk.server.send(pattern(100));
  talk.exchange();
  const io_result got = talk.tls->read(std::as_writable_bytes(std::span(room)));
  EXPECT_EQ(got.transferred, sent.size());
  EXPECT_EQ(room.substr(0, got.transferred), sent);
  EXPECT_LE(talk.wire->reads() - before, 2);
}

TEST_P(each_version, write_that_goes_out_byte_by_byte) {
  dialogue talk(*thread_, trusting(), server_);
  talk.connect();
  const std::string text = pattern(3000);
  std::size_t taken = 0;
  talk.wire->grant(0);
  for (int turn = 0; turn < 10'000 && taken < text.size(); ++turn) {
    const io_result sent = talk.write(std::string_view(text).substr(taken));
    ASSERT_NE(sent.status, io_status::failed) << sent.reason.en;
    // Nothing counts as taken before its record is out.
    if (sent.status == io_status::would_block) talk.wire->grant(1);
    taken += sent.transferred;
  }
  EXPECT_EQ(taken, text.size());
  talk.exchange();
  EXPECT_EQ(talk.server.take_received(), text);
}

// Told as soon as it is out, and not when what came behind it is.
TEST_P(each_version, a_record_counts_when_it_is_out) {
  dialogue talk(*thread_, trusting(), server_);
  talk.connect();
  talk.exchange();
  talk.write("probe");
  const std::size_t size = talk.wire->take_output().size();
  talk.wire->grant(5);
  EXPECT_EQ(talk.write("first").status, io_status::would_block);
  talk.wire->grant(size - 5);
  EXPECT_EQ(talk.write("first, second").transferred, 5U);
}

TEST_P(each_version, write_retried_with_more_behind_it) {
  dialogue talk(*thread_, trusting(), server_);
  talk.connect();
  talk.wire->grant(5);
  const std::string first = "first";
  const std::string second = "second";
  EXPECT_EQ(talk.write(first).status, io_status::would_block);
  talk.wire->grant(1'000'000);
  const parts both{std::as_bytes(std::span(first)), std::as_bytes(std::span(second))};
  EXPECT_EQ(talk.tls->write(both).transferred, first.size() + second.size());
  talk.exchange();
  EXPECT_EQ(talk.server.take_received(), "firstsecond");
}

TEST_P(each_version, small_parts_share_a_record) {
  dialogue talk(*thread_, trusting(), server_);
  talk.connect();
  const std::string text = pattern(16'000);
  parts pieces;
  for (std::size_t at = 0; at < text.size(); at += 100)
    pieces.push_back(std::as_bytes(std::span(text)).subspan(at, 100));
  const int before = talk.wire->writes();
  EXPECT_EQ(talk.tls->write(pieces).transferred, text.size());
  EXPECT_EQ(talk.wire->writes() - before, 1);
  talk.exchange();
  EXPECT_EQ(talk.server.take_received(), text);
}

TEST_P(each_version, nothing_to_write_is_nothing_written) {
  dialogue talk(*thread_, trusting(), server_);
  talk.connect();
  const parts empty{{}, {}};
  for (const parts& none : {parts{}, empty}) {
    const io_result sent = talk.tls->write(none);
    EXPECT_EQ(sent.status, io_status::ok);
    EXPECT_EQ(sent.transferred, 0U);
  }
}

// What is written arrives, whatever its parts and however the network takes it.
RC_GTEST_FIXTURE_PROP(tls_stream_test, what_is_written_arrives, ()) {
  dialogue talk(*thread_, trusting(), server_);
  talk.connect();
  const auto sizes = *rc::gen::container<std::vector<std::size_t>>(
      rc::gen::weightedOneOf<std::size_t>({{6, rc::gen::inRange<std::size_t>(0, 200)},
                                           {1, rc::gen::inRange<std::size_t>(0, 40'000)}}));
  std::string text;
  for (const std::size_t size : sizes) text += pattern(size);
  parts pieces;
  for (std::size_t at = 0; const std::size_t size : sizes) {
    pieces.push_back(std::as_bytes(std::span(text)).subspan(at, size));
    at += size;
  }
  std::size_t taken = 0;
  std::string arrived;
  while (taken < text.size()) {
    talk.wire->grant(*rc::gen::inRange<std::size_t>(0, 30'000));
    parts rest = pieces;
    for (std::size_t skip = taken; !rest.empty();) {
      const std::size_t step = std::min(skip, rest.front().size());
      rest.front() = rest.front().subspan(step);
      skip -= step;
      if (!rest.front().empty()) break;
      rest.erase(rest.begin());
    }
    const io_result sent = talk.tls->write(rest);
    RC_ASSERT(sent.status == io_status::ok || sent.status == io_status::would_block);
    taken += sent.transferred;
    RC_ASSERT(taken <= text.size());
    talk.exchange();
    arrived += talk.server.take_received();
    RC_ASSERT(arrived.size() >= taken);
  }
  RC_ASSERT(arrived == text);
}

// What the server sends arrives, however it is cut and whatever room there is.
RC_GTEST_FIXTURE_PROP(tls_stream_test, what_is_sent_is_read, ()) {
  dialogue talk(*thread_, trusting(), server_);
  talk.connect();
  std::string sent;
  std::string got;
  for (int turn = 0; turn < 10; ++turn) {
    const std::string text = pattern(*rc::gen::inRange<std::size_t>(1, 40'000));
    talk.server.send(text);
    sent += text;
    std::string bytes = talk.server.take_output();
    while (!bytes.empty()) {
      const auto size = std::min(bytes.size(), *rc::gen::inRange<std::size_t>(1, 20'000));
      talk.wire->feed(bytes.substr(0, size));
      bytes.erase(0, size);
      got += talk.read_all(*rc::gen::inRange<std::size_t>(1, 70'000));
      RC_ASSERT(talk.last.status == io_status::would_block);
    }
  }
  RC_ASSERT(got == sent);
}

// --- memory ---

// Where memory is not accounted for in another way.
#ifndef IPAAS_SANITIZED
TEST_P(each_version, idle_connections_are_small) {
  constexpr std::size_t count = 50;
  std::vector<std::unique_ptr<dialogue>> idle;
  const auto add = [&] {
    idle.push_back(std::make_unique<dialogue>(*thread_, trusting(), server_));
    dialogue& talk = *idle.back();
    talk.connect();
    talk.write(pattern(100));
    talk.server.send(pattern(100));
    talk.exchange();
    talk.server.take_received();
    talk.read_all();
  };
  add();
  const std::size_t before = ::mallinfo2().uordblks;
  for (std::size_t i = 0; i < count; ++i) add();
  // Both sides of them; little was said, so that the memory of the test's own is small.
  EXPECT_LT((::mallinfo2().uordblks - before) / count, std::size_t{64} << 10);
}
#endif

// --- what a server may do in between ---

TEST_F(tls_stream_test, key_update_while_a_record_waits_to_go_out) {
  dialogue talk(*thread_, trusting(), server_);
  talk.connect();
  talk.wire->grant(7);
  const std::string first = pattern(500);
  EXPECT_EQ(talk.write(first).status, io_status::would_block);

  SSL_key_update(talk.server.ssl(), SSL_KEY_UPDATE_REQUESTED);
  SSL_do_handshake(talk.server.ssl());
  talk.server.send("with new keys");
  talk.wire->feed(talk.server.take_output());
  EXPECT_EQ(talk.read_all(), "with new keys");

  talk.wire->grant(1'000'000);
  EXPECT_EQ(talk.write(first).transferred, first.size());
  EXPECT_EQ(talk.write("second").transferred, 6U);
  talk.exchange();
  EXPECT_EQ(talk.server.take_received(), first + "second");
}

TEST_F(tls_stream_test, key_update_whose_answer_waits_to_go_out) {
  on_thread([this] {
    dialogue talk(*thread_, trusting(), server_);
    talk.connect();
    talk.read_all();
    talk.wire->grant(0);
    SSL_key_update(talk.server.ssl(), SSL_KEY_UPDATE_REQUESTED);
    SSL_do_handshake(talk.server.ssl());
    talk.server.send("with new keys");
    talk.wire->feed(talk.server.take_output());
    std::string got = talk.read_all();
    bool woken = false;
    talk.tls->wait_readable([&] { woken = true; });
    talk.wire->grant(1'000'000);
    got += talk.read_all();
    EXPECT_EQ(got, "with new keys");
    EXPECT_EQ(talk.write("second").transferred, 6U);
    talk.exchange();
    EXPECT_EQ(talk.server.take_received(), "second");
  });
}

TEST_F(tls_stream_test, renegotiation_is_refused) {
  const auto old = only(broker_, TLS1_2_VERSION);
  dialogue talk(*thread_, trusting(), old);
  talk.connect();
  ASSERT_TRUE(talk.is_connected());
  EXPECT_EQ(SSL_renegotiate(talk.server.ssl()), 1);
  SSL_do_handshake(talk.server.ssl());
  talk.exchange();
  talk.read_all();
  const std::string answer = talk.wire->take_output();
  ASSERT_GT(answer.size(), 5U);
  EXPECT_EQ(answer[0], SSL3_RT_ALERT);  // and not a handshake record
}

// --- the end ---

TEST_P(each_version, farewell_of_ours) {
  dialogue talk(*thread_, trusting(), server_);
  talk.connect();
  talk.write("bye");
  talk.tls->end_output();
  EXPECT_TRUE(talk.wire->output_ended());
  talk.exchange();
  EXPECT_EQ(talk.server.take_received(), "bye");
  EXPECT_TRUE(talk.server.was_told_the_end());
  talk.server.send("one more thing");
  talk.exchange();
  EXPECT_EQ(talk.read_all(), "one more thing");
}

TEST_P(each_version, farewell_that_does_not_go_out_at_once) {
  dialogue talk(*thread_, trusting(), server_);
  talk.connect();
  talk.wire->grant(3);
  talk.tls->end_output();
  EXPECT_FALSE(talk.wire->output_ended());
  talk.wire->grant(1000);
  EXPECT_TRUE(talk.wire->output_ended());
  talk.exchange();
  EXPECT_TRUE(talk.server.was_told_the_end());
}

TEST_P(each_version, farewell_of_the_server) {
  dialogue talk(*thread_, trusting(), server_);
  talk.connect();
  talk.server.send("bye");
  SSL_shutdown(talk.server.ssl());
  talk.exchange();
  EXPECT_EQ(talk.read_all(), "bye");
  EXPECT_EQ(talk.last.status, io_status::end_of_stream);
}

TEST_P(each_version, end_without_a_farewell) {
  dialogue talk(*thread_, trusting(), server_);
  talk.connect();
  talk.server.send("bye");
  talk.exchange();
  talk.wire->hang_up();
  EXPECT_EQ(talk.read_all(), "bye");
  EXPECT_EQ(talk.last.status, io_status::end_of_stream);
}

TEST_P(each_version, broken_connection) {
  dialogue talk(*thread_, trusting(), server_);
  talk.connect();
  talk.wire->fail("Connection reset by peer");
  EXPECT_EQ(talk.read_all(), "");
  EXPECT_EQ(talk.last.status, io_status::failed);
  EXPECT_EQ(talk.last.reason.en, "Connection reset by peer");
  EXPECT_EQ(talk.last.code, error_code::connection_lost);
  EXPECT_EQ(talk.write("hello").reason.en, "Connection reset by peer");
}

TEST_P(each_version, changed_data_is_refused) {
  dialogue talk(*thread_, trusting(), server_);
  talk.connect();
  talk.read_all();
  talk.server.send("hello");
  std::string bytes = talk.server.take_output();
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  talk.wire->feed(bytes);
  EXPECT_EQ(talk.read_all(), "");
  EXPECT_EQ(talk.last.status, io_status::failed);
  EXPECT_EQ(talk.last.code, error_code::connection_lost);
}

// --- waiting ---

TEST_F(tls_stream_test, wait_for_what_is_decrypted_already) {
  awaited<int> woken;
  bool within = true;
  auto talk = std::make_unique<dialogue>(*thread_, trusting(), server_);
  on_thread([&] {
    talk->connect();
    talk->server.send("hello");
    talk->exchange();
    std::byte one[1];
    EXPECT_EQ(talk->tls->read(one).transferred, 1U);
    talk->tls->wait_readable([&] {
      EXPECT_FALSE(within);
      EXPECT_EQ(talk->read_all(), "ello");
      woken.set(0);
    });
    within = false;
    EXPECT_FALSE(talk->wire->waits_to_read());
  });
  woken.get();
  on_thread([&] { talk.reset(); });
}

// A part of a record is nothing to wake anybody for: it would be a circle.
TEST_F(tls_stream_test, wait_for_the_rest_of_a_record) {
  int woken = 0;
  auto talk = std::make_unique<dialogue>(*thread_, trusting(), server_);
  std::string bytes;
  on_thread([&] {
    talk->connect();
    talk->read_all();
    talk->server.send("hello");
    bytes = talk->server.take_output();
    talk->wire->feed(bytes.substr(0, 10));
    EXPECT_EQ(talk->read_all(), "");
    talk->tls->wait_readable([&] { ++woken; });
    EXPECT_TRUE(talk->wire->waits_to_read());
  });
  settle(*thread_);
  on_thread([&] {
    EXPECT_EQ(woken, 0);
    talk->wire->feed(bytes.substr(10));
    EXPECT_EQ(woken, 1);
    EXPECT_EQ(talk->read_all(), "hello");
    talk.reset();
  });
}

TEST_F(tls_stream_test, wait_after_the_end) {
  awaited<int> woken;
  auto talk = std::make_unique<dialogue>(*thread_, trusting(), server_);
  on_thread([&] {
    talk->connect();
    talk->wire->hang_up();
    talk->read_all();
    talk->tls->wait_readable([&] { woken.set(0); });
  });
  woken.get();
  on_thread([&] { talk.reset(); });
}

TEST_F(tls_stream_test, no_call_after_its_end) {
  bool woken = false;
  on_thread([&] {
    dialogue talk(*thread_, trusting(), server_);
    talk.connect();
    talk.server.send("hello");
    talk.exchange();
    std::byte one[1];
    talk.tls->read(one);
    talk.tls->wait_readable([&] { woken = true; });
  });
  settle(*thread_);
  EXPECT_FALSE(woken);
}

TEST_F(tls_stream_test, both_waits_at_once) {
  on_thread([&] {
    dialogue talk(*thread_, trusting(), server_);
    talk.connect();
    talk.read_all();
    int readable = 0;
    int writable = 0;
    talk.tls->wait_readable([&] { ++readable; });
    talk.tls->wait_writable([&] { ++writable; });
    talk.wire->grant(100);
    EXPECT_EQ(writable, 1);
    EXPECT_EQ(readable, 0);
    talk.server.send("hello");
    talk.exchange();
    EXPECT_EQ(readable, 1);
    EXPECT_EQ(writable, 1);
  });
}

}  // namespace
}  // namespace ipaas::mqtt::transport::test
