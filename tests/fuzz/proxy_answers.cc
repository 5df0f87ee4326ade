// What a proxy answers, HTTP or SOCKS, in whatever pieces.
#include "fuzzing.h"
#include "transport/proxy/proxy_negotiation.h"

namespace {

using namespace ipaas::fuzzing;
using namespace ipaas::mqtt;
using transport::proxy_negotiation;
using state = transport::proxy_negotiation::state;

std::unique_ptr<proxy_negotiation> make(unsigned what) {
  config::proxy_settings proxy;
  proxy.kind = what % 2 == 0 ? config::proxy_kind::http : config::proxy_kind::socks5;
  proxy.address = {"proxy.example", 3128, ""};
  if (what % 4 >= 2) {
    proxy.username = "anna";
    proxy.password = secret_text(canary);
  }
  const config::broker_address target{what % 8 >= 4 ? "2001:db8::1" : "broker.example", 1883, ""};
  return proxy.kind == config::proxy_kind::http ? transport::make_http_connect(proxy, target)
                                                : transport::make_socks5(proxy, target);
}

struct outcome {
  std::size_t taken = 0;
  std::string sent{};
  bool operator==(const outcome&) const = default;
};

// Feeds at most `most` bytes at once, and no more than are wanted.
outcome run(proxy_negotiation& talk, std::string_view answer, std::size_t most) {
  outcome result{0, talk.take_output()};
  while (talk.current() == state::need_more && result.taken < answer.size()) {
    const std::size_t wanted = talk.wanted();
    claim(wanted > 0, "something is wanted");
    const std::string_view piece = answer.substr(result.taken, std::min(wanted, most));
    talk.feed(piece);
    result.taken += piece.size();
    result.sent += talk.take_output();
  }
  return result;
}

void check(const error& failure) {
  claim(failure.code == error_code::proxy, "a proxy fails as a proxy");
  claim(!holds(failure.description, canary), "no password is told", failure.description);
  for (const char c : failure.description) {
    claim(static_cast<unsigned char>(c) >= 0x20, "what is quoted is printable");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  input from(data, size);
  const unsigned what = from.number();
  const std::string_view answer = from.rest();
  if (holds(answer, canary)) return 0;
  const auto whole = make(what);
  const auto parts = make(what);
  const outcome at_once = run(*whole, answer, answer.size());
  const outcome in_parts = run(*parts, answer, 1 + what % 5);
  claim(whole->current() == parts->current(), "pieces make no difference");
  // What a proxy says that refuses may be cut anywhere; the tunnel begins behind the last byte.
  if (whole->current() == state::open)
    claim(at_once == in_parts, "the tunnel begins where it does");
  if (whole->current() == state::failed) {
    check(whole->failure());
    check(parts->failure());
  } else {
    check(whole->closed("Connection reset by peer"));
  }
  return 0;
}
