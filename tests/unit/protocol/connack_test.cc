#include "protocol/connack.h"

#include <gtest/gtest.h>

#include "packets.h"

namespace ipaas::mqtt::protocol {
namespace {

using test::exact_bytes;
using test::hex;

malformed parse(version protocol_version, std::string_view packet, connack& out) {
  static exact_bytes kept({});  // out points into it until the next call
  kept = hex(packet);
  return parse_connack(protocol_version, kept.first(), kept.from(2), out);
}

std::string connack_flaw_of(version protocol_version, std::string_view packet) {
  connack ignored;
  const phrase told = parse(protocol_version, packet, ignored).text();
  EXPECT_EQ(english_in(told.zh), "");
  return told.en;
}

TEST(connack, reads_session_present_and_the_return_code) {
  connack out;
  ASSERT_FALSE(parse(version::v3_1_1, "20 02 01 00", out));
  EXPECT_TRUE(out.session_present);
  EXPECT_EQ(out.reason, 0);
  ASSERT_FALSE(parse(version::v3_1_1, "20 02 00 05", out));
  EXPECT_FALSE(out.session_present);
  EXPECT_EQ(out.reason, 5);
}

TEST(connack, takes_no_session_present_from_the_reserved_byte_of_3_1) {
  for (const char* packet : {"20 02 01 00", "20 02 FF 00", "20 02 01 05"}) {
    connack out;
    EXPECT_FALSE(parse(version::v3_1, packet, out)) << packet;
    EXPECT_FALSE(out.session_present) << packet;
  }
}

TEST(connack, absent_properties_have_their_default) {
  connack out{.receive_maximum = 1, .server_keep_alive = 7, .assigned_client_identifier = "x"};
  ASSERT_FALSE(parse(version::v5, "20 03 01 00 00", out));
  EXPECT_TRUE(out.session_present);
  EXPECT_EQ(out.receive_maximum, 65'535);
  EXPECT_EQ(out.maximum_qos, qos::exactly_once);
  EXPECT_TRUE(out.retain_available);
  EXPECT_EQ(out.maximum_packet_size, 0U);
  EXPECT_EQ(out.topic_alias_maximum, 0);
  EXPECT_TRUE(out.wildcard_subscription_available);
  EXPECT_TRUE(out.subscription_identifier_available);
  EXPECT_TRUE(out.shared_subscription_available);
  EXPECT_FALSE(out.server_keep_alive.has_value());
  EXPECT_FALSE(out.session_expiry_interval.has_value());
  EXPECT_TRUE(out.assigned_client_identifier.empty());
}

TEST(connack, reads_limits) {
  connack out;
  ASSERT_FALSE(parse(version::v5,
                     "20 18 00 00 15 21 0014 24 01 25 00 27 00010002 22 000A 28 00 29 00 2A 00",
                     out));
  EXPECT_EQ(out.receive_maximum, 20);
  EXPECT_EQ(out.maximum_qos, qos::at_least_once);
  EXPECT_FALSE(out.retain_available);
  EXPECT_EQ(out.maximum_packet_size, 65'538U);
  EXPECT_EQ(out.topic_alias_maximum, 10);
  EXPECT_FALSE(out.wildcard_subscription_available);
  EXPECT_FALSE(out.subscription_identifier_available);
  EXPECT_FALSE(out.shared_subscription_available);
}

TEST(connack, reads_terms) {
  connack out;
  ASSERT_FALSE(parse(version::v5,
                     "20 1B 00 9C 18 13 003C 11 FFFFFFFF 12 0002 6964 1F 0002 6E6F 1C 0003 613A31",
                     out));
  EXPECT_EQ(out.reason, 0x9C);
  EXPECT_EQ(out.server_keep_alive, 60);
  EXPECT_EQ(out.session_expiry_interval, 0xFFFF'FFFFU);
  EXPECT_EQ(out.assigned_client_identifier, "id");
  EXPECT_EQ(out.reason_string, "no");
  EXPECT_EQ(out.server_reference, "a:1");
}

TEST(connack, a_server_of_3_x_may_refuse_version_5_in_its_own_words) {
  connack out;
  ASSERT_FALSE(parse(version::v5, "20 02 00 01", out));
  EXPECT_EQ(out.reason, 0x84);
  EXPECT_EQ(connack_flaw_of(version::v5, "20 03 00 01 00"),
            "CONNACK with a reason code that it may not carry");
  EXPECT_EQ(connack_flaw_of(version::v5, "20 02 00 00"),
            "CONNACK with a malformed property length");
}

TEST(connack, says_what_is_wrong_in_every_version) {
  for (const version protocol_version : test::all_versions) {
    EXPECT_EQ(connack_flaw_of(protocol_version, "20 00"), "CONNACK cut short");
    EXPECT_EQ(connack_flaw_of(protocol_version, "20 01 00"), "CONNACK cut short");
    EXPECT_EQ(connack_flaw_of(protocol_version, "21 02 00 00"),
              "CONNACK with wrong flags in its header");
  }
  for (const version protocol_version : {version::v3_1_1, version::v5}) {
    EXPECT_EQ(connack_flaw_of(protocol_version, "20 03 02 00 00"),
              "CONNACK with reserved flags set");
  }
  EXPECT_EQ(connack_flaw_of(version::v3_1_1, "20 02 01 02"),
            "CONNACK that refuses and has session present set");
  EXPECT_EQ(connack_flaw_of(version::v5, "20 03 01 87 00"),
            "CONNACK that refuses and has session present set");
}

TEST(connack, says_what_is_wrong_in_3_x) {
  for (const version protocol_version : test::version_3) {
    EXPECT_EQ(connack_flaw_of(protocol_version, "20 02 00 06"),
              "CONNACK with a reason code that it may not carry");
    EXPECT_EQ(connack_flaw_of(protocol_version, "20 03 00 00 00"),
              "CONNACK with bytes behind its end");
  }
}

TEST(connack, says_what_is_wrong_with_its_properties) {
  const std::pair<const char*, const char*> cases[]{
      {"20 05 00 00 02 7F 00", "CONNACK with an unknown property"},
      {"20 05 00 00 02 00 00", "CONNACK with an unknown property"},
      {"20 05 00 00 02 FF 00", "CONNACK with an unknown property"},
      {"20 05 00 00 02 18 00", "CONNACK with an unknown property"},
      {"20 05 00 00 02 01 00", "CONNACK with a property that it may not carry"},
      {"20 06 00 00 03 21 0000", "CONNACK with a property out of range"},
      {"20 08 00 00 05 27 00000000", "CONNACK with a property out of range"},
      {"20 05 00 00 02 24 02", "CONNACK with a property out of range"},
      {"20 05 00 00 02 25 02", "CONNACK with a property out of range"},
      {"20 05 00 00 02 28 FF", "CONNACK with a property out of range"},
      {"20 05 00 00 02 29 02", "CONNACK with a property out of range"},
      {"20 05 00 00 02 2A 02", "CONNACK with a property out of range"},
      {"20 07 00 00 04 24 01 24 01", "CONNACK with a repeated property"},
      {"20 05 00 00 02 21 00", "CONNACK with a property cut short"},
      {"20 04 00 00 01 24", "CONNACK with a property cut short"},
      {"20 07 00 00 04 12 0001 FF", "CONNACK with a property that is not UTF-8"},
      {"20 07 00 00 04 12 0001 00", "CONNACK with a NUL in a property"},
      {"20 05 00 00 03 24 01", "CONNACK with a malformed property length"},
      {"20 06 00 00 02 24 01 00", "CONNACK with bytes behind its end"}};
  for (const auto& [packet, what] : cases)
    EXPECT_EQ(connack_flaw_of(version::v5, packet), what) << packet;
}

}  // namespace
}  // namespace ipaas::mqtt::protocol
