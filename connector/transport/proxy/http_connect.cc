#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "message/base64.h"
#include "protocol/foreign_peer.h"
#include "transport/http_answer.h"
#include "transport/proxy/proxy_negotiation.h"

namespace ipaas::mqtt::transport {
namespace {

// What a SOCKS proxy begins its answers with.
constexpr char socks_version = 5;

std::string credentials_of(const config::proxy_settings& proxy) {
  std::string both;
  both.reserve(proxy.username->size() + 1 + proxy.password.view().size());
  both.append(*proxy.username).append(":").append(proxy.password.view());
  std::string encoded = to_base64(both);
  wipe(both);
  return encoded;
}

class http_connect final : public proxy_negotiation {
 public:
  http_connect(const config::proxy_settings& proxy, const config::broker_address& target)
      : target_(target.text()), with_credentials_(proxy.username.has_value()) {
    begin(proxy);
  }

  std::size_t wanted() const override { return answer_.missing(); }
  void feed(std::string_view bytes) override;
  error closed(std::string_view reason) const override;

 private:
  void begin(const config::proxy_settings& proxy) {
    const auto breaks_line = [](char c) { return c <= ' ' || c == '\x7F'; };
    if (std::ranges::any_of(target_, breaks_line)) {
      return fail("The broker's name has a character that no name has");
    }
    if (with_credentials_ && proxy.username->find(':') != std::string::npos) {
      return fail("A user name with a colon cannot be told to an HTTP proxy");
    }
    send(fmt::format("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\nUser-Agent: ipaas-mqtt\r\n", target_));
    if (with_credentials_) authorize(proxy);
    send("\r\n");
  }
  void authorize(const config::proxy_settings& proxy) {
    std::string credentials = credentials_of(proxy);
    send("Proxy-Authorization: Basic ");
    send(credentials);
    send("\r\n");
    wipe(credentials);
  }
  void judge();
  std::string refusal() const;
  std::string unauthorized() const;
  std::string no_http() const;

  std::string target_;
  bool with_credentials_;
  http_answer answer_;
};

void http_connect::feed(std::string_view bytes) {
  answer_.feed(bytes);
  switch (answer_.current()) {
    case http_answer::state::need_more:
      return;
    case http_answer::state::complete:
      return judge();
    case http_answer::state::not_http:
      return fail(no_http());
    default:
      return fail("The proxy's answer is malformed HTTP");
  }
}

void http_connect::judge() {
  if (answer_.status() / 100 == 2) return succeed();
  fail(fmt::format("The proxy answered HTTP {}: {}", answer_.status_text(), refusal()));
}

std::string http_connect::refusal() const {
  // Squid says what it means by 503 in a field of its own.
  if (answer_.field("x-squid-error").starts_with("ERR_DNS_FAIL")) {
    return fmt::format("it does not know the name in {}", target_);
  }
  switch (answer_.status()) {
    case 407:
    case 401:  // tinyproxy's word for wrong credentials
      return unauthorized();
    case 403:
      return fmt::format("it does not allow connections to {}; ask its operator to", target_);
    case 400:
    case 404:
    case 405:
    case 501:
      return "it does not make tunnels (CONNECT), as an ordinary web server does not; check the "
             "address in proxy";
    case 500:
    case 502:
    case 503:
      return fmt::format("it cannot reach {}, or does not know the name", target_);
    case 504:
      return fmt::format("it got no answer from {}", target_);
    default:
      return fmt::format("it does not connect to {}", target_);
  }
}

std::string http_connect::unauthorized() const {
  if (!with_credentials_) {
    return "it wants credentials; give them in proxy, as in http://user:password@host:port";
  }
  const std::string_view offer = answer_.field("proxy-authenticate");
  if (!offer.empty() && offer.find("asic") == std::string_view::npos) {
    return fmt::format("it wants credentials by the method \"{}\", and only Basic is supported",
                       printable(offer.substr(0, offer.find(' ')), 40));
  }
  return "it refused user name and password";
}

std::string http_connect::no_http() const {
  using protocol::spoken;
  const auto first = std::as_bytes(std::span(answer_.text()));
  if (answer_.text().front() == socks_version) {
    return "This is no HTTP proxy, but seems to be one for SOCKS: write socks5:// in proxy";
  }
  if (protocol::guess_spoken(first) == spoken::tls) {
    return "This is no HTTP proxy: it speaks TLS on this port";
  }
  return "This is no HTTP proxy: what it answers is not HTTP; check the address in proxy";
}

error http_connect::closed(std::string_view reason) const {
  const std::string why = reason.empty() ? std::string() : fmt::format(" ({})", reason);
  return describe(error_code::proxy,
                  answer_.text().empty()
                      ? fmt::format("The proxy closed the connection{} without an answer: it is no "
                                    "HTTP proxy, or does not serve this machine",
                                    why)
                      : fmt::format("The proxy closed the connection{} within its answer", why));
}

}  // namespace

std::unique_ptr<proxy_negotiation> make_http_connect(const config::proxy_settings& proxy,
                                                     const config::broker_address& target) {
  return std::make_unique<http_connect>(proxy, target);
}

}  // namespace ipaas::mqtt::transport
