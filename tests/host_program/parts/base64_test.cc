#include "base64.h"

#include <gtest/gtest.h>

namespace ipaas::command_line {
namespace {

// The test vectors of RFC 4648, section 10.
TEST(base64, writes_the_vectors_of_its_rfc) {
  EXPECT_EQ(to_base64(""), "");
  EXPECT_EQ(to_base64("f"), "Zg==");
  EXPECT_EQ(to_base64("fo"), "Zm8=");
  EXPECT_EQ(to_base64("foo"), "Zm9v");
  EXPECT_EQ(to_base64("foobar"), "Zm9vYmFy");
}

TEST(base64, reads_every_byte_back) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  for (std::size_t length = 0; length <= bytes.size(); ++length) {
    const auto part = bytes.substr(0, length);
    EXPECT_EQ(from_base64(to_base64(part)), part);
  }
}

TEST(base64, refuses_what_is_none) {
  for (const auto* text : {"Zg", "Zg=", "Z===", "Zm9!", "Zm 9v", "=Zm9"}) {
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace ipaas::command_line
