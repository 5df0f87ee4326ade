#include <gmock/gmock.h>

#include "negotiating.h"
#include "transport/proxy/proxy_negotiation.h"

namespace ipaas::mqtt::transport {
namespace {

using namespace std::string_literals;
using state = proxy_negotiation::state;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const config::broker_address target{"broker.test", 0x1234, ""};

config::proxy_settings proxy_with(std::optional<std::string> user, std::string password = {}) {
  config::proxy_settings proxy;
  proxy.kind = config::proxy_kind::socks5;
  proxy.username = std::move(user);
  proxy.password = secret_text(std::move(password));
  return proxy;
}

std::string failure_with(const config::proxy_settings& proxy, std::string_view answers) {
  const auto negotiation = make_socks5(proxy, target);
  return failure_after(*negotiation, answers);
}

// The request for a target, from a proxy that wants no credentials.
std::string request_for(const std::string& host) {
  const auto negotiation = make_socks5(proxy_with({}), {host, 0x1234, ""});
  negotiation->take_output();
  feed(*negotiation, "\x05\0"s);
  return negotiation->take_output();
}

TEST(socks5, asks_without_credentials) {
  const auto negotiation = make_socks5(proxy_with({}), target);
  EXPECT_EQ(negotiation->take_output(), "\x05\x01\0"s);
  feed(*negotiation, "\x05\0"s);
  EXPECT_EQ(negotiation->take_output(), "\x05\x01\0\x03\x0B"s + "broker.test\x12\x34");
  EXPECT_EQ(negotiation->current(), state::need_more);
}

TEST(socks5, gives_an_address_as_one) {
  EXPECT_EQ(request_for("10.0.2.1"), "\x05\x01\0\x01\x0A\0\x02\x01\x12\x34"s);
  EXPECT_EQ(request_for("::1"), "\x05\x01\0\x04"s + std::string(15, '\0') + "\x01\x12\x34");
}

TEST(socks5, logs_in_when_the_proxy_wants_it) {
  const auto negotiation = make_socks5(proxy_with("me", "s3cret"), target);
  EXPECT_EQ(negotiation->take_output(), "\x05\x02\0\x02"s);
  feed(*negotiation, "\x05\x02");
  EXPECT_EQ(negotiation->take_output(), "\x01\x02me\x06s3cret");
  feed(*negotiation, "\x01\0"s);
  EXPECT_THAT(negotiation->take_output(), HasSubstr("broker.test"));
}

TEST(socks5, does_not_log_in_when_the_proxy_does_not_want_it) {
  const auto negotiation = make_socks5(proxy_with("me", "s3cret"), target);
  negotiation->take_output();
  feed(*negotiation, "\x05\0"s);
  EXPECT_THAT(negotiation->take_output(), HasSubstr("broker.test"));
}

TEST(socks5, opens_and_takes_nothing_behind_the_answer) {
  for (const std::string& bound : {"\x01"s + "1234pp", "\x04"s + "1234567812345678pp",
                                   "\x03\x04"s + "name" + "pp", "\x03\0pp"s}) {
    const std::string answers = "\x05\0\x05\0\0"s + bound;
    for (std::size_t cut = 0; cut <= answers.size(); ++cut) {
      const auto negotiation = make_socks5(proxy_with({}), target);
      std::size_t taken = feed(*negotiation, answers.substr(0, cut));
      EXPECT_EQ(negotiation->current(), cut < answers.size() ? state::need_more : state::open);
      taken += feed(*negotiation, answers.substr(cut) + "behind");
      EXPECT_EQ(taken, answers.size());
      EXPECT_EQ(negotiation->current(), state::open);
    }
  }
}

TEST(socks5, tells_missing_credentials_from_wrong_ones) {
  EXPECT_THAT(failure_with(proxy_with({}), "\x05\xFF"), HasSubstr("wants credentials; give them"));
  EXPECT_THAT(failure_with(proxy_with("me", "s3cret"), "\x05\x02\x01\x01"),
              AllOf(HasSubstr("refused user name and password"), Not(HasSubstr("s3cret"))));
  EXPECT_THAT(failure_with(proxy_with("me", "x"), "\x05\xFF"), HasSubstr("none of the methods"));
  EXPECT_THAT(failure_with(proxy_with({}), "\x05\x02"), HasSubstr("none of the methods"));
}

TEST(socks5, tells_why_it_was_refused) {
  const auto refused = [](char reply) {
    // No more than this: some proxies hang up at once.
    return failure_with(proxy_with({}), "\x05\0\x05"s + reply);
  };
  EXPECT_THAT(refused(1), HasSubstr("could not connect to broker.test:4660 (SOCKS reply 1)"));
  EXPECT_THAT(refused(2), HasSubstr("does not allow connections to broker.test:4660"));
  EXPECT_THAT(refused(3), HasSubstr("cannot reach the network"));
  EXPECT_THAT(refused(4), HasSubstr("cannot reach broker.test:4660, or does not know the name"));
  EXPECT_THAT(refused(5), HasSubstr("the connection was refused"));
  EXPECT_THAT(refused(6), HasSubstr("got no answer from"));
  EXPECT_THAT(refused(7), HasSubstr("does not make connections"));
  EXPECT_THAT(refused(8), HasSubstr("does not support addresses"));
  EXPECT_THAT(refused(99), HasSubstr("SOCKS reply 99"));
}

TEST(socks5, tells_what_is_no_socks_proxy) {
  EXPECT_THAT(failure_with(proxy_with({}), "HTTP/1.1 400"), HasSubstr("no SOCKS 5 proxy"));
  EXPECT_THAT(failure_with(proxy_with({}), "\0\x5B"s), HasSubstr("no SOCKS 5 proxy"));
  EXPECT_THAT(failure_with(proxy_with({}), "\x05\0\x04\0"s), HasSubstr("malformed"));
  EXPECT_THAT(failure_with(proxy_with({}), "\x05\0\x05\0\0\x09\0"s), HasSubstr("malformed"));
}

TEST(socks5, tells_when_the_proxy_hangs_up) {
  const auto negotiation = make_socks5(proxy_with("me", "x"), target);
  EXPECT_THAT(*negotiation->closed("reset").detail, HasSubstr("(reset) without an answer"));
  EXPECT_EQ(english_in(negotiation->closed("reset")), "");
  feed(*negotiation, "\x05\x02");
  EXPECT_THAT(*negotiation->closed("").detail, HasSubstr("instead of taking user name"));
  feed(*negotiation, "\x01\0"s);
  EXPECT_THAT(*negotiation->closed("").detail, HasSubstr("instead of connecting to broker.test"));
  EXPECT_THAT(negotiation->closed("").chinese, HasSubstr("代理没有连接 broker.test:4660，"));
}

TEST(socks5, refuses_what_does_not_fit) {
  EXPECT_EQ(make_socks5(proxy_with(std::string(256, 'u')), target)->current(), state::failed);
  EXPECT_EQ(make_socks5(proxy_with("u", std::string(256, 'p')), target)->current(), state::failed);
  EXPECT_EQ(make_socks5(proxy_with({}), {std::string(256, 'h'), 1, ""})->current(), state::failed);
  EXPECT_EQ(make_socks5(proxy_with(std::string(255, 'u')), target)->current(), state::need_more);
}

}  // namespace
}  // namespace ipaas::mqtt::transport
