#include "config/host_port.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "config/field.h"
#include "message/ascii.h"
#include "message/problem_text.h"

namespace ipaas::mqtt::config {

namespace {

bool is_host_character(char character) {
  return is_alphanumeric(character) || character == '-' || character == '_';
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 &&
         std::all_of(label.begin(), label.end(), is_host_character);
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_address(int family, std::string_view host) {
  in6_addr address{};
  return inet_pton(family, std::string(host).c_str(), &address) == 1;
}

// RFC 1123 section 2.1. A name whose last label is a number can only be meant as an IPv4 address.
std::optional<phrase> check_name(std::string_view host) {
  const std::string_view last = host.substr(host.rfind('.') + 1);  // npos + 1 is 0
  if (is_number(last) && !is_address(AF_INET, host)) {
    return say(problem::ipv4_invalid, quote(host));
  }
  std::string_view rest = host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
  for (bool more = true; more;) {
    const std::size_t dot = rest.find('.');
    more = dot != std::string_view::npos;
    if (!is_label(rest.substr(0, dot)) || host.size() > 254) {
      return say(problem::host_invalid, quote(host));
    }
    if (more) rest.remove_prefix(dot + 1);
  }
  return {};
}

std::optional<phrase> read_port(std::string_view text, broker_address& out) {
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), out.port);
  if (problem == std::errc{} && end == text.data() + text.size() && out.port != 0) return {};
  return say(problem::port_invalid, quote(text));
}

// What stands behind the host: nothing, or a colon and the port.
std::optional<phrase> read_port_part(std::string_view text, std::uint16_t default_port,
                                     broker_address& out) {
  out.port = default_port;
  if (text.empty() && default_port == 0) return say(problem::port_missing);
  if (text.empty()) return {};
  if (!text.starts_with(':')) {
    return say(problem::behind_host, quote(text));
  }
  return read_port(text.substr(1), out);
}

std::optional<phrase> read_bracketed(std::string_view authority, std::uint16_t default_port,
                                     broker_address& out) {
  const std::size_t end = authority.find(']');
  if (end == std::string_view::npos) return say(problem::ipv6_bracket_open);
  out.host = authority.substr(1, end - 1);
  if (!is_address(AF_INET6, out.host)) {
    return say(problem::ipv6_invalid, quote(out.host));
  }
  return read_port_part(authority.substr(end + 1), default_port, out);
}

}  // namespace

std::string broker_address::text() const {
  const bool bracketed = host.find(':') != std::string::npos;
  return bracketed ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

std::optional<phrase> read_host_port(std::string_view authority, std::uint16_t default_port,
                                     broker_address& out) {
  if (authority.starts_with('[')) return read_bracketed(authority, default_port, out);
  if (std::count(authority.begin(), authority.end(), ':') > 1) {
    return say(problem::ipv6_unbracketed, quote(authority));
  }
  const std::size_t colon = std::min(authority.find(':'), authority.size());
  out.host = authority.substr(0, colon);
  if (out.host.empty()) return say(problem::host_missing);
  auto mistake = check_name(out.host);
  return mistake ? mistake : read_port_part(authority.substr(colon), default_port, out);
}

}  // namespace ipaas::mqtt::config
