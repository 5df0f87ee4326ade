#include "config/broker_url.h"

#include <algorithm>

#include "config/host_port.h"
#include "config/quantity.h"
#include "config/setting_rows.h"

namespace ipaas::mqtt::config {

namespace {

// In the order of transport_kind.
constexpr std::uint16_t default_ports[] = {1883, 8883, 80, 443};

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
  // Not one within the path, as in host/mqtt?from=http://there.
  if (scheme_end != std::string_view::npos && scheme_end < entry.find('/')) {
    parts.scheme = entry.substr(0, scheme_end);
    entry.remove_prefix(scheme_end + 3);
  }
  const std::size_t path_begin = std::min(entry.find('/'), entry.size());
  parts.authority = entry.substr(0, path_begin);
  parts.path = entry.substr(path_begin);
  return parts;
}

const scheme* find_scheme(std::string_view name) {
  const std::string lower = to_lower(name);
  const auto* found = std::find_if(std::begin(schemes), std::end(schemes),
                                   [&](const scheme& each) { return each.name == lower; });
  return found == std::end(schemes) ? nullptr : found;
}

std::optional<phrase> check_scheme(std::string_view name, transport_kind protocol) {
  const scheme* known = find_scheme(name);
  if (known == nullptr) {
    return say(problem::scheme_unknown, quote(name));
  }
  if (known->asks_for == protocol) return {};
  return say(problem::scheme_contradicts, known->name,
             connection_protocol_choices[static_cast<std::size_t>(protocol)].value);
}

// What stands in a request line (RFC 9112 section 3.2) has no blanks and no control characters.
std::optional<phrase> check_path(std::string_view path) {
  const auto is_blank = [](char character) { return character <= ' ' || character == 0x7F; };
  if (std::none_of(path.begin(), path.end(), is_blank)) return {};
  // Behind a question mark there is often a token.
  return say(problem::path_blank, quote(path.substr(0, path.find('?'))));
}

bool holds_credentials(const entry_parts& parts) {
  const auto has_at = [](std::string_view text) { return text.find('@') != text.npos; };
  return has_at(parts.authority) || has_at(parts.scheme.value_or(""));
}

std::optional<phrase> read_entry(std::string_view entry, transport_kind protocol,
                                 broker_address& out) {
  if (entry.empty()) return say(problem::broker_empty);
  const entry_parts parts = cut(entry);
  // Before anything of it is repeated.
  if (holds_credentials(parts)) return say(problem::broker_credentials);
  auto mistake = parts.scheme ? check_scheme(*parts.scheme, protocol) : std::nullopt;
  if (mistake) return mistake;
  out.path = parts.path;
  mistake = check_path(out.path);
  if (mistake) return mistake;
  return read_host_port(parts.authority, default_ports[static_cast<std::size_t>(protocol)], out);
}

}  // namespace

std::optional<transport_kind> transport_of_scheme(std::string_view brokers) {
  const entry_parts first = cut(trim(brokers.substr(0, brokers.find(','))));
  const scheme* known = first.scheme ? find_scheme(*first.scheme) : nullptr;
  return known == nullptr ? std::nullopt : std::optional(known->asks_for);
}

broker_list parse_broker_list(std::string_view text, transport_kind protocol) {
  broker_list list;
  const bool several = text.find(',') != std::string_view::npos;
  for (std::size_t number = 1;; ++number) {
    const std::size_t comma = text.find(',');
    broker_address broker;
    const auto mistake = read_entry(trim(text.substr(0, comma)), protocol, broker);
    if (!mistake) {
      list.brokers.push_back(std::move(broker));
    } else {
      list.mistakes.push_back(several ? say(problem::in_broker_url_entry, number, *mistake)
                                      : say(problem::in_broker_url, *mistake));
    }
    if (comma == std::string_view::npos) return list;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace ipaas::mqtt::config
