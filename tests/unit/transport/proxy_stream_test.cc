#include "transport/proxy/proxy_stream.h"

#include <gmock/gmock.h>

#include "memory_stream.h"

namespace ipaas::mqtt::transport {
namespace {

using namespace std::string_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

struct recorder : connect_trace {
  void on_stage(std::string_view stage) override { text += std::string(stage) + ";"; }
  void on_found(std::string_view name, std::string_view json) override {
    text += std::string(name) + "=" + std::string(json) + ";";
  }
  std::string text;
};

class proxy_stream_test : public testing::Test {
 protected:
  void start(config::proxy_kind kind, std::optional<std::string> user = {}) {
    config::proxy_settings settings;
    settings.kind = kind;
    settings.address = {"proxy.test", 3128, ""};
    settings.username = std::move(user);
    settings.password = secret_text("s3cret");
    auto owned = std::make_unique<test::memory_stream>();
    below_ = owned.get();
    stream_ = make_proxy_stream(std::move(owned), std::move(settings), &trace_);
    stream_->connect({"broker.test", 1883, ""}, [this](std::optional<error> failure) {
      finished_ = true;
      failure_ = std::move(failure);
    });
  }
  std::string read() {
    std::byte room[100];
    const io_result got = stream_->read(room);
    return {reinterpret_cast<const char*>(room), got.transferred};
  }

  recorder trace_;
  test::memory_stream* below_ = nullptr;
  std::unique_ptr<stream> stream_;
  bool finished_ = false;
  std::optional<error> failure_;
};

const std::string established = "HTTP/1.1 200 Connection established\r\n\r\n";

TEST_F(proxy_stream_test, connects_to_the_proxy_and_asks_it_for_the_broker) {
  start(config::proxy_kind::http, "me");
  EXPECT_EQ(below_->address().text(), "proxy.test:3128");
  EXPECT_EQ(stream_->stage(), "tcp");
  below_->connected();
  EXPECT_EQ(stream_->stage(), "proxy");
  EXPECT_THAT(below_->take_output(), StartsWith("CONNECT broker.test:1883 "));
  EXPECT_FALSE(finished_);
  below_->feed(established);
  EXPECT_TRUE(finished_);
  EXPECT_FALSE(failure_);
  EXPECT_EQ(trace_.text, "proxy;proxy=\"proxy.test:3128\";");
}

TEST_F(proxy_stream_test, passes_everything_on_afterwards) {
  start(config::proxy_kind::http);
  below_->connected();
  below_->take_output();
  below_->feed(established + "first words");
  EXPECT_EQ(read(), "first words");
  const std::string text = "hello";
  const auto part = std::as_bytes(std::span(text));
  EXPECT_EQ(stream_->write({&part, 1}).transferred, 5U);
  EXPECT_EQ(below_->take_output(), "hello");
  int calls = 0;
  stream_->wait_readable([&] { ++calls; });
  stream_->wait_writable([&] { ++calls; });
  below_->feed("x");
  below_->grant(1);
  EXPECT_EQ(calls, 2);
  stream_->end_output();
  EXPECT_TRUE(below_->output_ended());
}

TEST_F(proxy_stream_test, negotiates_byte_by_byte) {
  start(config::proxy_kind::socks5, "me");
  below_->grant(1);
  below_->connected();
  std::string sent;
  const auto take = [&] {
    while (below_->waits_to_write()) below_->grant(1);
    sent += below_->take_output();
  };
  take();
  for (const char c : "\x05\x02\x01\0\x05\0\0\x01"s + "1234pp") {
    EXPECT_FALSE(finished_);
    below_->feed({&c, 1});
    take();
  }
  EXPECT_TRUE(finished_ && !failure_);
  EXPECT_EQ(sent, "\x05\x02\0\x02"s + "\x01\x02me\x06s3cret" + "\x05\x01\0\x03\x0B"s +
                      "broker.test\x07\x5B");
}

TEST_F(proxy_stream_test, fails_at_its_own_stage) {
  start(config::proxy_kind::http, "me");
  below_->connected();
  below_->feed("HTTP/1.1 407 X\r\n\r\n");
  ASSERT_TRUE(failure_);
  EXPECT_EQ(failure_->code, error_code::proxy);
  EXPECT_EQ(failure_->stage, "proxy");
  EXPECT_EQ(failure_->endpoint, "broker.test:1883");
  EXPECT_THAT(failure_->description, AllOf(HasSubstr("refused"), Not(HasSubstr("s3cret"))));
}

TEST_F(proxy_stream_test, fails_when_the_proxy_hangs_up) {
  start(config::proxy_kind::socks5);
  below_->connected();
  below_->hang_up();
  ASSERT_TRUE(failure_);
  EXPECT_THAT(failure_->description, HasSubstr("without an answer"));
}

TEST_F(proxy_stream_test, fails_when_the_connection_breaks) {
  start(config::proxy_kind::http);
  below_->grant(0);
  below_->connected();
  below_->fail("Connection reset by peer");
  ASSERT_TRUE(failure_);
  EXPECT_THAT(failure_->description, HasSubstr("(Connection reset by peer)"));
}

TEST_F(proxy_stream_test, says_that_it_is_the_proxy_who_is_not_reached) {
  start(config::proxy_kind::http);
  error why = describe(error_code::connect_refused,
                       phrase{"Connecting to proxy.test:3128 failed: no", "连接失败"});
  why.stage = "tcp";
  why.endpoint = "proxy.test:3128";
  below_->refused(why);
  ASSERT_TRUE(failure_);
  EXPECT_EQ(failure_->code, error_code::proxy);
  EXPECT_EQ(failure_->stage, "tcp");
  EXPECT_EQ(failure_->endpoint, "proxy.test:3128");
  EXPECT_EQ(failure_->chinese, "无法连接代理 proxy.test:3128。连接失败");
  EXPECT_EQ(
      *failure_->detail,
      "The proxy proxy.test:3128 cannot be reached. Connecting to proxy.test:3128 failed: no");
}

TEST_F(proxy_stream_test, leaves_a_lack_of_descriptors_what_it_is) {
  start(config::proxy_kind::http);
  below_->refused(describe(error_code::core_resource, "Too many open files"));
  EXPECT_EQ(failure_->code, error_code::core_resource);
}

TEST_F(proxy_stream_test, may_be_given_up_at_any_byte) {
  for (std::size_t cut = 0; cut <= established.size(); ++cut) {
    finished_ = false;
    start(config::proxy_kind::http);
    below_->connected();
    below_->feed(established.substr(0, cut));
    stream_.reset();
    EXPECT_EQ(finished_, cut == established.size());
  }
}

}  // namespace
}  // namespace ipaas::mqtt::transport
