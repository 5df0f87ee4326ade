#include "protocol/properties.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>

#include "generators.h"

namespace ipaas::mqtt::protocol {
namespace {

using test::exact_bytes;
using test::hex;

TEST(variable_byte_integer, reads_every_size) {
  const std::tuple<const char*, std::uint32_t, int> cases[]{{"00", 0, 1},
                                                            {"7F", 127, 1},
                                                            {"80 01", 128, 2},
                                                            {"FF FF 7F", 2'097'151, 3},
                                                            {"80 80 80 01", 2'097'152, 4},
                                                            {"FF FF FF 7F", 268'435'455, 4}};
  for (const auto& [text, value, size] : cases) {
    const variable_byte_integer out = read_variable_byte_integer(hex(text));
    EXPECT_EQ(out.value, value) << text;
    EXPECT_EQ(out.size, size) << text;
  }
}

TEST(variable_byte_integer, has_size_0_when_cut_short_or_over_long) {
  for (const char* text : {"", "80", "80 80", "80 80 80", "80 80 80 80", "FF FF FF FF 01"}) {
    EXPECT_EQ(read_variable_byte_integer(hex(text)).size, 0) << text;
    EXPECT_EQ(read_variable_byte_integer(hex(text)).value, 0U) << text;
  }
}

TEST(split_properties, gives_the_run_and_the_rest) {
  const exact_bytes data = hex("02 01 00 AA BB");
  bytes properties;
  bytes rest;
  ASSERT_FALSE(split_properties(data, properties, rest));
  EXPECT_EQ(test::to_vector(properties), test::from_hex("01 00"));
  EXPECT_EQ(test::to_vector(rest), test::from_hex("AA BB"));
}

TEST(split_properties, says_what_is_wrong) {
  bytes properties;
  bytes rest;
  EXPECT_EQ(split_properties(hex(""), properties, rest).text().en,
            "a property length that is cut short or over-long");
  EXPECT_EQ(split_properties(hex("80"), properties, rest).text().en,
            "a property length that is cut short or over-long");
  EXPECT_EQ(split_properties(hex("03 01 00"), properties, rest).text().en,
            "a property length beyond the packet's end");
}

// One valid value of every property.
std::vector<std::byte> sample(property_id id) {
  property_writer writer;
  EXPECT_TRUE(writer.add({.id = id, .number = 1, .name = "n", .text = "t"}));
  return test::to_vector(writer.written());
}

// MQTT 5, table 2-4, written down a second time: identifier to the packets that may carry it.
using carriers = std::set<packet_type>;
std::map<int, carriers> table_2_4() {
  using enum packet_type;
  const carriers answers{connack, puback,   pubrec,     pubrel, pubcomp,
                         suback,  unsuback, disconnect, auth};
  carriers all = answers;
  all.insert({connect, publish, subscribe, unsubscribe});
  return {{0x01, {publish}},
          {0x02, {publish}},
          {0x03, {publish}},
          {0x08, {publish}},
          {0x09, {publish}},
          {0x0B, {publish, subscribe}},
          {0x11, {connect, connack, disconnect}},
          {0x12, {connack}},
          {0x13, {connack}},
          {0x15, {connect, connack, auth}},
          {0x16, {connect, connack, auth}},
          {0x17, {connect}},
          {0x19, {connect}},
          {0x1A, {connack}},
          {0x1C, {connack, disconnect}},
          {0x1F, answers},
          {0x21, {connect, connack}},
          {0x22, {connect, connack}},
          {0x23, {publish}},
          {0x24, {connack}},
          {0x25, {connack}},
          {0x26, all},
          {0x27, {connect, connack}},
          {0x28, {connack}},
          {0x29, {connack}},
          {0x2A, {connack}}};
}

TEST(validate_properties, every_packet_carries_what_the_table_says_and_nothing_else) {
  for (const auto& [identifier, packets] : table_2_4()) {
    const exact_bytes run(sample(static_cast<property_id>(identifier)));
    for (int type = 1; type < 16; ++type) {
      const auto packet = static_cast<packet_type>(type);
      EXPECT_EQ(!validate_properties(packet, run), packets.contains(packet))
          << identifier << " in " << type;
    }
  }
}

TEST(validate_properties, knows_no_other_identifier) {
  const auto known = table_2_4();
  for (int identifier = 0; identifier < 256; ++identifier) {
    if (known.contains(identifier)) continue;
    const exact_bytes run(std::vector<std::byte>(6, static_cast<std::byte>(identifier)));
    EXPECT_EQ(validate_properties(packet_type::connect, run).text().en,
              "CONNECT with an unknown property")
        << identifier;
  }
}

TEST(validate_properties, only_two_may_be_repeated) {
  for (const auto& [identifier, packets] : table_2_4()) {
    std::vector<std::byte> twice = sample(static_cast<property_id>(identifier));
    twice.insert(twice.end(), twice.begin(), twice.end());
    for (const packet_type packet : packets) {
      const bool repeatable =
          identifier == 0x26 || (identifier == 0x0B && packet == packet_type::publish);
      EXPECT_EQ(!validate_properties(packet, exact_bytes(twice)), repeatable) << identifier;
    }
  }
}

TEST(validate_properties, no_property_may_be_cut_short) {
  for (const auto& [identifier, packets] : table_2_4()) {
    const std::vector<std::byte> whole = sample(static_cast<property_id>(identifier));
    for (std::size_t size = 1; size < whole.size(); ++size) {
      const exact_bytes part(bytes(whole).first(size));
      const std::string what = validate_properties(*packets.begin(), part).text().en;
      EXPECT_TRUE(what.ends_with("with a property cut short")) << identifier << ": " << what;
    }
  }
}

TEST(validate_properties, both_halves_of_a_user_property_are_checked) {
  EXPECT_EQ(validate_properties(packet_type::suback, hex("26 0001 FF 0001 61")).text().en,
            "SUBACK with a property that is not UTF-8");
  EXPECT_EQ(validate_properties(packet_type::suback, hex("26 0001 61 0001 FF")).text().en,
            "SUBACK with a property that is not UTF-8");
  EXPECT_EQ(validate_properties(packet_type::suback, hex("26 0001 61 0001 00")).text().en,
            "SUBACK with a NUL in a property");
}

TEST(validate_properties, binary_data_and_an_empty_response_topic_pass) {
  EXPECT_FALSE(validate_properties(packet_type::publish, hex("09 0002 00FF")));
  EXPECT_FALSE(validate_properties(packet_type::publish, hex("08 0000")));
}

TEST(validate_properties, says_nothing_of_an_empty_run) {
  EXPECT_FALSE(validate_properties(packet_type::publish, {}));
}

TEST(property_reader, reads_every_type) {
  const exact_bytes run =
      hex("01 01 23 0102 02 01020304 0B 8001 03 0001 61 09 0001 FF 26 0001 6E 0000");
  property_reader reader(run);
  EXPECT_EQ(reader.next()->number, 1U);
  EXPECT_EQ(reader.next()->number, 0x0102U);
  EXPECT_EQ(reader.next()->number, 0x0102'0304U);
  EXPECT_EQ(reader.next()->number, 128U);
  EXPECT_EQ(reader.next()->text, "a");
  EXPECT_EQ(reader.next()->text, "\xFF");
  const auto last = reader.next();
  EXPECT_EQ(last->id, property_id::user_property);
  EXPECT_EQ(last->name, "n");
  EXPECT_EQ(last->text, "");
  EXPECT_FALSE(reader.next().has_value());
}

TEST(property_reader, ends_at_what_it_cannot_read) {
  const exact_bytes run = hex("01 01 7F 01 01");
  property_reader reader(run);
  EXPECT_TRUE(reader.next().has_value());
  EXPECT_FALSE(reader.next().has_value());
  EXPECT_FALSE(reader.next().has_value());
}

TEST(property_writer, refuses_what_does_not_fit) {
  property_writer writer;
  const std::string too_long(65'536, 'x');
  EXPECT_FALSE(writer.add({.id = property_id::content_type, .text = too_long}));
  EXPECT_FALSE(writer.add({.id = property_id::user_property, .name = too_long}));
  EXPECT_FALSE(writer.add({.id = property_id::payload_format_indicator, .number = 256}));
  EXPECT_FALSE(writer.add({.id = property_id::topic_alias, .number = 65'536}));
  EXPECT_FALSE(writer.add({.id = property_id::subscription_identifier, .number = 268'435'456}));
  EXPECT_FALSE(writer.add({.id = static_cast<property_id>(0x7F), .number = 1}));
  EXPECT_TRUE(writer.written().empty());
}

TEST(property_writer, appends_and_clears) {
  property_writer writer;
  EXPECT_TRUE(writer.add({.id = property_id::topic_alias, .number = 65'535}));
  EXPECT_TRUE(writer.add({.id = property_id::content_type, .text = "a"}));
  EXPECT_EQ(test::to_vector(writer.written()), test::from_hex("23 FFFF 03 0001 61"));
  writer.clear();
  EXPECT_TRUE(writer.written().empty());
}

RC_GTEST_PROP(property_writer, what_it_writes_is_valid_and_reads_back_the_same, ()) {
  const exact_bytes run(*test::any_publish_properties());
  RC_ASSERT(validate_properties(packet_type::publish, run).text().en == "");
  property_writer again;
  property_reader reader(run);
  while (const auto value = reader.next()) RC_ASSERT(again.add(*value));
  RC_ASSERT(test::to_vector(again.written()) == test::to_vector(run));
}

}  // namespace
}  // namespace ipaas::mqtt::protocol
