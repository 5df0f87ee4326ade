#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "message/base64.h"
#include "message/problem_text.h"
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
  error closed(const phrase_value& reason) const override;

 private:
  void begin(const config::proxy_settings& proxy) {
    const auto breaks_line = [](char c) { return c <= ' ' || c == '\x7F'; };
    if (std::ranges::any_of(target_, breaks_line)) {
      return fail(say(problem::proxy_target_character));
    }
    if (with_credentials_ && proxy.username->find(':') != std::string::npos) {
      return fail(say(problem::proxy_user_colon));
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
  phrase refusal() const;
  phrase unauthorized() const;
  phrase no_http() const;

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
      return fail(say(problem::proxy_http_malformed));
  }
}

void http_connect::judge() {
  if (answer_.status() / 100 == 2) return succeed();
  fail(say(problem::proxy_http_status, answer_.status_text(), refusal()));
}

phrase http_connect::refusal() const {
  // Squid says what it means by 503 in a field of its own.
  if (answer_.field("x-squid-error").starts_with("ERR_DNS_FAIL")) {
    return say(problem::proxy_name_unknown, target_);
  }
  switch (answer_.status()) {
    case 407:
    case 401:  // tinyproxy's word for wrong credentials
      return unauthorized();
    case 403:
      return say(problem::proxy_forbids, target_);
    case 400:
    case 404:
    case 405:
    case 501:
      return say(problem::proxy_no_tunnel);
    case 500:
    case 502:
    case 503:
      return say(problem::proxy_cannot_reach, target_);
    case 504:
      return say(problem::proxy_target_silent, target_);
    default:
      return say(problem::proxy_does_not_connect, target_);
  }
}

phrase http_connect::unauthorized() const {
  if (!with_credentials_) {
    return say(problem::proxy_wants_credentials);
  }
  const std::string_view offer = answer_.field("proxy-authenticate");
  if (!offer.empty() && offer.find("asic") == std::string_view::npos) {
    return say(problem::proxy_wants_method, printable(offer.substr(0, offer.find(' ')), 40));
  }
  return say(problem::proxy_refuses_credentials);
}

phrase http_connect::no_http() const {
  using protocol::spoken;
  const auto first = std::as_bytes(std::span(answer_.text()));
  if (answer_.text().front() == socks_version) {
    return say(problem::proxy_is_socks);
  }
  if (protocol::guess_spoken(first) == spoken::tls) {
    return say(problem::proxy_speaks_tls);
  }
  return say(problem::proxy_no_http);
}

error http_connect::closed(const phrase_value& reason) const {
  return describe(error_code::proxy, say(answer_.text().empty() ? problem::proxy_http_closed
                                                                : problem::proxy_http_closed_within,
                                         bracketed(reason)));
}

}  // namespace

std::unique_ptr<proxy_negotiation> make_http_connect(const config::proxy_settings& proxy,
                                                     const config::broker_address& target) {
  return std::make_unique<http_connect>(proxy, target);
}

}  // namespace ipaas::mqtt::transport
