#include "protocol/validate.h"

#include <gtest/gtest.h>

#include <set>

#include "packets.h"
#include "protocol/flaw.h"

namespace ipaas::mqtt::protocol {
namespace {

using test::exact_bytes;
using test::hex;

std::string validation_flaw_of(version protocol_version, std::string_view text) {
  const exact_bytes packet = hex(text);
  const fixed_header header = read_fixed_header(packet).header;
  EXPECT_EQ(header.packet_size(), packet.size()) << "wrong length in the test: " << text;
  const phrase told =
      validate_from_server(protocol_version, header.first, packet.from(header.size)).text();
  EXPECT_EQ(english_in(told.zh), "");
  return told.en;
}

struct broken {
  std::string_view packet;
  std::string_view what;
};

constexpr std::string_view valid_in_every_version[]{"40 02 0001", "50 02 0001", "62 02 0001",
                                                    "70 02 0001", "D0 00"};
constexpr std::string_view valid_in_3_x[]{"20 02 00 00",
                                          "20 02 00 05",
                                          "30 05 0003 612F62",
                                          "33 07 0003 612F62 0001",
                                          "90 06 0001 00 01 02 80",
                                          "B0 02 0001",
                                          "3C 08 0003 612F62 0001 78"};
constexpr std::string_view valid_in_5[]{"20 03 00 00 00",
                                        "20 03 00 9F 00",
                                        "20 02 00 01",
                                        "30 06 0003 612F62 00",
                                        "40 03 0001 80",
                                        "40 04 0001 00 00",
                                        "62 03 0001 92",
                                        "90 04 0001 00 02",
                                        "90 08 0001 04 1F 0001 61 97",
                                        "B0 04 0001 00 11",
                                        "B0 05 0001 00 00 87",
                                        "E0 00",
                                        "E0 01 8E",
                                        "E0 02 00 00",
                                        "E0 06 9D 04 1C 0001 61",
                                        "F0 00",
                                        "F0 09 18 07 15 0001 61 16 0000"};

TEST(validate_from_server, accepts_valid_packets) {
  for (const auto packet : valid_in_every_version) {
    for (const version protocol_version : test::all_versions) {
      EXPECT_EQ(validation_flaw_of(protocol_version, packet), "") << packet;
    }
  }
  for (const auto packet : valid_in_3_x) {
    EXPECT_EQ(validation_flaw_of(version::v3_1, packet), "") << packet;
    EXPECT_EQ(validation_flaw_of(version::v3_1_1, packet), "") << packet;
  }
  for (const auto packet : valid_in_5)
    EXPECT_EQ(validation_flaw_of(version::v5, packet), "") << packet;
}

// Seven bytes that end the process inside Debian's client library.
TEST(validate_from_server, refuses_the_connack_that_kills) {
  EXPECT_EQ(validation_flaw_of(version::v5, "20 05 00 00 02 7F 00"),
            "CONNACK with an unknown property");
}

constexpr broken broken_in_every_version[]{
    {"10 00", "CONNECT from a server"},
    {"82 06 0001 0001 61 00", "SUBSCRIBE from a server"},
    {"A2 05 0001 0001 61", "UNSUBSCRIBE from a server"},
    {"C0 00", "PINGREQ from a server"},
    {"20 00", "CONNACK cut short"},
    {"36 05 0001 61 0001", "PUBLISH with QoS 3"},
    {"40 02 0000", "PUBACK with packet identifier 0"},
    {"60 02 0001", "PUBREL with wrong flags in its header"},
    {"90 00", "SUBACK cut short"},
    {"90 01 00", "SUBACK cut short"},
    {"90 03 0000 00", "SUBACK with packet identifier 0"},
    {"B0 01 00", "UNSUBACK cut short"},
    {"B0 02 0000", "UNSUBACK with packet identifier 0"},
    {"D0 01 00", "PINGRESP with bytes behind its end"},
    {"D1 00", "PINGRESP with wrong flags in its header"},
};

TEST(validate_from_server, says_what_is_wrong_in_every_version) {
  for (const version protocol_version : test::all_versions) {
    for (const auto& [packet, what] : broken_in_every_version) {
      EXPECT_EQ(validation_flaw_of(protocol_version, packet), what) << packet;
    }
  }
}

TEST(flaw, is_told_in_both_languages_of_every_packet) {
  for (int type = 0; type < 16; ++type) {
    for (std::size_t number = 1; number < flaw_count; ++number) {
      const auto found = describe(static_cast<packet_type>(type), static_cast<flaw>(number));
      EXPECT_TRUE(found);
      EXPECT_NE(found.text().en, found.text().zh);
      EXPECT_EQ(english_in(found.text().zh), "");
    }
    EXPECT_FALSE(describe(static_cast<packet_type>(type), flaw::none));
  }
  EXPECT_EQ(describe(packet_type::connack, flaw::property_unknown).text().zh,
            "CONNACK 带有未知的属性");
  EXPECT_EQ(malformed().text().zh, "");
}

TEST(validate_from_server, refuses_packet_type_0) {
  for (const version protocol_version : test::all_versions) {
    EXPECT_EQ(validate_from_server(protocol_version, 0x00, {}).text().en,
              "packet of type 0 from a server");
  }
}

constexpr broken broken_in_3_x[]{
    {"90 02 0001", "SUBACK without a reason code"},
    {"90 03 0001 03", "SUBACK with a reason code that it may not carry"},
    {"90 04 0001 00 87", "SUBACK with a reason code that it may not carry"},
    {"92 03 0001 00", "SUBACK with wrong flags in its header"},
    {"B0 03 0001 00", "UNSUBACK with bytes behind its end"},
    {"B1 02 0001", "UNSUBACK with wrong flags in its header"},
    {"E0 00", "DISCONNECT from a server before MQTT 5"},
    {"F0 00", "AUTH from a server before MQTT 5"},
};

TEST(validate_from_server, says_what_is_wrong_in_3_x) {
  for (const version protocol_version : test::version_3) {
    for (const auto& [packet, what] : broken_in_3_x) {
      EXPECT_EQ(validation_flaw_of(protocol_version, packet), what) << packet;
    }
  }
}

constexpr broken broken_in_5[]{
    {"90 02 0001", "SUBACK with a malformed property length"},
    {"90 03 0001 01", "SUBACK with a malformed property length"},
    {"90 03 0001 00", "SUBACK without a reason code"},
    {"90 05 0001 00 00 03", "SUBACK with a reason code that it may not carry"},
    {"90 06 0001 02 7F 00 00", "SUBACK with an unknown property"},
    {"92 04 0001 00 00", "SUBACK with wrong flags in its header"},
    {"B0 02 0001", "UNSUBACK with a malformed property length"},
    {"B0 03 0001 00", "UNSUBACK without a reason code"},
    {"B0 04 0001 00 01", "UNSUBACK with a reason code that it may not carry"},
    {"B0 07 0001 03 23 0001 00", "UNSUBACK with a property that it may not carry"},
    {"B1 04 0001 00 00", "UNSUBACK with wrong flags in its header"},
    {"E1 00", "DISCONNECT with wrong flags in its header"},
    {"E0 01 04", "DISCONNECT with a reason code that it may not carry"},
    {"E0 02 00 01", "DISCONNECT with a malformed property length"},
    {"E0 03 00 00 00", "DISCONNECT with bytes behind its end"},
    {"E0 04 00 02 7F 00", "DISCONNECT with an unknown property"},
    {"E0 07 00 05 11 00000001", "DISCONNECT with a property that it may not carry"},
    {"F1 00", "AUTH with wrong flags in its header"},
    {"F0 01 00", "AUTH without an authentication method"},
    {"F0 02 18 00", "AUTH without an authentication method"},
    {"F0 06 19 04 15 0001 61", "AUTH with a reason code that it may not carry"},
    {"F0 06 18 04 15 0001 FF", "AUTH with a property that is not UTF-8"},
    {"F0 07 18 04 15 0001 61 00", "AUTH with bytes behind its end"},
};

TEST(validate_from_server, says_what_is_wrong_in_5) {
  for (const auto& [packet, what] : broken_in_5) {
    EXPECT_EQ(validation_flaw_of(version::v5, packet), what) << packet;
  }
}

// Walks all 256 codes of one packet type, whose code stands at `place` of `body`.
std::set<int> allowed_codes(version protocol_version, int first, std::vector<std::byte> body,
                            std::size_t place) {
  std::set<int> out;
  for (int code = 0; code < 256; ++code) {
    body[place] = static_cast<std::byte>(code);
    const exact_bytes exact(body);
    if (!validate_from_server(protocol_version, static_cast<std::uint8_t>(first), exact)) {
      out.insert(code);
    }
  }
  return out;
}

TEST(validate_from_server, allows_the_codes_of_3_x) {
  for (const version protocol_version : test::version_3) {
    EXPECT_EQ(allowed_codes(protocol_version, 0x20, test::from_hex("00 00"), 1),
              (std::set<int>{0, 1, 2, 3, 4, 5}));
    EXPECT_EQ(allowed_codes(protocol_version, 0x90, test::from_hex("0001 00"), 2),
              (std::set<int>{0, 1, 2, 0x80}));
  }
}

// MQTT 5, tables 3-1, 3-8, 3-9, 3-10 and 3-11, and 2-6 for 0x8C in DISCONNECT.
TEST(validate_from_server, allows_the_codes_of_5) {
  EXPECT_EQ(allowed_codes(version::v5, 0x20, test::from_hex("00 00 00"), 1),
            (std::set<int>{0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89,
                           0x8A, 0x8C, 0x90, 0x95, 0x97, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9F}));
  EXPECT_EQ(
      allowed_codes(version::v5, 0x90, test::from_hex("0001 00 00"), 3),
      (std::set<int>{0x00, 0x01, 0x02, 0x80, 0x83, 0x87, 0x8F, 0x91, 0x97, 0x9E, 0xA1, 0xA2}));
  EXPECT_EQ(allowed_codes(version::v5, 0xB0, test::from_hex("0001 00 00"), 3),
            (std::set<int>{0x00, 0x11, 0x80, 0x83, 0x87, 0x8F, 0x91}));
  EXPECT_EQ(allowed_codes(version::v5, 0xE0, test::from_hex("00"), 0),
            (std::set<int>{0x00, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8B, 0x8C, 0x8D,
                           0x8E, 0x8F, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99,
                           0x9A, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F, 0xA0, 0xA1, 0xA2}));
  EXPECT_EQ(allowed_codes(version::v5, 0xF0, test::from_hex("00 04 15 0001 61"), 0),
            (std::set<int>{0x00, 0x18}));
}

}  // namespace
}  // namespace ipaas::mqtt::protocol
