#include "transport/websocket/websocket_words.h"

#include <fmt/format.h>

#include <boost/beast/websocket/error.hpp>
#include <span>

#include "protocol/foreign_peer.h"

namespace ipaas::mqtt::transport {

namespace {

constexpr std::size_t longest_quote = 200;

// The protocol to choose where the port speaks MQTT without WebSocket.
std::string_view without_websocket(config::transport_kind kind) {
  return config::uses_tls(kind) ? "TLS" : "TCP";
}

std::string redirect_hint(const http_answer& answer) {
  const std::string_view location = answer.field("location");
  if (location.empty()) return "it redirects, but does not say where to";
  return fmt::format("it redirects to {}: enter that address in brokerUrl",
                     printable(shown_path(location), longest_quote));
}

std::string hint(const http_answer& answer) {
  switch (answer.status()) {
    case 200:
      return "an ordinary web page is at this path, and no WebSocket; enter the path that the "
             "broker's page gives";
    case 400:
    case 426:
    case 501:
      return "it does not take this as a request for a WebSocket with MQTT; check that the port is "
             "the broker's WebSocket port, and the path";
    case 401:
    case 403:
      return "it wants credentials already for the WebSocket, or refuses those given; set them in "
             "webSocketHeaders as the broker's page says";
    case 404:
    case 410:
      return "nothing is at this path; enter the one that the broker's page gives (often /mqtt, "
             "/ws "
             "or /)";
    case 407:
      return "this is a proxy that wants credentials; enter it as proxy, and the broker in "
             "brokerUrl";
    case 502:
    case 503:
    case 504:
      return "the web server or load balancer in front cannot reach the broker behind it";
    default:
      break;
  }
  if (answer.status() / 100 == 3) return redirect_hint(answer);
  if (answer.status() / 100 == 5) return "the server has failed within; look at its log";
  return "it does not upgrade to WebSocket at this path";
}

std::string_view name_of_close(std::uint16_t code) {
  switch (code) {
    case 1000:
      return "normal closure";
    case 1001:
      return "going away";
    case 1002:
      return "protocol error";
    case 1003:
      return "cannot accept this kind of data";
    case 1007:
      return "inconsistent data";
    case 1008:
      return "policy violation";
    case 1009:
      return "message too big";
    case 1010:
      return "extension missing";
    case 1011:
      return "internal error of the server";
    case 1012:
      return "the service restarts";
    case 1013:
      return "try again later";
    default:
      return {};
  }
}

}  // namespace

std::string shown_path(std::string_view path) {
  return std::string(path.substr(0, path.find('?')));
}

error_code code_of_upgrade(unsigned status) {
  const bool may_pass = status == 502 || status == 503 || status == 504;
  return may_pass ? error_code::server_unavailable : error_code::websocket;
}

error upgrade_refused(const http_answer& answer, std::string_view path) {
  return describe(code_of_upgrade(answer.status()),
                  fmt::format("The server answered the WebSocket request for the path \"{}\" "
                              "with HTTP {}: {}",
                              shown_path(path), answer.status_text(), hint(answer)));
}

error no_http_answer(std::string_view received, config::transport_kind kind) {
  using protocol::spoken;
  const auto bytes = std::as_bytes(std::span(received));
  switch (protocol::guess_spoken(bytes)) {
    case spoken::tls:
      return describe(error_code::websocket,
                      "The server speaks TLS on this port: choose protocol WSS");
    case spoken::mqtt:
      return describe(error_code::websocket,
                      fmt::format("The server speaks MQTT without WebSocket on this port: choose "
                                  "protocol {}, or the broker's WebSocket port",
                                  without_websocket(kind)));
    default:
      break;
  }
  const std::string words = protocol::first_words(bytes);
  return describe(error_code::websocket,
                  words.empty() ? "The server's answer to the WebSocket request is not HTTP"
                                : fmt::format("The server's answer to the WebSocket request is not "
                                              "HTTP: it says \"{}\"",
                                              words));
}

error closed_in_upgrade(std::string_view reason, std::string_view received,
                        config::transport_kind kind) {
  const std::string why = reason.empty() ? std::string() : fmt::format(" ({})", reason);
  if (!received.empty()) {
    return describe(error_code::websocket,
                    fmt::format("The server closed the connection{} within its answer to the "
                                "WebSocket request",
                                why));
  }
  return describe(error_code::websocket,
                  fmt::format("The server closed the connection{} without an answer to the "
                              "WebSocket request, as a port does that speaks MQTT without "
                              "WebSocket{}: choose protocol {}, or the broker's WebSocket port",
                              why, config::uses_tls(kind) ? "" : ", or one that speaks TLS",
                              config::uses_tls(kind) ? "TLS" : "TCP or WSS"));
}

std::string close_text(std::uint16_t code, std::string_view words) {
  std::string text = fmt::format("code {}", code);
  if (const auto name = name_of_close(code); !name.empty()) text += fmt::format(" ({})", name);
  if (!words.empty()) text += fmt::format(": {}", printable(words, longest_quote));
  return text;
}

error_code code_of_websocket(boost::system::error_code failure) {
  using fault = boost::beast::websocket::error;
  if (failure == boost::beast::websocket::condition::handshake_failed) return error_code::websocket;
  switch (static_cast<fault>(failure.value())) {
    case fault::closed:
      return error_code::connection_lost;
    case fault::buffer_overflow:
    case fault::message_too_big:
      return error_code::packet_too_large;
    default:
      return error_code::protocol_error;
  }
}

std::string_view frame_fault(boost::system::error_code failure) {
  using fault = boost::beast::websocket::error;
  switch (static_cast<fault>(failure.value())) {
    case fault::bad_masked_frame:
      return "a masked frame, which only clients may send";
    case fault::bad_reserved_bits:
      return "a frame with reserved bits, for an extension that was not agreed on";
    case fault::bad_opcode:
      return "a frame of a kind that does not exist";
    case fault::bad_control_fragment:
    case fault::bad_control_size:
      return "a control frame that is fragmented or too long";
    case fault::bad_continuation:
    case fault::bad_data_frame:
      return "the frames of a message out of order";
    case fault::bad_size:
      return "a frame whose length is malformed";
    case fault::bad_frame_payload:
      return "a text that is not UTF-8";
    case fault::bad_close_code:
    case fault::bad_close_size:
    case fault::bad_close_payload:
      return "a malformed close frame";
    case fault::buffer_overflow:
    case fault::message_too_big:
      return "a message that is too large";
    case fault::partial_deflate_block:
      return "a compressed message that ends too early";
    default:
      return "a malformed frame";
  }
}

}  // namespace ipaas::mqtt::transport
