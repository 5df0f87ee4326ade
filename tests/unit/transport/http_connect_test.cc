#include <gmock/gmock.h>

#include "negotiating.h"
#include "transport/proxy/proxy_negotiation.h"

namespace ipaas::mqtt::transport {
namespace {

using negotiation_state = proxy_negotiation::state;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const config::broker_address target{"broker.test", 8883, "/mqtt"};

config::proxy_settings proxy_with(std::optional<std::string> user, std::string password = {}) {
  config::proxy_settings proxy;
  proxy.username = std::move(user);
  proxy.password = secret_text(std::move(password));
  return proxy;
}

std::string failure_with(const config::proxy_settings& proxy, std::string_view answer) {
  const auto negotiation = make_http_connect(proxy, target);
  return failure_after(*negotiation, answer);
}
std::string refused(std::string_view answer) { return failure_with(proxy_with({}), answer); }

TEST(http_connect, asks_for_a_tunnel) {
  const auto negotiation = make_http_connect(proxy_with({}), target);
  EXPECT_EQ(negotiation->take_output(),
            "CONNECT broker.test:8883 HTTP/1.1\r\nHost: broker.test:8883\r\n"
            "User-Agent: ipaas-mqtt\r\n\r\n");
  EXPECT_EQ(negotiation->take_output(), "");
}

TEST(http_connect, gives_basic_credentials) {
  const auto negotiation =
      make_http_connect(proxy_with("Aladdin", "open sesame"), {"::1", 1883, ""});
  EXPECT_THAT(negotiation->take_output(),
              AllOf(HasSubstr("CONNECT [::1]:1883 HTTP/1.1\r\n"),
                    HasSubstr("\r\nProxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n")));
}

TEST(http_connect, opens_with_any_2xx_and_takes_nothing_behind_it) {
  for (const std::string answer :
       {"HTTP/1.1 200 Connection established\r\n\r\n", "HTTP/1.0 204 X\r\nVia: y\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"}) {
    const auto negotiation = make_http_connect(proxy_with({}), target);
    EXPECT_EQ(feed(*negotiation, answer + "behind"), answer.size());
    EXPECT_EQ(negotiation->current(), negotiation_state::open) << answer;
  }
}

TEST(http_connect, tells_missing_credentials_from_wrong_ones) {
  const std::string answer =
      "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=x\r\n\r\n";
  EXPECT_THAT(failure_with(proxy_with({}), answer), HasSubstr("it wants credentials; give them"));
  EXPECT_THAT(failure_with(proxy_with("user", "s3cret"), answer),
              AllOf(HasSubstr("it refused user name and password"), Not(HasSubstr("s3cret"))));
  EXPECT_THAT(
      failure_with(proxy_with("user", "x"), "HTTP/1.1 407 X\r\nProxy-Authenticate: NTLM\r\n\r\n"),
      HasSubstr("method \"NTLM\", and only Basic"));
}

TEST(http_connect, tells_why_it_was_refused) {
  EXPECT_THAT(refused("HTTP/1.1 403 Forbidden\r\n\r\n"),
              AllOf(HasSubstr("HTTP 403 Forbidden"),
                    HasSubstr("does not allow connections to broker.test:8883")));
  EXPECT_THAT(refused("HTTP/1.1 502 Bad Gateway\r\n\r\n"), HasSubstr("cannot reach"));
  EXPECT_THAT(refused("HTTP/1.1 500 Unable to connect\r\n\r\n"), HasSubstr("cannot reach"));
  EXPECT_THAT(refused("HTTP/1.1 504 Timeout\r\n\r\n"), HasSubstr("got no answer from"));
  EXPECT_THAT(refused("HTTP/1.1 503 X\r\nX-Squid-Error: ERR_DNS_FAIL 0\r\n\r\n"),
              HasSubstr("does not know the name in broker.test:8883"));
  EXPECT_THAT(refused("HTTP/1.1 405 Not Allowed\r\n\r\n"), HasSubstr("does not make tunnels"));
  EXPECT_THAT(refused("HTTP/1.1 302 Found\r\n\r\n"), HasSubstr("HTTP 302"));
}

TEST(http_connect, tells_what_is_no_http_proxy) {
  EXPECT_THAT(refused("\x05\xFF"), HasSubstr("socks5://"));
  EXPECT_THAT(refused("\x15\x03\x01\x00"), HasSubstr("speaks TLS"));
  EXPECT_THAT(refused("220 mail"), HasSubstr("is not HTTP"));
  EXPECT_THAT(refused("HTTP/1.1 xyz\r\n\r\n"), HasSubstr("malformed"));
  EXPECT_THAT(refused("HTTP/1.1 200 " + std::string(20000, 'x')), HasSubstr("malformed"));
}

TEST(http_connect, tells_when_the_proxy_hangs_up) {
  const auto negotiation = make_http_connect(proxy_with({}), target);
  EXPECT_THAT(*negotiation->closed("Connection reset by peer").detail,
              HasSubstr("closed the connection (Connection reset by peer) without an answer"));
  feed(*negotiation, "HTTP/1.1 2");
  EXPECT_THAT(*negotiation->closed("").detail, HasSubstr("the connection within its answer"));
  EXPECT_EQ(negotiation->closed("").code, error_code::proxy);
  EXPECT_EQ(negotiation->closed("").chinese, "代理在应答中途关闭了连接");
}

TEST(http_connect, sends_nothing_that_would_break_the_request) {
  const auto injected = make_http_connect(proxy_with({}), {"a\r\nX: y", 1, ""});
  EXPECT_EQ(injected->current(), negotiation_state::failed);
  EXPECT_EQ(injected->take_output(), "");
  const auto colon = make_http_connect(proxy_with("a:b"), target);
  EXPECT_EQ(colon->current(), negotiation_state::failed);
  EXPECT_EQ(colon->take_output(), "");
}

}  // namespace
}  // namespace ipaas::mqtt::transport
