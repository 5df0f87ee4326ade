// Records as bytes: what is written can be read, and nothing that a host submits is trusted.
#include "operations/record_format.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "../protocol/generators.h"

namespace ipaas::mqtt::operations {
namespace {

using protocol::test::exact_bytes;
using byte_vector = std::vector<std::byte>;

byte_vector written(const ipaas_record& header, const record_parts& parts) {
  byte_vector out(record_size(parts), std::byte{0xEE});
  write_record(header, parts, out.data());
  return out;
}

ipaas_record message_header() {
  ipaas_record header{};
  header.kind = IPAAS_KIND_MESSAGE;
  header.token = 0x1122334455667788;
  header.flags = IPAAS_INHERITED_ERROR;
  header.code = 3;
  header.deliveries = 4;
  return header;
}

const record_parts some_parts{"payload", "{\"e\":1}", "{\"a\":1}", "{}"};

// What read_record says about the record with one field changed.
template <typename Field>
std::string_view problem_with(Field ipaas_record::*field, Field value) {
  byte_vector record = written(message_header(), some_parts);
  ipaas_record header{};
  std::memcpy(&header, record.data(), sizeof header);
  header.*field = value;
  std::memcpy(record.data(), &header, sizeof header);
  record_view out;
  return read_record(exact_bytes(record), out);
}

TEST(record_format, has_the_layout_of_the_contract) {
  const byte_vector record = written(message_header(), {"pay", "er", "a", "v"});
  ASSERT_EQ(record.size(), 56U) << "48 + 7, padded to a multiple of 8";
  ipaas_record header{};
  std::memcpy(&header, record.data(), sizeof header);
  EXPECT_EQ(header.size, 56U);
  EXPECT_EQ(header.header_size, 48U);
  EXPECT_EQ(header.kind, IPAAS_KIND_MESSAGE);
  EXPECT_EQ(header.token, 0x1122334455667788U);
  EXPECT_EQ(header.flags, IPAAS_INHERITED_ERROR);
  EXPECT_EQ(header.code, 3U);
  EXPECT_EQ(header.deliveries, 4U);
  EXPECT_EQ(header.reserved, 0U);
  EXPECT_EQ(header.payload_length, 3U);
  EXPECT_EQ(header.error_length, 2U);
  EXPECT_EQ(header.attribute_length, 1U);
  EXPECT_EQ(header.variable_length, 1U);
  EXPECT_EQ(std::memcmp(record.data() + 48, "payerav\0", 8), 0) << "no gaps, padding is zero";
}

TEST(record_format, an_empty_record_is_its_header) {
  EXPECT_EQ(record_size({}), 48U);
  EXPECT_EQ(written(message_header(), {}).size(), 48U);
}

RC_GTEST_PROP(record_format_property, what_is_written_is_read, ()) {
  const auto any_text = rc::gen::container<std::string>(rc::gen::arbitrary<char>());
  const std::string payload = *any_text;
  const std::string error = *any_text;
  const std::string attribute = *any_text;
  const std::string variable = *any_text;
  const exact_bytes record(written(message_header(), {payload, error, attribute, variable}));
  RC_ASSERT(record.size() % 8 == 0);
  record_view out;
  RC_ASSERT(read_record(record, out).empty());
  RC_ASSERT(out.header.size == record.size());
  RC_ASSERT(out.payload == payload);
  RC_ASSERT(out.error == error);
  RC_ASSERT(out.attribute == attribute);
  RC_ASSERT(out.variable == variable);
}

RC_GTEST_PROP(record_format_property, whatever_is_submitted_is_read_within_its_bounds, ()) {
  byte_vector record = written(message_header(), some_parts);
  for (int i = *rc::gen::inRange(1, 6); i > 0; --i) {
    record[*rc::gen::inRange<std::size_t>(0, 48)] = std::byte{*rc::gen::arbitrary<std::uint8_t>()};
  }
  const exact_bytes data(record);
  record_view out;
  if (!read_record(data, out).empty()) return;
  RC_ASSERT(out.header.size <= data.size());
  RC_ASSERT(out.header.size >= 48U);  // who steps by it comes to an end
  std::size_t seen = 0;
  for (const std::string_view part : {out.payload, out.error, out.attribute, out.variable}) {
    for (const char c : part) seen += c != '\0' ? 1U : 0U;  // the address sanitizer looks on
  }
  RC_ASSERT(seen <= data.size());
}

TEST(record_format, a_record_cut_short_anywhere_is_refused) {
  const byte_vector record = written(message_header(), some_parts);
  for (std::size_t length = 0; length < record.size(); ++length) {
    record_view out;
    const exact_bytes cut(protocol::bytes(record).first(length));
    EXPECT_EQ(read_record(cut, out), length < 48 ? "the buffer ends within the header of a record"
                                                 : "the buffer ends before size")
        << length;
  }
}

TEST(record_format, what_stands_behind_a_record_is_not_its_own) {
  byte_vector record = written(message_header(), some_parts);
  record.resize(record.size() + 5);
  record_view out;
  EXPECT_EQ(read_record(exact_bytes(record), out), "");
  EXPECT_EQ(out.header.size, record.size() - 5);
}

TEST(record_format, lying_lengths_are_found_out) {
  constexpr std::string_view too_long = "the lengths of the parts exceed size";
  for (const std::uint32_t length : {100U, 0x7FFF'FFFFU, 0xFFFF'FFFFU}) {
    EXPECT_EQ(problem_with(&ipaas_record::payload_length, length), too_long);
    EXPECT_EQ(problem_with(&ipaas_record::error_length, length), too_long);
    EXPECT_EQ(problem_with(&ipaas_record::attribute_length, length), too_long);
    EXPECT_EQ(problem_with(&ipaas_record::variable_length, length), too_long);
  }
}

TEST(record_format, lying_sizes_are_found_out) {
  EXPECT_EQ(problem_with(&ipaas_record::size, 0U), "the lengths of the parts exceed size");
  EXPECT_EQ(problem_with(&ipaas_record::size, 48U), "the lengths of the parts exceed size");
  EXPECT_EQ(problem_with(&ipaas_record::size, 71U), "size is not a multiple of 8");
  EXPECT_EQ(problem_with(&ipaas_record::size, 80U), "the buffer ends before size");
  EXPECT_EQ(problem_with(&ipaas_record::size, 0xFFFF'FFF8U), "the buffer ends before size");
  EXPECT_EQ(problem_with<std::uint16_t>(&ipaas_record::header_size, 47), "header_size is below 48");
  EXPECT_EQ(problem_with<std::uint16_t>(&ipaas_record::header_size, 0), "header_size is below 48");
  EXPECT_EQ(problem_with<std::uint16_t>(&ipaas_record::header_size, 0xFFFF),
            "the lengths of the parts exceed size");
}

TEST(record_format, a_longer_header_of_a_later_version_is_stepped_over) {
  byte_vector record = written(message_header(), {"payload!", {}, {}, {}});
  record.insert(record.begin() + 48, 8, std::byte{0xAB});
  ipaas_record header{};
  std::memcpy(&header, record.data(), sizeof header);
  header.header_size = 56;
  header.size = 64;
  std::memcpy(record.data(), &header, sizeof header);
  const exact_bytes data(record);
  record_view out;
  ASSERT_EQ(read_record(data, out), "");
  EXPECT_EQ(out.payload, "payload!");
}

}  // namespace
}  // namespace ipaas::mqtt::operations
