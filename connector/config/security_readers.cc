#include "config/security_readers.h"

#include <algorithm>
#include <charconv>

#include "config/host_port.h"
#include "config/property_readers.h"
#include "config/quantity.h"
#include "message/ascii.h"
#include "message/base64.h"

namespace ipaas::mqtt::config {

namespace {

constexpr std::size_t longest_alpn_name = 255;  // RFC 7301 section 3.1
constexpr std::size_t most_headers = 32;
constexpr std::size_t longest_header = 8192;

bool is_control(char character) {
  return static_cast<unsigned char>(character) < ' ' || character == 0x7F;
}

// What the opening handshake itself says (RFC 6455 section 4.1), or what would frame it anew.
bool is_reserved_header(std::string_view name) {
  const std::string lower = to_lower(name);
  constexpr std::string_view reserved[] = {"host", "connection", "upgrade", "content-length",
                                           "transfer-encoding"};
  return lower.starts_with("sec-websocket-") ||
         std::find(std::begin(reserved), std::end(reserved), lower) != std::end(reserved);
}

// What is wrong with a header, without its value.
std::optional<phrase> check_header(std::string_view name, std::string_view value) {
  if (!is_http_token(name)) return say(problem::header_name, quote(name));
  if (is_reserved_header(name)) return say(problem::header_reserved, quote(name));
  const bool tab_or_text = std::none_of(value.begin(), value.end(),
                                        [](char each) { return each != '\t' && is_control(each); });
  if (!tab_or_text) return say(problem::header_control, quote(name));
  if (name.size() + value.size() <= longest_header) return {};
  return say(problem::header_long, quote(name), longest_header);
}

// %XX (RFC 3986 section 2.1); nothing where it is broken.
std::optional<secret_text> decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());  // growing would leave copies behind
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    unsigned char byte = 0;
    const std::string_view digits = text.substr(i + 1, 2);
    const auto [end, problem] =
        std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (problem != std::errc{} || digits.size() != 2 || end != digits.data() + 2) {
      wipe(out);
      return {};
    }
    out += static_cast<char>(byte);
    i += 2;
  }
  return secret_text(std::move(out));
}

// Returns what is wrong, never repeating a secret.
std::optional<phrase> read_user_info(std::string_view text, proxy_settings& out) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  const auto username = decoded(text.substr(0, colon));
  auto password = decoded(text.substr(std::min(colon + 1, text.size())));
  if (!username || !password) {
    return say(problem::proxy_percent);
  }
  // RFC 1929 section 2: one byte for each length. Basic credentials end a name at the colon.
  const std::string_view name = username->view();
  if (name.empty() || name.size() > 255 || password->view().size() > 255 ||
      name.find(':') != name.npos) {
    return say(problem::proxy_user);
  }
  out.username = name;
  out.password = std::move(*password);
  return {};
}

std::optional<phrase> read_proxy_text(std::string_view text, proxy_settings& out) {
  const std::size_t scheme_end = text.find("://");
  // Without one, all of it may be a secret, which must not be copied.
  const std::string scheme =
      scheme_end == text.npos ? std::string() : to_lower(text.substr(0, scheme_end));
  const bool is_http = scheme == "http";
  if (!is_http && scheme != "socks5" && scheme != "socks5h") {
    return say(problem::proxy_scheme);
  }
  out.kind = is_http ? proxy_kind::http : proxy_kind::socks5;
  std::string_view rest = text.substr(scheme_end + 3);
  if (rest.ends_with('/')) rest.remove_suffix(1);
  const std::size_t at = rest.rfind('@');
  if (at != rest.npos) {
    if (auto mistake = read_user_info(rest.substr(0, at), out)) return mistake;
    rest.remove_prefix(at + 1);
  }
  // What is no address may be a password: a mistake that quotes it is not passed on.
  auto mistake = read_host_port(rest, 0, out.address);
  if (!mistake || mistake->en.find('"') == mistake->en.npos) return mistake;
  return say(problem::proxy_address);
}

}  // namespace

void read_server_name(field_value& in, connection_settings& out) {
  const auto text = in.text();
  if (!text || text->empty()) return;
  broker_address name;
  const bool is_ipv6 = text->find(':') != text->npos;
  const auto mistake = read_host_port(is_ipv6 ? '[' + *text + ']' : *text, 1, name);
  if (!mistake && name.host == *text) {
    out.tls.server_name = *text;
  } else {
    in.fail(problem::server_name_invalid, quote(*text));
  }
}

void read_alpn(field_value& in, connection_settings& out) {
  std::vector<std::string> names;
  const auto add = [&](std::string_view name) {
    if (!trim(name).empty()) names.emplace_back(trim(name));
  };
  if (in.value().is(json_kind::string)) {
    std::string_view rest = in.value().text;
    for (std::size_t comma = 0; comma != rest.npos; rest.remove_prefix(comma + 1)) {
      comma = rest.find(',');
      add(rest.substr(0, comma));
      if (comma == rest.npos) break;
    }
  } else if (!in.is_list()) {
    return;
  }
  for (const json_value& each : in.value().items) {
    if (!each.is(json_kind::string)) {
      return in.fail(problem::alpn_entry, name_of(each.kind), problem::kind_string);
    }
    add(each.text);
  }
  for (const std::string& name : names) {
    if (name.size() > longest_alpn_name) {
      return in.fail(problem::alpn_long, quote(name), longest_alpn_name);
    }
  }
  out.tls.alpn = std::move(names);
}

void read_web_socket_headers(field_value& in, connection_settings& out) {
  auto pairs = read_pairs(in);
  if (!pairs) return;
  if (pairs->size() > most_headers) {
    return in.fail(problem::headers_many, pairs->size(), most_headers);
  }
  for (const auto& [name, value] : *pairs) {
    if (const auto mistake = check_header(name, value)) {
      return in.fail(problem::in_headers, *mistake);
    }
    out.web_socket_headers.push_back({std::string(name), secret_text(value)});
  }
}

void read_proxy(field_value& in, connection_settings& out) {
  const auto text = in.secret();
  if (!text || trim(text->view()).empty()) return;
  const auto mistake = read_proxy_text(trim(text->view()), out.proxy.emplace());
  if (mistake) in.fail(problem::in_proxy, *mistake);
}

void read_shared_access_key(field_value& in, connection_settings& out) {
  const auto text = in.secret();
  if (!text || text->empty()) return;
  auto key = from_base64(trim(text->view()));
  if (!key || key->empty()) {
    return in.fail(problem::access_key_invalid);
  }
  wipe(*key);
  out.sas.key = secret_text(trim(text->view()));
}

}  // namespace ipaas::mqtt::config
