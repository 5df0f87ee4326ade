#include "session/no_broker.h"

#include <string_view>

#include "message/problem_text.h"
#include "protocol/foreign_peer.h"

namespace ipaas::mqtt::session {

namespace {

using config::transport_kind;

// A web server's words within a WebSocket are nobody's mistake that could be named.
bool may_want_websocket(transport_kind transport) { return !config::uses_websocket(transport); }

phrase web_server_text(std::string_view words, transport_kind transport) {
  return say(problem::is_web_server, words, config::uses_tls(transport) ? "WSS" : "WS");
}

}  // namespace

phrase no_connack_text(protocol::bytes answer, transport_kind transport) {
  const std::string words = protocol::first_words(answer);
  const protocol::spoken language = protocol::guess_spoken(answer);
  if (language == protocol::spoken::tls && transport == transport_kind::tcp) {
    return say(problem::speaks_tls);
  }
  if (language == protocol::spoken::http && may_want_websocket(transport)) {
    return web_server_text(words, transport);
  }
  return words.empty() ? say(problem::no_connack) : say(problem::says_other, words);
}

phrase no_answer_text(const phrase_value& reason, transport_kind transport) {
  phrase text = reason.empty() ? say(problem::closed_unanswered)
                               : say(problem::broke_unanswered, reason.text());
  return transport == transport_kind::tcp ? say(problem::maybe_other_protocol, text) : text;
}

}  // namespace ipaas::mqtt::session
