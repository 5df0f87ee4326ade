#include "session/no_broker.h"

#include <gmock/gmock.h>

namespace ipaas::mqtt::session {
namespace {

using config::transport_kind;
using protocol::as_bytes;
using testing::HasSubstr;
using testing::Not;

TEST(no_broker, a_tls_server_is_named_where_plain_tcp_was_chosen) {
  for (const char* const record : {"\x15\x03\x01", "\x16\x03\x03"}) {
    EXPECT_THAT(no_connack_text(as_bytes(record), transport_kind::tcp).en,
                HasSubstr("choose protocol TLS"));
    EXPECT_THAT(no_connack_text(as_bytes(record), transport_kind::wss).en, Not(HasSubstr("TLS")));
  }
}

TEST(no_broker, a_web_server_is_named_with_the_protocol_to_choose) {
  const auto answer = as_bytes("HTTP/1.1 400 Bad Request\r\n");
  EXPECT_THAT(no_connack_text(answer, transport_kind::tcp).en,
              HasSubstr("Choose protocol WS with"));
  EXPECT_THAT(no_connack_text(answer, transport_kind::tls).en,
              HasSubstr("Choose protocol WSS with"));
  EXPECT_THAT(no_connack_text(answer, transport_kind::ws).en, Not(HasSubstr("Choose")));
}

TEST(no_broker, an_end_without_answer_hints_at_tls_only_where_it_may_be_the_reason) {
  EXPECT_THAT(
      no_answer_text("", transport_kind::tcp).en,
      HasSubstr("closed the connection without an answer to CONNECT. A port that speaks TLS"));
  EXPECT_THAT(no_answer_text("Connection reset by peer", transport_kind::tcp).en,
              HasSubstr("broke before an answer to CONNECT: Connection reset by peer. A port"));
  for (const auto kind : {transport_kind::tls, transport_kind::ws, transport_kind::wss}) {
    EXPECT_THAT(no_answer_text("", kind).en, Not(HasSubstr("A port")));
  }
}

}  // namespace
}  // namespace ipaas::mqtt::session
