// Bytes of any kind go in; nothing may crash, hang or read beyond the end of its buffer. The
// buffers end where the bytes do, so a build with the address sanitizer is the judge.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "generators.h"
#include "protocol/acknowledgement.h"
#include "protocol/connack.h"
#include "protocol/properties.h"
#include "protocol/topic.h"
#include "protocol/validate.h"

namespace ipaas::mqtt::protocol {
namespace {

using test::exact_bytes;

// Touches all that a parsed message points to.
std::size_t sum(bytes data) {
  std::size_t total = 0;
  for (const std::byte part : data) total += std::to_integer<std::size_t>(part);
  return total;
}

std::size_t sum_properties(bytes run) {
  std::size_t total = 0;
  property_reader reader(run);
  while (const auto value = reader.next()) {
    total += value->number + sum(as_bytes(value->name)) + sum(as_bytes(value->text));
  }
  return total;
}

// A packet that validate_from_server passes parses, and what its parser points to can be read.
void parse_body(version protocol_version, std::uint8_t first, bytes body) {
  const bool valid = !validate_from_server(protocol_version, first, body);
  publish message;
  const bool is_publish = first >> 4 == 3;
  if (!parse_publish(protocol_version, first, body, message)) {
    RC_ASSERT(valid || !is_publish);
    RC_ASSERT(sum(as_bytes(message.topic)) + sum(message.payload) <= 255 * body.size());
    sum_properties(message.properties);
  }
  acknowledgement answer;
  if (!parse_acknowledgement(protocol_version, first, body, answer)) {
    RC_ASSERT(sum(as_bytes(answer.reason_string)) <= 255 * body.size());
  }
  connack greeting;
  if (!parse_connack(protocol_version, first, body, greeting)) {
    RC_ASSERT(sum(as_bytes(greeting.server_reference)) <= 255 * body.size());
  }
}

void parse_stream(version protocol_version, bytes data) {
  while (!data.empty()) {
    const exact_bytes exact(data);
    const frame_result result = read_fixed_header(exact);
    if (result.status != frame_status::complete) return;
    if (result.header.packet_size() > data.size()) return;
    const exact_bytes body(data.subspan(result.header.size, result.header.remaining_length));
    parse_body(protocol_version, result.header.first, body);
    data = data.subspan(result.header.packet_size());
  }
}

RC_GTEST_PROP(robustness, random_streams_are_survived, ()) {
  const version protocol_version = *test::any_version();
  parse_stream(protocol_version, *test::any_bytes());
}

RC_GTEST_PROP(robustness, random_bodies_of_every_type_are_survived, ()) {
  const version protocol_version = *test::any_version();
  const exact_bytes body(*test::any_bytes());
  for (unsigned type = 0; type < 16; ++type) {
    for (unsigned flags = 0; flags < 16; ++flags) {
      parse_body(protocol_version, static_cast<std::uint8_t>(type << 4 | flags), body);
    }
  }
}

RC_GTEST_PROP(robustness, random_properties_are_survived, ()) {
  const exact_bytes run(*test::any_bytes());
  for (unsigned type = 0; type < 16; ++type) {
    if (!validate_properties(static_cast<packet_type>(type), run)) sum_properties(run);
  }
  sum_properties(run);
}

RC_GTEST_PROP(robustness, random_topics_and_filters_are_survived, ()) {
  const exact_bytes topic(*test::any_bytes());
  const exact_bytes filter(*test::any_bytes());
  const bool is_name = !check_topic_name(as_text(topic));
  RC_ASSERT(!is_name || is_valid_utf8(as_text(topic)));
  check_topic_filter(as_text(filter));
  matches(as_text(filter), as_text(topic));
}

rc::Gen<std::vector<std::byte>> any_packet(version protocol_version) {
  static const std::array version_3{"20020000", "9006000100010280", "B0020001", "D000", "40020001"};
  static const std::array version_5{"201800001521001424012500270001000222000A280029002A00",
                                    "201B009C1813003C11FFFFFFFF12000269641F00026E6F1C0003613A31",
                                    "40100001870C260001610001621F00026E6F",
                                    "90080001041F00016197",
                                    "B0050001000087",
                                    "E0069D041C000161",
                                    "F009180715000161160000"};
  return rc::gen::exec([protocol_version] {
    if (*rc::gen::arbitrary<bool>()) {
      return test::encode(protocol_version, (*test::any_publish(protocol_version)).view());
    }
    return protocol_version == version::v5 ? test::from_hex(*rc::gen::elementOf(version_5))
                                           : test::from_hex(*rc::gen::elementOf(version_3));
  });
}

RC_GTEST_PROP(robustness, the_packets_that_are_mutated_below_are_valid, ()) {
  const version protocol_version = *test::any_version();
  const exact_bytes packet(*any_packet(protocol_version));
  const fixed_header header = read_fixed_header(packet).header;
  RC_ASSERT(header.packet_size() == packet.size());
  RC_ASSERT(
      validate_from_server(protocol_version, header.first, packet.from(header.size)).text().en ==
      "");
}

// Overwrites, removes or inserts one byte.
void mutate(std::vector<std::byte>& packet) {
  const auto place = *rc::gen::inRange<std::size_t>(0, packet.size());
  const auto at = packet.begin() + static_cast<std::ptrdiff_t>(place);
  const auto value = static_cast<std::byte>(*rc::gen::arbitrary<std::uint8_t>());
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      packet.insert(at, value);
      break;
    case 1:
      packet.erase(at);
      break;
    default:
      *at = value;
      break;
  }
}

RC_GTEST_PROP(robustness, mutated_packets_are_survived, ()) {
  const version protocol_version = *test::any_version();
  std::vector<std::byte> packet = *any_packet(protocol_version);
  const int mutations = *rc::gen::inRange(1, 6);
  for (int i = 0; i < mutations && !packet.empty(); ++i) mutate(packet);
  parse_stream(protocol_version, packet);
  if (packet.empty()) return;
  // The mutation may have broken the length: parse the body as if its header were right, too.
  const exact_bytes body(bytes(packet).subspan(std::min<std::size_t>(2, packet.size())));
  parse_body(protocol_version, static_cast<std::uint8_t>(packet[0]), body);
}

RC_GTEST_PROP(robustness, packets_cut_short_at_every_place_are_survived, ()) {
  const version protocol_version = *test::any_version();
  const std::vector<std::byte> packet = *any_packet(protocol_version);
  const fixed_header header = read_fixed_header(packet).header;
  for (std::size_t size = header.size; size < packet.size(); ++size) {
    const exact_bytes body(bytes(packet).subspan(header.size, size - header.size));
    parse_body(protocol_version, header.first, body);
  }
}

}  // namespace
}  // namespace ipaas::mqtt::protocol
