#include "transport/websocket/websocket_words.h"

#include <algorithm>
#include <array>
#include <boost/beast/websocket/error.hpp>
#include <span>

#include "message/problem_text.h"
#include "protocol/foreign_peer.h"

namespace ipaas::mqtt::transport {

namespace {

constexpr std::size_t longest_quote = 200;

// The protocol to choose where the port speaks MQTT without WebSocket.
std::string_view without_websocket(config::transport_kind kind) {
  return config::uses_tls(kind) ? "TLS" : "TCP";
}

phrase redirect_hint(const http_answer& answer) {
  const std::string_view location = answer.field("location");
  if (location.empty()) return say(problem::websocket_redirect_nowhere);
  return say(problem::websocket_redirect, printable(shown_path(location), longest_quote));
}

phrase hint(const http_answer& answer) {
  switch (answer.status()) {
    case 200:
      return say(problem::websocket_web_page);
    case 400:
    case 426:
    case 501:
      return say(problem::websocket_not_taken);
    case 401:
    case 403:
      return say(problem::websocket_wants_credentials);
    case 404:
    case 410:
      return say(problem::websocket_nothing_there);
    case 407:
      return say(problem::websocket_is_proxy);
    case 502:
    case 503:
    case 504:
      return say(problem::websocket_backend_down);
    default:
      break;
  }
  if (answer.status() / 100 == 3) return redirect_hint(answer);
  if (answer.status() / 100 == 5) return say(problem::websocket_server_failed);
  return say(problem::websocket_no_upgrade);
}

// RFC 6455, section 7.4.1, and the registry of close codes.
struct close_row {
  std::uint16_t number;
  error_code meaning;
  const sentence<0>* name;
};
constexpr std::array closes{
    close_row{1000, error_code::connection_lost, &problem::close_normal},
    close_row{1001, error_code::connection_lost, &problem::close_going_away},
    close_row{1002, error_code::protocol_error, &problem::close_protocol_error},
    close_row{1003, error_code::protocol_error, &problem::close_kind_of_data},
    close_row{1007, error_code::protocol_error, &problem::close_inconsistent},
    close_row{1008, error_code::connection_lost, &problem::close_policy},
    close_row{1009, error_code::packet_too_large, &problem::close_too_big},
    close_row{1010, error_code::protocol_error, &problem::close_extension},
    close_row{1011, error_code::server_unavailable, &problem::close_internal},
    close_row{1012, error_code::server_unavailable, &problem::close_restart},
    close_row{1013, error_code::server_unavailable, &problem::close_later},
};

const close_row* find_close(std::uint16_t number) {
  const auto* found = std::ranges::find(closes, number, &close_row::number);
  return found == closes.end() ? nullptr : found;
}

phrase name_of_close(std::uint16_t number) {
  const close_row* const row = find_close(number);
  return row == nullptr ? phrase{} : say(*row->name);
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
  return describe(
      code_of_upgrade(answer.status()),
      say(problem::websocket_http_status, shown_path(path), answer.status_text(), hint(answer)));
}

error no_http_answer(std::string_view received, config::transport_kind kind) {
  using protocol::spoken;
  const auto bytes = std::as_bytes(std::span(received));
  switch (protocol::guess_spoken(bytes)) {
    case spoken::tls:
      return describe(error_code::websocket, say(problem::websocket_speaks_tls));
    case spoken::mqtt:
      return describe(error_code::websocket,
                      say(problem::websocket_speaks_mqtt, without_websocket(kind)));
    default:
      break;
  }
  const std::string words = protocol::first_words(bytes);
  return describe(error_code::websocket, words.empty() ? say(problem::websocket_no_http)
                                                       : say(problem::websocket_says_other, words));
}

error closed_in_upgrade(const phrase_value& reason, std::string_view received,
                        config::transport_kind kind) {
  const phrase how = bracketed(reason);
  if (!received.empty()) {
    return describe(error_code::websocket, say(problem::websocket_closed_within, how));
  }
  return describe(
      error_code::websocket,
      say(config::uses_tls(kind) ? problem::websocket_closed_tls : problem::websocket_closed_plain,
          how));
}

phrase close_text(std::uint16_t code, std::string_view words) {
  return say(problem::close_code, code, bracketed(name_of_close(code)),
             words.empty() ? phrase{} : say(problem::close_words, printable(words, longest_quote)));
}

error_code code_of_close(std::uint16_t code) {
  const close_row* const row = find_close(code);
  return row == nullptr ? error_code::connection_lost : row->meaning;
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

const sentence<0>& frame_fault(boost::system::error_code failure) {
  using fault = boost::beast::websocket::error;
  switch (static_cast<fault>(failure.value())) {
    case fault::bad_masked_frame:
      return problem::frame_masked;
    case fault::bad_reserved_bits:
      return problem::frame_reserved_bits;
    case fault::bad_opcode:
      return problem::frame_opcode;
    case fault::bad_control_fragment:
    case fault::bad_control_size:
      return problem::frame_control;
    case fault::bad_continuation:
    case fault::bad_data_frame:
      return problem::frame_order;
    case fault::bad_size:
      return problem::frame_size;
    case fault::bad_frame_payload:
      return problem::frame_text;
    case fault::bad_close_code:
    case fault::bad_close_size:
    case fault::bad_close_payload:
      return problem::frame_close;
    case fault::buffer_overflow:
    case fault::message_too_big:
      return problem::frame_large;
    case fault::partial_deflate_block:
      return problem::frame_compressed;
    default:
      return problem::frame_malformed;
  }
}

}  // namespace ipaas::mqtt::transport
