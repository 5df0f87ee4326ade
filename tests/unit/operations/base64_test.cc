// The test vectors of RFC 4648 section 10, and every byte there is.
#include "message/base64.h"

#include <gtest/gtest.h>

namespace ipaas::mqtt {
namespace {

TEST(base64, the_vectors_of_its_specification) {
  EXPECT_EQ(to_base64(""), "");
  EXPECT_EQ(to_base64("f"), "Zg==");
  EXPECT_EQ(to_base64("fo"), "Zm8=");
  EXPECT_EQ(to_base64("foo"), "Zm9v");
  EXPECT_EQ(to_base64("foob"), "Zm9vYg==");
  EXPECT_EQ(to_base64("fooba"), "Zm9vYmE=");
  EXPECT_EQ(to_base64("foobar"), "Zm9vYmFy");
}

TEST(base64, uses_the_whole_alphabet) {
  std::string bytes;
  for (int group = 0; group < 64; group += 4) {
    const int bits = group << 18 | (group + 1) << 12 | (group + 2) << 6 | (group + 3);
    for (const int shift : {16, 8, 0}) bytes += static_cast<char>(bits >> shift & 0xFF);
  }
  EXPECT_EQ(to_base64(bytes), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
}

TEST(base64, reads_back_what_it_wrote) {
  for (const std::string bytes : {"", "f", "fo", "foo", "foob", "\xFF\xFE\xFD\xFC"}) {
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
  }
}

TEST(base64, takes_nothing_else) {
  for (const char* text : {"Zg", "Zg=", "Z===", "====", "Zg==Zg==", "Zh==", "Zm9=", "Zm9 ", "Zm-_",
                           "=Zg=", "Zm9v\n"}) {
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace ipaas::mqtt
