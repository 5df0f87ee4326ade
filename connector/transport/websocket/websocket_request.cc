#include "transport/websocket/websocket_request.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "message/ascii.h"
#include "message/problem_text.h"
#include "transport/websocket/websocket_words.h"

namespace ipaas::mqtt::transport {

namespace {

constexpr std::uint16_t http_port = 80;
constexpr std::uint16_t https_port = 443;

bool same(std::string_view left, std::string_view right) {
  return std::ranges::equal(
      left, right, {}, [](char c) { return std::tolower(c); },
      [](char c) { return std::tolower(c); });
}

bool is_of_handshake(std::string_view name) {
  constexpr std::array<std::string_view, 4> own = {"connection", "upgrade", "content-length",
                                                   "transfer-encoding"};
  constexpr std::string_view prefix = "sec-websocket-";
  return same(name.substr(0, prefix.size()), prefix) ||
         std::ranges::any_of(own, [&](std::string_view each) { return same(name, each); });
}

bool breaks_value(char c) { return (c >= 0 && c < ' ' && c != '\t') || c == '\x7F'; }
bool breaks_path(char c) { return c <= ' ' || c == '\x7F'; }

error cannot_send(phrase why) { return describe(error_code::websocket, std::move(why)); }

std::optional<error> fault_in_header(const config::http_header& header) {
  const std::string name = printable(header.name, 80);
  if (!is_http_token(header.name)) {
    return cannot_send(say(problem::websocket_header_name, name));
  }
  if (is_of_handshake(header.name)) {
    return cannot_send(say(problem::websocket_header_own, name));
  }
  if (std::ranges::any_of(header.value.view(), breaks_value)) {
    return cannot_send(say(problem::websocket_header_control, name));
  }
  return {};
}

}  // namespace

std::string host_header(const config::broker_address& address, config::transport_kind kind) {
  const std::uint16_t own = config::uses_tls(kind) ? https_port : http_port;
  const std::string text = address.text();
  return address.port == own ? text.substr(0, text.rfind(':')) : text;
}

std::optional<error> fault_in_request(std::string_view path,
                                      const std::vector<config::http_header>& headers) {
  if (!path.starts_with('/') || std::ranges::any_of(path, breaks_path)) {
    return cannot_send(say(problem::websocket_path_invalid, printable(shown_path(path), 200)));
  }
  for (const auto& header : headers) {
    if (auto fault = fault_in_header(header)) return fault;
  }
  return {};
}

std::optional<error> fault_in_upgrade(const http_answer& answer, std::string_view path) {
  constexpr unsigned switching_protocols = 101;
  if (answer.status() != switching_protocols) return upgrade_refused(answer, path);
  const std::string_view chosen = answer.field("sec-websocket-protocol");
  // Servers that choose none, though they should, speak MQTT all the same.
  if (chosen.empty() || same(chosen, websocket_subprotocol)) return {};
  return describe(error_code::websocket,
                  say(problem::websocket_subprotocol_other, printable(chosen, 80),
                      websocket_subprotocol, shown_path(path)));
}

}  // namespace ipaas::mqtt::transport
