// What a server answers to the request for a WebSocket, in whatever pieces.
#include "fuzzing.h"
#include "protocol/foreign_peer.h"
#include "transport/http_answer.h"
#include "transport/websocket/websocket_request.h"
#include "transport/websocket/websocket_words.h"

namespace {

using namespace ipaas::fuzzing;
using namespace ipaas::mqtt;
using transport::http_answer;
using state = transport::http_answer::state;

// How much of `text` the answer takes in pieces.
std::size_t feed(http_answer& answer, std::string_view text, unsigned seed) {
  std::size_t taken = 0;
  in_pieces(text, seed, [&](std::string_view piece) {
    if (answer.current() == state::need_more) taken += answer.feed(piece);
  });
  return taken;
}

void check_printable(std::string_view text) {
  for (const char c : text) {
    claim(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F, "what is quoted is printable", text);
  }
}

void check_error(const error& failure) {
  claim(failure.code == error_code::websocket || failure.code == error_code::server_unavailable,
        "a refused WebSocket has one of two codes");
  check_printable(failure.description);
}

void check_same(const http_answer& left, const http_answer& right) {
  claim(left.current() == right.current(), "pieces make no difference");
  if (left.current() != state::complete) return;
  claim(left.status() == right.status() && left.status_text() == right.status_text(),
        "pieces make no difference to the status");
  for (const char* name : {"upgrade", "location", "sec-websocket-protocol", "connection"}) {
    claim(left.field(name) == right.field(name), "pieces make no difference to the fields");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  input from(data, size);
  const unsigned seed = from.number();
  const std::string_view text = from.rest();
  if (holds(text, canary)) return 0;
  http_answer whole;
  const std::size_t taken = whole.feed(text);
  claim(taken <= text.size(), "it takes no more than there is");
  http_answer parts;
  const std::size_t taken_in_parts = feed(parts, text, seed);
  check_same(whole, parts);
  if (whole.current() == state::need_more && !text.empty()) {
    claim(whole.missing() > 0, "something is missing");
  }
  if (whole.current() == state::complete) {
    claim(taken == taken_in_parts, "the end of the head is where it is");
    check_printable(whole.status_text());
    if (const auto fault = transport::fault_in_upgrade(whole, "/mqtt?" + std::string(canary))) {
      check_error(*fault);
      claim(!holds(fault->description, canary), "a query is not repeated", fault->description);
    }
  }
  const auto kind = static_cast<config::transport_kind>(2 + seed % 2);
  check_error(transport::no_http_answer(text, kind));
  check_error(transport::closed_in_upgrade("", text, kind));
  check_printable(transport::close_text(static_cast<std::uint16_t>(1000 + seed), text).en);
  check_printable(protocol::first_words(as_bytes(text)));
  return 0;
}
