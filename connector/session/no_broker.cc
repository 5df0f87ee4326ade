#include "session/no_broker.h"

#include <fmt/format.h>

#include <string_view>

#include "protocol/foreign_peer.h"

namespace ipaas::mqtt::session {

namespace {

using config::transport_kind;

// A web server's words within a WebSocket are nobody's mistake that could be named.
bool may_want_websocket(transport_kind transport) { return !config::uses_websocket(transport); }

std::string web_server_text(std::string_view words, transport_kind transport) {
  return fmt::format(
      "This is a web server or the broker's WebSocket port: it says \"{}\". Choose protocol {} "
      "with the path that the broker's page gives (often /mqtt), or the broker's own MQTT port",
      words, config::uses_tls(transport) ? "WSS" : "WS");
}

}  // namespace

std::string no_connack_text(protocol::bytes answer, transport_kind transport) {
  const std::string words = protocol::first_words(answer);
  const protocol::spoken language = protocol::guess_spoken(answer);
  if (language == protocol::spoken::tls && transport == transport_kind::tcp) {
    return "The server speaks TLS on this port: choose protocol TLS, or the broker's port for "
           "plain "
           "MQTT (usually 1883)";
  }
  if (language == protocol::spoken::http && may_want_websocket(transport)) {
    return web_server_text(words, transport);
  }
  return words.empty() ? "The first packet is not CONNACK: this is no MQTT broker"
                       : fmt::format("This is no MQTT broker: it says \"{}\"", words);
}

std::string no_answer_text(std::string_view reason, transport_kind transport) {
  std::string text =
      reason.empty() ? "The broker closed the connection without an answer to CONNECT"
                     : fmt::format("The connection broke before an answer to CONNECT: {}", reason);
  if (transport == transport_kind::tcp) {
    text +=
        ". A port that speaks TLS or WebSocket does so: if it is one, choose protocol TLS, WS or "
        "WSS";
  }
  return text;
}

}  // namespace ipaas::mqtt::session
