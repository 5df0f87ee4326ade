#include "transport/name/host_name.h"

#include <gtest/gtest.h>

namespace ipaas::mqtt::transport {
namespace {

TEST(host_name, knows_address_literals) {
  for (const char* host : {"127.0.0.1", "::1", "2001:db8::17", "::ffff:1.2.3.4", "fe80::1%lo"}) {
    EXPECT_TRUE(is_address_literal(host)) << host;
  }
  for (const char* host : {"localhost", "127.1", "1.2.3.256", "[::1]", "1.2.3.4.5", ""}) {
    EXPECT_FALSE(is_address_literal(host)) << host;
  }
}

TEST(host_name, accepts_names) {
  const std::string label(63, 'a');
  const std::string long_name = label + '.' + label + '.' + label + '.' + label.substr(0, 61);
  for (const std::string& name :
       {std::string("localhost"), std::string("a"), std::string("broker.example."),
        std::string("my_broker"), std::string("xn--bcher-kva.example"), std::string("4.in-addr.x"),
        std::string("3com"), label, long_name}) {
    EXPECT_EQ(fault_in_name(name).en, "") << name;
  }
}

TEST(host_name, says_what_is_wrong_with_the_others) {
  const std::string label(64, 'a');
  const std::string half(63, 'a');
  const std::string long_name = half + '.' + half + '.' + half + '.' + half.substr(0, 62);
  EXPECT_EQ(fault_in_name("").en, "is empty");
  EXPECT_EQ(fault_in_name(".").en, "is empty");
  EXPECT_EQ(fault_in_name("a..b").en, "has an empty part between its dots");
  EXPECT_EQ(fault_in_name(".a").en, "has an empty part between its dots");
  EXPECT_EQ(fault_in_name("a..").en, "has an empty part between its dots");
  EXPECT_EQ(fault_in_name("b." + label + ".c").en,
            "has a part of 64 characters, where 63 are allowed");
  EXPECT_EQ(fault_in_name(long_name).en, "is 254 characters long, where 253 are allowed");
  EXPECT_EQ(fault_in_name(long_name).zh, "长 254 个字符，而最多允许 253 个");
  EXPECT_EQ(fault_in_name("127.1").en, "is neither a name nor a complete IPv4 address");
  EXPECT_EQ(fault_in_name("1.2.3.256").en, "is neither a name nor a complete IPv4 address");
  const std::string nul("a\0b", 3);
  for (const std::string& name : {std::string("a b"), std::string("b\xc3\xbc"), std::string("a/b"),
                                  std::string("[::1]"), nul, std::string("::1::")}) {
    EXPECT_NE(fault_in_name(name).en.find("has a character other than"), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace ipaas::mqtt::transport
