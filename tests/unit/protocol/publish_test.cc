#include "protocol/publish.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "generators.h"

namespace ipaas::mqtt::protocol {
namespace {

using test::exact_bytes;
using test::hex;

malformed parse(version protocol_version, std::string_view packet, publish& out) {
  static exact_bytes kept({});  // out points into it until the next call
  kept = hex(packet);
  return parse_publish(protocol_version, kept.first(), kept.from(2), out);
}

TEST(publish, reads_the_fields_of_qos_0) {
  for (const version protocol_version : test::version_3) {
    publish message{.qos = qos::exactly_once,
                    .identifier = 9,
                    .topic_alias = 9,
                    .properties = as_bytes("of the message before")};
    ASSERT_FALSE(parse(protocol_version, "31 07 0003 612F62 6869", message));
    EXPECT_EQ(message.qos, qos::at_most_once);
    EXPECT_TRUE(message.retain);
    EXPECT_FALSE(message.duplicate);
    EXPECT_EQ(message.identifier, 0);
    EXPECT_EQ(message.topic_alias, 0);
    EXPECT_TRUE(message.properties.empty());
    EXPECT_EQ(message.topic, "a/b");
    EXPECT_EQ(as_text(message.payload), "hi");
  }
}

TEST(publish, reads_the_fields_of_qos_2_and_a_payload_of_nothing) {
  for (const version protocol_version : test::version_3) {
    publish message;
    ASSERT_FALSE(parse(protocol_version, "3C 07 0003 612F62 1234", message));
    EXPECT_EQ(message.qos, qos::exactly_once);
    EXPECT_FALSE(message.retain);
    EXPECT_TRUE(message.duplicate);
    EXPECT_EQ(message.identifier, 0x1234);
    EXPECT_TRUE(message.payload.empty());
  }
}

TEST(publish, reads_properties_and_the_topic_alias) {
  publish message;
  ASSERT_FALSE(parse(version::v5, "32 0F 0001 61 0007 08 23 0102 02 00000005 58", message));
  EXPECT_EQ(message.identifier, 7);
  EXPECT_EQ(message.topic, "a");
  EXPECT_EQ(message.topic_alias, 0x0102);
  EXPECT_EQ(test::to_vector(message.properties), test::from_hex("23 0102 02 00000005"));
  EXPECT_EQ(as_text(message.payload), "X");
}

TEST(publish, a_second_message_inherits_nothing_from_the_first) {
  publish message;
  ASSERT_FALSE(parse(version::v5, "32 09 0001 61 0007 03 23 0001", message));
  ASSERT_FALSE(parse(version::v5, "30 04 0001 61 00", message));
  EXPECT_EQ(message.topic_alias, 0);
  EXPECT_EQ(message.identifier, 0);
  EXPECT_TRUE(message.properties.empty());
}

TEST(publish, an_alias_may_stand_for_the_topic) {
  publish message;
  ASSERT_FALSE(parse(version::v5, "30 06 0000 03 23 0001", message));
  EXPECT_TRUE(message.topic.empty());
  EXPECT_EQ(message.topic_alias, 1);
}

struct broken_publish {
  std::string_view packet;
  std::string_view what;
};

constexpr broken_publish broken_publish_in_every_version[]{
    {"36 05 0001 61 0001", "PUBLISH with QoS 3"},
    {"38 03 0001 61", "PUBLISH with DUP at QoS 0"},
    {"30 00", "PUBLISH with a topic cut short"},
    {"30 01 00", "PUBLISH with a topic cut short"},
    {"30 02 0001", "PUBLISH with a topic cut short"},
    {"30 03 FFFF 61", "PUBLISH with a topic cut short"},
    {"30 03 0001 FF", "PUBLISH with a topic that is not UTF-8"},
    {"30 05 0003 61ED A0", "PUBLISH with a topic that is not UTF-8"},
    {"30 04 0002 6100", "PUBLISH with a NUL in its topic"},
    {"30 05 0003 612F2B", "PUBLISH with a wildcard in its topic"},
    {"30 03 0001 23", "PUBLISH with a wildcard in its topic"},
    {"32 03 0001 61", "PUBLISH with a packet identifier cut short"},
    {"34 04 0001 61 00", "PUBLISH with a packet identifier cut short"},
    {"32 05 0001 61 0000", "PUBLISH with packet identifier 0"},
};

TEST(publish, says_what_is_wrong_in_every_version) {
  for (const version protocol_version : test::all_versions) {
    for (const auto& [packet, what] : broken_publish_in_every_version) {
      publish message;
      EXPECT_EQ(parse(protocol_version, packet, message).text().en, what) << packet;
    }
  }
}

TEST(publish, an_empty_topic_needs_an_alias) {
  publish message;
  for (const version protocol_version : test::version_3) {
    EXPECT_EQ(parse(protocol_version, "30 02 0000", message).text().en,
              "PUBLISH with an empty topic");
  }
  EXPECT_EQ(parse(version::v5, "30 03 0000 00", message).text().en, "PUBLISH with an empty topic");
}

constexpr broken_publish broken_publish_in_version_5[]{
    {"30 03 0001 61", "PUBLISH with a malformed property length"},
    {"30 04 0001 61 01", "PUBLISH with a malformed property length"},
    {"30 04 0001 61 80", "PUBLISH with a malformed property length"},
    {"30 08 0001 61 FFFFFFFF 7F", "PUBLISH with a malformed property length"},
    {"30 07 0001 61 03 23 0000", "PUBLISH with a property out of range"},
    {"30 06 0001 61 02 01 02", "PUBLISH with a property out of range"},
    {"30 06 0001 61 02 0B 00", "PUBLISH with a property out of range"},
    {"30 06 0001 61 02 7F 00", "PUBLISH with an unknown property"},
    {"30 07 0001 61 03 21 0001", "PUBLISH with a property that it may not carry"},
    {"30 0A 0001 61 06 23 0001 23 0001", "PUBLISH with a repeated property"},
    {"30 06 0001 61 02 23 00", "PUBLISH with a property cut short"},
    {"30 08 0001 61 04 03 0001 FF", "PUBLISH with a property that is not UTF-8"},
    {"30 08 0001 61 04 03 0001 00", "PUBLISH with a NUL in a property"},
    {"30 08 0001 61 04 08 0001 00", "PUBLISH with a NUL in a property"},
};

TEST(publish, says_what_is_wrong_with_properties) {
  for (const auto& [packet, what] : broken_publish_in_version_5) {
    publish message;
    EXPECT_EQ(parse(version::v5, packet, message).text().en, what) << packet;
  }
}

TEST(publish, encodes_the_bytes_of_the_specification) {
  const publish message{.qos = qos::at_least_once,
                        .retain = true,
                        .duplicate = true,
                        .identifier = 10,
                        .topic = "a/b",
                        .payload = as_bytes("hi")};
  EXPECT_EQ(test::encode(version::v3_1_1, message), test::from_hex("3B 09 0003 612F62 000A 6869"));
  EXPECT_EQ(test::encode(version::v5, message), test::from_hex("3B 0A 0003 612F62 000A 00 6869"));
}

TEST(publish, the_identifier_stands_where_the_offset_says) {
  for (const version protocol_version : test::all_versions) {
    for (const std::size_t size : {1U, 200U, 20'000U}) {
      const std::string topic(size, 'x');
      const publish message{.qos = qos::exactly_once, .identifier = 0xABCD, .topic = topic};
      const exact_bytes packet(test::encode(protocol_version, message));
      const std::size_t offset = publish_identifier_offset(packet);
      EXPECT_EQ(packet.from(offset)[0], std::byte{0xAB});
      EXPECT_EQ(packet.from(offset)[1], std::byte{0xCD});
      EXPECT_EQ(publish_topic(packet), topic);
    }
  }
}

RC_GTEST_PROP(publish, parsing_what_was_encoded_gives_the_same_publish, ()) {
  const version protocol_version = *test::any_version();
  const auto sent = *test::any_publish(protocol_version);
  const exact_bytes packet(test::encode(protocol_version, sent.view()));
  const fixed_header header = read_fixed_header(packet).header;
  RC_ASSERT(header.packet_size() == packet.size());
  RC_ASSERT(header.remaining_length == publish_body_size(protocol_version, sent.view()));

  publish received;
  const malformed wrong =
      parse_publish(protocol_version, header.first, packet.from(header.size), received);
  RC_ASSERT(wrong.text().en == "");
  RC_ASSERT(received.qos == sent.message.qos);
  RC_ASSERT(received.retain == sent.message.retain);
  RC_ASSERT(received.duplicate == sent.message.duplicate);
  RC_ASSERT(received.identifier == sent.message.identifier);
  RC_ASSERT(received.topic == sent.topic);
  RC_ASSERT(test::to_vector(received.properties) == sent.properties);
  RC_ASSERT(test::to_vector(received.payload) == sent.payload);
}

// Encoding writes exactly the bytes that it announced: the room ends where the packet does.
RC_GTEST_PROP(publish, encoding_stays_within_its_announced_size, ()) {
  const version protocol_version = *test::any_version();
  const auto sent = *test::any_publish(protocol_version);
  const auto body_size =
      static_cast<std::uint32_t>(publish_body_size(protocol_version, sent.view()));
  const std::size_t size = fixed_header_size(body_size) + body_size;
  const auto room = std::make_unique<std::byte[]>(size);
  RC_ASSERT(encode_publish(protocol_version, sent.view(), room.get()) == size);
}

}  // namespace
}  // namespace ipaas::mqtt::protocol
