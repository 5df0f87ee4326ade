#include "transport/http_answer.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace ipaas::mqtt::transport {
namespace {

using state = http_answer::state;

const std::string simple = "HTTP/1.1 404 Not Found\r\nX-One: a\r\nx-one: b\r\nLOCATION: /c\r\n\r\n";

http_answer fed(std::string_view bytes) {
  http_answer answer;
  answer.feed(bytes);
  return answer;
}

TEST(http_answer, is_read_up_to_its_end) {
  http_answer answer;
  EXPECT_EQ(answer.feed(simple + "behind"), simple.size());
  EXPECT_EQ(answer.current(), state::complete);
  EXPECT_EQ(answer.status(), 404U);
  EXPECT_EQ(answer.status_text(), "404 Not Found");
  EXPECT_EQ(answer.field("location"), "/c");
  EXPECT_EQ(answer.field("x-one"), "a");
  EXPECT_EQ(answer.field("x-two"), "");
}

TEST(http_answer, may_be_cut_anywhere) {
  for (std::size_t cut = 0; cut <= simple.size(); ++cut) {
    http_answer answer;
    EXPECT_EQ(answer.feed(simple.substr(0, cut)), cut);
    EXPECT_EQ(answer.current(), cut < simple.size() ? state::need_more : state::complete);
    EXPECT_EQ(answer.feed(simple.substr(cut)), simple.size() - cut);
    EXPECT_EQ(answer.current(), state::complete);
  }
}

// Who reads no more than is missing reads nothing behind the end.
TEST(http_answer, says_how_much_is_missing_at_least) {
  http_answer answer;
  std::size_t at = 0;
  while (answer.current() == state::need_more) {
    const std::size_t missing = answer.missing();
    ASSERT_GE(missing, 1U);
    ASSERT_LE(at + missing, simple.size());
    answer.feed(simple.substr(at, missing));
    at += missing;
  }
  EXPECT_EQ(at, simple.size());
  EXPECT_EQ(fed("HTTP/1.1 200 OK\r\n").missing(), 2U);
  EXPECT_EQ(fed("HTTP/1.1 200 OK\r\nA: b").missing(), 4U);
}

TEST(http_answer, shows_no_control_characters) {
  http_answer answer;
  answer.feed("HTTP/1.1 500 \xE9\xE9 " + std::string(200, 'x') + "\r\n\r\n");
  EXPECT_EQ(answer.status_text(), "500 ?? " + std::string(77, 'x'));
}

TEST(http_answer, is_not_http_as_soon_as_that_is_clear) {
  EXPECT_EQ(fed("H").current(), state::need_more);
  EXPECT_EQ(fed("HX").current(), state::not_http);
  EXPECT_EQ(fed("HTTP/2").current(), state::not_http);
  EXPECT_EQ(fed("\x15\x03").current(), state::not_http);
}

TEST(http_answer, is_malformed_or_too_long) {
  EXPECT_EQ(fed("HTTP/1.1 abc\r\n\r\n").current(), state::malformed);
  EXPECT_EQ(fed("HTTP/1.1 200 OK\r\nno field\r\n\r\n").current(), state::malformed);
  EXPECT_EQ(fed("HTTP/1.1 200 OK\r\nA: " + std::string(20000, 'a')).current(), state::too_long);
  EXPECT_EQ(fed("HTTP/1.1 200 OK\r\nA: " + std::string(16000, 'a') + "\r\n\r\n").current(),
            state::complete);
}

}  // namespace
}  // namespace ipaas::mqtt::transport
