#include "config/broker_url.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "config/field.h"
#include "config/quantity.h"

namespace ipaas::mqtt::config {

namespace {

constexpr std::uint16_t default_port = 1883;

struct scheme {
  std::string_view name;
  transport_kind asks_for;
};
constexpr scheme schemes[] = {{"tcp", transport_kind::tcp},   {"mqtt", transport_kind::tcp},
                              {"ssl", transport_kind::tls},   {"tls", transport_kind::tls},
                              {"mqtts", transport_kind::tls}, {"ws", transport_kind::ws},
                              {"wss", transport_kind::wss}};

// An entry cut into its parts, before any of them is checked.
struct entry_parts {
  std::optional<std::string_view> scheme{};
  std::string_view authority{};
  std::string_view path{};
};

entry_parts cut(std::string_view entry) {
  entry_parts parts;
  const std::size_t scheme_end = entry.find("://");
  if (scheme_end != std::string_view::npos) {
    parts.scheme = entry.substr(0, scheme_end);
    entry.remove_prefix(scheme_end + 3);
  }
  const std::size_t path_begin = std::min(entry.find('/'), entry.size());
  parts.authority = entry.substr(0, path_begin);
  parts.path = entry.substr(path_begin);
  return parts;
}

// The empty text, or what is wrong with the scheme.
std::string check_scheme(std::string_view name, std::optional<transport_kind> protocol) {
  const std::string lower = to_lower(name);
  const auto* known = std::find_if(std::begin(schemes), std::end(schemes),
                                   [&](const scheme& each) { return each.name == lower; });
  if (known == std::end(schemes)) {
    return fmt::format(
        "there is no scheme {}, the known ones are tcp, mqtt, ssl, tls, mqtts, ws and wss",
        quote(name));
  }
  if (protocol && *protocol != known->asks_for) {
    return fmt::format("the scheme {}:// contradicts the protocol {}", known->name,
                       protocol_choices[static_cast<std::size_t>(*protocol)].value);
  }
  // Where the protocol setting says the same, the mistake is already reported there.
  if (known->asks_for == transport_kind::tcp || protocol) return {};
  return fmt::format("the scheme {}:// asks for {}, but this version connects over TCP only",
                     known->name,
                     protocol_choices[static_cast<std::size_t>(known->asks_for)].value);
}

bool is_alphanumeric(char character) {
  return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'z') ||
         (character >= 'A' && character <= 'Z');
}

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
std::string check_name(std::string_view host) {
  const std::string_view last = host.substr(host.rfind('.') + 1);  // npos + 1 is 0
  if (is_number(last) && !is_address(AF_INET, host)) {
    return fmt::format("{} is no IPv4 address", quote(host));
  }
  std::string_view rest = host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
  for (bool more = true; more;) {
    const std::size_t dot = rest.find('.');
    more = dot != std::string_view::npos;
    if (!is_label(rest.substr(0, dot)) || host.size() > 254) {
      return fmt::format(
          "{} is no host name: labels of 1 to 63 letters, digits, - and _, joined by dots",
          quote(host));
    }
    if (more) rest.remove_prefix(dot + 1);
  }
  return {};
}

std::string read_port(std::string_view text, broker_address& out) {
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), out.port);
  if (problem == std::errc{} && end == text.data() + text.size() && out.port != 0) return {};
  return fmt::format("{} is no port, which is a number from 1 to 65535", quote(text));
}

// What stands behind the host: nothing, or a colon and the port.
std::string read_port_part(std::string_view text, broker_address& out) {
  out.port = default_port;
  if (text.empty()) return {};
  if (!text.starts_with(':')) {
    return fmt::format("{} stands behind the host, where only :port can stand", quote(text));
  }
  return read_port(text.substr(1), out);
}

std::string read_bracketed(std::string_view authority, broker_address& out) {
  const std::size_t end = authority.find(']');
  if (end == std::string_view::npos) return "the ] of the IPv6 address is missing";
  out.host = authority.substr(1, end - 1);
  if (!is_address(AF_INET6, out.host)) {
    return fmt::format("{} is no IPv6 address", quote(out.host));
  }
  return read_port_part(authority.substr(end + 1), out);
}

std::string read_authority(std::string_view authority, broker_address& out) {
  if (authority.find('@') != std::string_view::npos) {
    return "credentials do not belong there, give them as username and password";
  }
  if (authority.starts_with('[')) return read_bracketed(authority, out);
  if (std::count(authority.begin(), authority.end(), ':') > 1) {
    return fmt::format("write the IPv6 address {} in brackets, as [::1]:1883", quote(authority));
  }
  const std::size_t colon = std::min(authority.find(':'), authority.size());
  out.host = authority.substr(0, colon);
  if (out.host.empty()) return "the host is missing";
  std::string mistake = check_name(out.host);
  return mistake.empty() ? read_port_part(authority.substr(colon), out) : mistake;
}

std::string read_entry(std::string_view entry, std::optional<transport_kind> protocol,
                       broker_address& out) {
  if (entry.empty()) return "it is empty";
  const entry_parts parts = cut(entry);
  std::string mistake = parts.scheme ? check_scheme(*parts.scheme, protocol) : std::string();
  if (!mistake.empty()) return mistake;
  out.path = parts.path;
  return read_authority(parts.authority, out);
}

}  // namespace

std::string broker_address::text() const {
  const bool bracketed = host.find(':') != std::string::npos;
  return bracketed ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

broker_list parse_broker_list(std::string_view text, std::optional<transport_kind> protocol) {
  broker_list list;
  const bool several = text.find(',') != std::string_view::npos;
  for (std::size_t number = 1;; ++number) {
    const std::size_t comma = text.find(',');
    broker_address broker;
    const std::string mistake = read_entry(trim(text.substr(0, comma)), protocol, broker);
    if (mistake.empty()) {
      list.brokers.push_back(std::move(broker));
    } else {
      const std::string place =
          several ? fmt::format("entry {} of brokerUrl", number) : "brokerUrl";
      list.mistakes.push_back(fmt::format("In {}, {}", place, mistake));
    }
    if (comma == std::string_view::npos) return list;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace ipaas::mqtt::config
