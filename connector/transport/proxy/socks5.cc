#include <boost/asio/ip/address.hpp>

#include "message/problem_text.h"
#include "transport/proxy/proxy_negotiation.h"

namespace ipaas::mqtt::transport {
namespace {

// RFC 1928 and RFC 1929.
constexpr unsigned version = 5;
constexpr unsigned login_version = 1;
constexpr unsigned without_login = 0;
constexpr unsigned with_login = 2;
constexpr unsigned no_method = 0xFF;
constexpr unsigned connect_command = 1;
constexpr unsigned as_ipv4 = 1;
constexpr unsigned as_name = 3;
constexpr unsigned as_ipv6 = 4;
constexpr std::size_t longest_text = 255;
constexpr std::size_t port_size = 2;

void append(std::string& to, std::initializer_list<unsigned> bytes) {
  for (const unsigned byte : bytes) to += static_cast<char>(byte);
}

void append_text(std::string& to, std::string_view text) {
  append(to, {static_cast<unsigned>(text.size())});
  to += text;
}

// Type, address and port; empty: the name is too long.
std::string address_of(const config::broker_address& target) {
  std::string out;
  boost::system::error_code no_address;
  const auto address = boost::asio::ip::make_address(target.host, no_address);
  if (no_address) {
    if (target.host.size() > longest_text) return {};
    append(out, {as_name});
    append_text(out, target.host);
  } else if (address.is_v4()) {
    append(out, {as_ipv4});
    for (const unsigned byte : address.to_v4().to_bytes()) append(out, {byte});
  } else {
    append(out, {as_ipv6});
    for (const unsigned byte : address.to_v6().to_bytes()) append(out, {byte});
  }
  append(out, {target.port / 256U, target.port % 256U});
  return out;
}

class socks5 final : public proxy_negotiation {
 public:
  socks5(const config::proxy_settings& proxy, const config::broker_address& target)
      : target_(target.text()),
        address_(address_of(target)),
        username_(proxy.username),
        password_(proxy.password) {
    begin();
  }

  std::size_t wanted() const override { return needed_ - received_.size(); }
  void feed(std::string_view bytes) override;
  error closed(const phrase_value& reason) const override;

 private:
  enum class step : std::uint8_t { method, login, answer };

  void begin() {
    if (address_.empty()) return fail(say(problem::socks_name_long));
    if (username_ && (username_->size() > longest_text || password_.view().size() > longest_text)) {
      return fail(say(problem::socks_credentials_long));
    }
    std::string greeting;
    append(greeting, {version});
    if (username_) {
      append(greeting, {2, without_login, with_login});
    } else {
      append(greeting, {1, without_login});
    }
    send(greeting);
  }
  unsigned at(std::size_t i) const { return static_cast<unsigned char>(received_[i]); }
  void next(step which, std::size_t size) {
    step_ = which;
    needed_ = size;
    received_.clear();
  }
  void on_method();
  void on_login();
  void on_answer();
  void log_in();
  void ask();
  phrase refusal(unsigned reply) const;

  std::string target_;
  std::string address_;
  std::optional<std::string> username_;
  secret_text password_;
  step step_ = step::method;
  std::size_t needed_ = 2;
  std::string received_;
};

void socks5::feed(std::string_view bytes) {
  received_ += bytes;
  if (received_.size() < needed_) return;
  switch (step_) {
    case step::method:
      return on_method();
    case step::login:
      return on_login();
    case step::answer:
      return on_answer();
  }
}

void socks5::on_method() {
  if (at(0) != version) {
    return fail(say(problem::socks_other));
  }
  if (at(1) == without_login) return ask();
  if (at(1) == with_login && username_) return log_in();
  if (at(1) == no_method && !username_) {
    return fail(say(problem::socks_wants_credentials));
  }
  fail(say(problem::socks_no_method));
}

void socks5::log_in() {
  std::string login;
  login.reserve(1 + 2 * (1 + longest_text));
  append(login, {login_version});
  append_text(login, *username_);
  append_text(login, password_.view());
  send(login);
  wipe(login);
  next(step::login, 2);
}

void socks5::on_login() {
  if (at(1) != 0) return fail(say(problem::socks_refuses_credentials));
  ask();
}

void socks5::ask() {
  std::string request;
  append(request, {version, connect_command, 0});
  send(request + address_);
  // Version and reply: a proxy that refuses need not send more.
  next(step::answer, 2);
}

// The answer ends with an address, which nobody needs but must not be taken for the broker's words.
void socks5::on_answer() {
  constexpr std::size_t before_address = 4;
  if (at(0) != version) return fail(say(problem::socks_malformed));
  if (at(1) != 0) return fail(refusal(at(1)));
  if (received_.size() <= before_address) {
    needed_ = before_address + 1;
    if (received_.size() < needed_) return;
  }
  const unsigned type = at(3);
  if (type != as_ipv4 && type != as_ipv6 && type != as_name) {
    return fail(say(problem::socks_malformed));
  }
  const std::size_t size = type == as_ipv4 ? 4 : type == as_ipv6 ? 16 : 1 + std::size_t{at(4)};
  needed_ = before_address + size + port_size;
  if (received_.size() == needed_) succeed();
}

phrase socks5::refusal(unsigned reply) const {
  switch (reply) {
    case 2:
      return say(problem::socks_forbids, target_);
    case 3:
      return say(problem::socks_no_network, target_);
    case 4:
      return say(problem::socks_cannot_reach, target_);
    case 5:
      return say(problem::socks_target_refused, target_);
    case 6:
      return say(problem::socks_target_silent, target_);
    case 7:
      return say(problem::socks_no_connections);
    case 8:
      return say(problem::socks_address_kind, target_);
    default:
      return say(problem::socks_reply, target_, reply);
  }
}

error socks5::closed(const phrase_value& reason) const {
  const phrase how = bracketed(reason);
  switch (step_) {
    case step::method:
      return describe(error_code::proxy, say(problem::socks_closed, how));
    case step::login:
      return describe(error_code::proxy, say(problem::socks_closed_at_login, how));
    case step::answer:
      break;
  }
  return describe(error_code::proxy, say(problem::socks_closed_at_connect, how, target_));
}

}  // namespace

std::unique_ptr<proxy_negotiation> make_socks5(const config::proxy_settings& proxy,
                                               const config::broker_address& target) {
  return std::make_unique<socks5>(proxy, target);
}

}  // namespace ipaas::mqtt::transport
