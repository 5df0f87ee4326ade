#include <fmt/format.h>

#include <boost/asio/ip/address.hpp>

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
  error closed(std::string_view reason) const override;

 private:
  enum class step : std::uint8_t { method, login, answer };

  void begin() {
    if (address_.empty()) return fail("The broker's name is too long for a SOCKS proxy");
    if (username_ && (username_->size() > longest_text || password_.view().size() > longest_text)) {
      return fail("User name or password is too long for a SOCKS proxy, which takes 255 bytes");
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
  std::string refusal(unsigned reply) const;

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
    return fail(
        "This is no SOCKS 5 proxy: what it answers is something else; check the address and "
        "the scheme in proxy");
  }
  if (at(1) == without_login) return ask();
  if (at(1) == with_login && username_) return log_in();
  if (at(1) == no_method && !username_) {
    return fail(
        "The proxy wants credentials; give them in proxy, as in socks5://user:password@host:port");
  }
  fail(
      "The proxy takes credentials by none of the methods that are supported (none, and user name "
      "with password)");
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
  if (at(1) != 0) return fail("The proxy refused user name and password");
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
  if (at(0) != version) return fail("The proxy's answer is malformed");
  if (at(1) != 0) return fail(refusal(at(1)));
  if (received_.size() <= before_address) {
    needed_ = before_address + 1;
    if (received_.size() < needed_) return;
  }
  const unsigned type = at(3);
  if (type != as_ipv4 && type != as_ipv6 && type != as_name) {
    return fail("The proxy's answer is malformed");
  }
  const std::size_t size = type == as_ipv4 ? 4 : type == as_ipv6 ? 16 : 1 + std::size_t{at(4)};
  needed_ = before_address + size + port_size;
  if (received_.size() == needed_) succeed();
}

std::string socks5::refusal(unsigned reply) const {
  switch (reply) {
    case 2:
      return fmt::format("The proxy does not allow connections to {}; ask its operator to",
                         target_);
    case 3:
      return fmt::format("The proxy cannot reach the network of {}", target_);
    case 4:
      return fmt::format("The proxy cannot reach {}, or does not know the name", target_);
    case 5:
      return fmt::format(
          "The proxy reached {}, where the connection was refused: check the "
          "broker's port in brokerUrl",
          target_);
    case 6:
      return fmt::format("The proxy got no answer from {}", target_);
    case 7:
      return "The proxy does not make connections for its clients";
    case 8:
      return fmt::format("The proxy does not support addresses like that of {}", target_);
    default:
      return fmt::format("The proxy could not connect to {} (SOCKS reply {})", target_, reply);
  }
}

error socks5::closed(std::string_view reason) const {
  const std::string why = reason.empty() ? std::string() : fmt::format(" ({})", reason);
  if (step_ == step::method) {
    return describe(error_code::proxy,
                    fmt::format("The proxy closed the connection{} without an answer: it is no "
                                "SOCKS 5 proxy, or does not serve this machine",
                                why));
  }
  return describe(error_code::proxy,
                  step_ == step::login
                      ? fmt::format("The proxy closed the connection{} instead of taking user name "
                                    "and password",
                                    why)
                      : fmt::format("The proxy closed the connection{} instead of connecting to {}",
                                    why, target_));
}

}  // namespace

std::unique_ptr<proxy_negotiation> make_socks5(const config::proxy_settings& proxy,
                                               const config::broker_address& target) {
  return std::make_unique<socks5>(proxy, target);
}

}  // namespace ipaas::mqtt::transport
