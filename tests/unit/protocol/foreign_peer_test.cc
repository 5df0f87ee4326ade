#include "protocol/foreign_peer.h"

#include <gtest/gtest.h>

namespace ipaas::mqtt::protocol {
namespace {

using namespace std::string_view_literals;

TEST(foreign_peer, is_told_by_its_first_bytes) {
  EXPECT_EQ(guess_spoken(as_bytes("\x15\x03\x01"sv)), spoken::tls);
  EXPECT_EQ(guess_spoken(as_bytes("\x16\x03"sv)), spoken::tls);
  EXPECT_EQ(guess_spoken(as_bytes("\x16\x02"sv)), spoken::unknown);
  EXPECT_EQ(guess_spoken(as_bytes("HTTP/1.0"sv)), spoken::http);
  EXPECT_EQ(guess_spoken(as_bytes("HTTP"sv)), spoken::unknown);
  EXPECT_EQ(guess_spoken(as_bytes("\x20\x02\x00\x05"sv)), spoken::mqtt);
  EXPECT_EQ(guess_spoken(as_bytes("\xE0\x00"sv)), spoken::mqtt);
  EXPECT_EQ(guess_spoken(as_bytes("\x20\xFF"sv)), spoken::unknown);
  EXPECT_EQ(guess_spoken(as_bytes("\x15"sv)), spoken::unknown);
  EXPECT_EQ(guess_spoken({}), spoken::unknown);
}

TEST(foreign_peer, is_quoted_as_far_as_it_can_be_read) {
  EXPECT_EQ(first_words(as_bytes("SSH-2.0-x\r\n"sv)), "SSH-2.0-x");
  EXPECT_EQ(first_words(as_bytes("SSH\r\n"sv)), "");
  EXPECT_EQ(first_words(as_bytes(std::string(100, 'a'))), std::string(40, 'a'));
}

}  // namespace
}  // namespace ipaas::mqtt::protocol
