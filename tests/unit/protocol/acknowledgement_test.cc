#include "protocol/acknowledgement.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "packets.h"

namespace ipaas::mqtt::protocol {
namespace {

using test::exact_bytes;
using test::hex;

malformed parse(version protocol_version, std::string_view packet, acknowledgement& out) {
  static exact_bytes kept({});  // out points into it until the next call
  kept = hex(packet);
  return parse_acknowledgement(protocol_version, kept.first(), kept.from(2), out);
}

std::string flaw_of(version protocol_version, std::string_view packet) {
  acknowledgement ignored;
  const phrase told = parse(protocol_version, packet, ignored).text();
  EXPECT_EQ(english_in(told.zh), "");
  return told.en;
}

TEST(acknowledgement, reads_the_four_types_in_every_version) {
  const std::pair<const char*, packet_type> cases[]{{"40 02 1234", packet_type::puback},
                                                    {"50 02 1234", packet_type::pubrec},
                                                    {"62 02 1234", packet_type::pubrel},
                                                    {"70 02 1234", packet_type::pubcomp}};
  for (const version protocol_version : test::all_versions) {
    for (const auto& [packet, type] : cases) {
      acknowledgement out{.reason = 9};
      ASSERT_FALSE(parse(protocol_version, packet, out)) << packet;
      EXPECT_EQ(out.type, type);
      EXPECT_EQ(out.identifier, 0x1234);
      EXPECT_EQ(out.reason, 0);
    }
  }
}

TEST(acknowledgement, reads_reason_and_reason_string) {
  acknowledgement out;
  ASSERT_FALSE(parse(version::v5, "40 03 0001 97", out));
  EXPECT_EQ(out.reason, 0x97);
  ASSERT_FALSE(parse(version::v5, "40 04 0001 10 00", out));
  EXPECT_EQ(out.reason, 0x10);
  EXPECT_TRUE(out.reason_string.empty());
  ASSERT_FALSE(parse(version::v5, "50 10 0001 87 0C 26 0001 61 0001 62 1F 0002 6E6F", out));
  EXPECT_EQ(out.reason, 0x87);
  EXPECT_EQ(out.reason_string, "no");
}

TEST(acknowledgement, says_what_is_wrong_in_every_version) {
  for (const version protocol_version : test::all_versions) {
    EXPECT_EQ(flaw_of(protocol_version, "40 00"), "PUBACK cut short");
    EXPECT_EQ(flaw_of(protocol_version, "50 01 00"), "PUBREC cut short");
    EXPECT_EQ(flaw_of(protocol_version, "62 02 0000"), "PUBREL with packet identifier 0");
    EXPECT_EQ(flaw_of(protocol_version, "60 02 0001"), "PUBREL with wrong flags in its header");
    EXPECT_EQ(flaw_of(protocol_version, "63 02 0001"), "PUBREL with wrong flags in its header");
    EXPECT_EQ(flaw_of(protocol_version, "72 02 0001"), "PUBCOMP with wrong flags in its header");
    EXPECT_EQ(flaw_of(protocol_version, "48 02 0001"), "PUBACK with wrong flags in its header");
  }
}

TEST(acknowledgement, a_repeated_pubrel_has_dup_only_in_3_1) {
  EXPECT_EQ(flaw_of(version::v3_1, "6A 02 0001"), "");
  EXPECT_EQ(flaw_of(version::v3_1_1, "6A 02 0001"), "PUBREL with wrong flags in its header");
  EXPECT_EQ(flaw_of(version::v5, "6A 02 0001"), "PUBREL with wrong flags in its header");
}

TEST(acknowledgement, is_two_bytes_in_3_x) {
  for (const version protocol_version : test::version_3) {
    EXPECT_EQ(flaw_of(protocol_version, "40 03 0001 00"), "PUBACK with bytes behind its end");
  }
}

TEST(acknowledgement, says_what_is_wrong_with_its_properties) {
  const std::pair<const char*, const char*> cases[]{
      {"40 04 0001 00 01", "PUBACK with a malformed property length"},
      {"40 04 0001 00 80", "PUBACK with a malformed property length"},
      {"40 05 0001 00 00 00", "PUBACK with bytes behind its end"},
      {"40 06 0001 00 02 7F 00", "PUBACK with an unknown property"},
      {"40 07 0001 00 03 23 0001", "PUBACK with a property that it may not carry"},
      {"40 0A 0001 00 06 1F 0000 1F 0000", "PUBACK with a repeated property"},
      {"40 08 0001 00 04 1F 0001 FF", "PUBACK with a property that is not UTF-8"},
      {"40 07 0001 00 03 1F 0001", "PUBACK with a property cut short"}};
  for (const auto& [packet, what] : cases) EXPECT_EQ(flaw_of(version::v5, packet), what) << packet;
}

// MQTT 5, tables 3-4, 3-5, 3-6 and 3-7, walked over all 256 codes.
TEST(acknowledgement, carries_the_reason_codes_of_its_type_and_no_others) {
  const std::set<int> first{0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99};
  const std::set<int> second{0x00, 0x92};
  const std::tuple<int, const std::set<int>&, const char*> cases[]{
      {0x40, first, "PUBACK with a reason code that it may not carry"},
      {0x50, first, "PUBREC with a reason code that it may not carry"},
      {0x62, second, "PUBREL with a reason code that it may not carry"},
      {0x70, second, "PUBCOMP with a reason code that it may not carry"}};
  for (const auto& [header, allowed, what] : cases) {
    for (int code = 0; code < 256; ++code) {
      const exact_bytes body(std::vector{std::byte{0}, std::byte{1}, static_cast<std::byte>(code)});
      acknowledgement out;
      const malformed wrong =
          parse_acknowledgement(version::v5, static_cast<std::uint8_t>(header), body, out);
      EXPECT_EQ(wrong.text().en, allowed.contains(code) ? "" : what) << header << " " << code;
    }
  }
}

std::vector<std::byte> encode(version protocol_version, const acknowledgement& packet) {
  std::vector<std::byte> out(max_encoded_acknowledgement);
  out.resize(encode_acknowledgement(protocol_version, packet, out.data()));
  return out;
}

TEST(acknowledgement, encodes_the_bytes_of_the_specification) {
  const acknowledgement refusal{.type = packet_type::pubrec, .identifier = 0x0102, .reason = 0x87};
  EXPECT_EQ(encode(version::v5, refusal), test::from_hex("50 03 0102 87"));
  EXPECT_EQ(encode(version::v3_1_1, refusal), test::from_hex("50 02 0102"));
  const acknowledgement release{.type = packet_type::pubrel, .identifier = 3};
  EXPECT_EQ(encode(version::v5, release), test::from_hex("62 02 0003"));
}

RC_GTEST_PROP(acknowledgement, parsing_what_was_encoded_gives_the_same, ()) {
  const version protocol_version = *rc::gen::elementOf(test::all_versions);
  const acknowledgement sent{
      .type = static_cast<packet_type>(*rc::gen::inRange(4, 8)),
      .identifier = *rc::gen::inRange<std::uint16_t>(1, 65'535),
      .reason = static_cast<std::uint8_t>(
          protocol_version == version::v5 && *rc::gen::arbitrary<bool>() ? 0x92 : 0)};
  const exact_bytes packet(encode(protocol_version, sent));
  acknowledgement received;
  const malformed wrong =
      parse_acknowledgement(protocol_version, packet.first(), packet.from(2), received);
  const bool carries_0x92 = sent.type == packet_type::pubrel || sent.type == packet_type::pubcomp;
  RC_ASSERT(!wrong == (sent.reason == 0 || carries_0x92));
  RC_ASSERT(received.type == sent.type);
  RC_ASSERT(received.identifier == sent.identifier);
  RC_ASSERT(received.reason == sent.reason);
}

}  // namespace
}  // namespace ipaas::mqtt::protocol
