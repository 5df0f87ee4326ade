// Packets of a server: framing, properties, every type.
#include <cstring>
#include <vector>

#include "fuzzing.h"
#include "protocol/acknowledgement.h"
#include "protocol/connack.h"
#include "protocol/framing.h"
#include "protocol/properties.h"
#include "protocol/property_writer.h"
#include "protocol/publish.h"
#include "protocol/validate.h"

namespace {

using namespace ipaas::fuzzing;
using namespace ipaas::mqtt::protocol;

bool equal(bytes left, bytes right) {
  return left.size() == right.size() &&
         (left.empty() || std::memcmp(left.data(), right.data(), left.size()) == 0);
}

// Reading and writing them again gives the same run, but for integers of needless length.
void check_properties(packet_type type, bytes run) {
  if (validate_properties(type, run)) return;
  property_writer writer;
  property_reader reader(run);
  while (const auto each = reader.next()) claim(writer.add(*each), "a property can be written");
  claim(!validate_properties(type, writer.written()), "what was valid stays valid");
  claim(writer.written().size() <= run.size(), "nothing is added");
  property_reader first(run);
  property_reader second(writer.written());
  while (const auto each = first.next()) {
    const auto same = second.next();
    claim(same && same->id == each->id && same->number == each->number &&
              same->name == each->name && same->text == each->text,
          "a property reads back");
  }
  claim(!second.next(), "no property is added");
}

void check_publish(version protocol_version, std::uint8_t first, bytes body) {
  publish message;
  if (parse_publish(protocol_version, first, body, message)) return;
  check_properties(packet_type::publish, message.properties);
  std::vector<std::byte> copy(5 + publish_body_size(protocol_version, message));
  copy.resize(encode_publish(protocol_version, message, copy.data()));
  const auto header = read_fixed_header(copy).header;
  publish again;
  claim(!parse_publish(protocol_version, header.first, bytes(copy).subspan(header.size), again),
        "what was read can be written");
  claim(again.topic == message.topic && again.qos == message.qos &&
            again.retain == message.retain && again.duplicate == message.duplicate &&
            again.identifier == message.identifier && again.topic_alias == message.topic_alias &&
            equal(again.properties, message.properties) && equal(again.payload, message.payload),
        "a PUBLISH reads back");
  claim(publish_topic(copy) == message.topic, "the topic is in the packet");
  if (message.qos != qos::at_most_once) {
    claim(publish_identifier_offset(copy) + 2 <= copy.size(), "the identifier is in the packet");
  }
}

void check_acknowledgement(version protocol_version, std::uint8_t first, bytes body) {
  if (first >> 4 < 4 || first >> 4 > 7) return;
  acknowledgement packet;
  if (parse_acknowledgement(protocol_version, first, body, packet)) return;
  std::byte copy[max_encoded_acknowledgement];
  const std::size_t size = encode_acknowledgement(protocol_version, packet, copy);
  const auto header = read_fixed_header({copy, size}).header;
  acknowledgement again;
  claim(!parse_acknowledgement(protocol_version, header.first,
                               bytes(copy, size).subspan(header.size), again),
        "what was read can be written");
  claim(again.type == packet.type && again.identifier == packet.identifier &&
            again.reason == packet.reason,
        "an acknowledgement reads back");
}

// A packet that passes the check can be read by the parser of its type, and the other way round.
void check_agreement(version protocol_version, std::uint8_t first, bytes body) {
  const bool valid = !validate_from_server(protocol_version, first, body);
  const auto type = static_cast<packet_type>(first >> 4);
  publish message;
  acknowledgement answer;
  connack greeting;
  switch (type) {
    case packet_type::publish:
      claim(valid == !parse_publish(protocol_version, first, body, message), "PUBLISH: they agree");
      break;
    case packet_type::puback:
    case packet_type::pubrec:
    case packet_type::pubrel:
    case packet_type::pubcomp:
      claim(valid == !parse_acknowledgement(protocol_version, first, body, answer),
            "an acknowledgement: they agree");
      break;
    case packet_type::connack:
      claim(valid == !parse_connack(protocol_version, first, body, greeting),
            "CONNACK: they agree");
      break;
    default:
      break;
  }
}

void check_framing(bytes data) {
  const frame_result read = read_fixed_header(data);
  if (read.status != frame_status::complete) return;
  std::byte copy[5];
  const std::size_t size =
      write_fixed_header(read.header.first, read.header.remaining_length, copy);
  claim(size <= read.header.size, "no header is shorter than needed");
  const auto again = read_fixed_header({copy, size});
  claim(again.status == frame_status::complete && again.header.first == read.header.first &&
            again.header.remaining_length == read.header.remaining_length,
        "a header reads back");
  for (std::size_t i = 0; i < read.header.size; ++i) {
    claim(read_fixed_header(data.first(i)).status == frame_status::need_more,
          "cut: more is needed");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  input from(data, size);
  const unsigned what = from.number();
  constexpr version versions[] = {version::v3_1, version::v3_1_1, version::v5, version::v5};
  const version protocol_version = versions[what % 4];
  const auto first = static_cast<std::uint8_t>(from.number());
  const bytes body = ipaas::fuzzing::as_bytes(from.rest());
  check_framing(body);
  check_publish(protocol_version, first, body);
  check_acknowledgement(protocol_version, first, body);
  check_agreement(protocol_version, first, body);
  check_properties(static_cast<packet_type>(first >> 4), body);
  return 0;
}
