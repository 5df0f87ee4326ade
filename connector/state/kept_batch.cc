#include "state/kept_batch.h"

#include <algorithm>
#include <span>
#include <utility>

#include "protocol/framing.h"
#include "protocol/publish.h"
#include "state/database.h"

namespace ipaas::mqtt::state {

namespace {

using protocol::bytes;
using protocol::version;

version version_of(std::int64_t number) {
  for (const version known : {version::v3_1, version::v3_1_1, version::v5}) {
    if (number == static_cast<std::int64_t>(known)) return known;
  }
  fail_as_damaged();
}

// The size of the packet at the start of `rest`, which has a topic's length and an identifier.
std::size_t size_of_first(bytes rest) {
  const auto [status, header] = protocol::read_fixed_header(rest);
  if (status != protocol::frame_status::complete || header.packet_size() > rest.size() ||
      header.type() != protocol::packet_type::publish || header.remaining_length < 2) {
    fail_as_damaged();
  }
  if (protocol::publish_identifier_offset(rest) + 2 > header.packet_size()) fail_as_damaged();
  return header.packet_size();
}

// The identifier of a kept packet is not set yet, which the parser would mind.
protocol::publish parse(std::span<std::byte> packet, version written_as) {
  std::byte& identifier = packet[protocol::publish_identifier_offset(packet) + 1];
  const auto header = protocol::read_fixed_header(packet).header;
  protocol::publish message;
  const std::byte before = std::exchange(identifier, std::byte{1});
  const auto malformed = protocol::parse_publish(written_as, header.first,
                                                 bytes(packet).subspan(header.size), message);
  identifier = before;
  // A topic alias is of one connection, and stands in no kept packet.
  if (malformed || message.qos == protocol::qos::at_most_once || message.topic_alias != 0) {
    fail_as_damaged();
  }
  return message;
}

// The packet in the form that version `to` has, without the properties of another.
void translate(protocol::publish message, version to, delivery::submission& out) {
  message.properties = {};
  out.block = chunk::allocate(protocol::publish_body_size(to, message) + 5);
  out.packet = out.block->data();
  out.size = protocol::encode_publish(to, message, out.packet);
}

bool has_properties(version of) { return of == version::v5; }

progress step_of(bytes states, std::size_t place) {
  if (place >= states.size()) return progress::kept;
  return static_cast<progress>(std::min<unsigned>(std::to_integer<unsigned>(states[place]), 2U));
}

}  // namespace

batch_content read_batch(const kept_batch& kept, version wanted) {
  const version written_as = version_of(kept.version);
  const chunk_ref block = chunk::allocate(kept.messages.size());
  const std::span<std::byte> all(block->data(), kept.messages.size());
  std::ranges::copy(kept.messages, all.begin());
  batch_content content;
  for (std::size_t at = 0; at < all.size();) {
    const std::span<std::byte> packet = all.subspan(at, size_of_first(all.subspan(at)));
    const protocol::publish parsed = parse(packet, written_as);
    const progress step = step_of(kept.states, content.steps.size());
    delivery::submission message;
    message.sequence = kept.first + content.steps.size();
    message.block = block;
    message.packet = packet.data();
    message.size = packet.size();
    message.qos = parsed.qos;
    message.retain = parsed.retain;
    if (step == progress::released) message.was = delivery::submission::before::released;
    content.steps.push_back(step);
    at += packet.size();
    if (step == progress::done) continue;
    if (has_properties(written_as) != has_properties(wanted)) translate(parsed, wanted, message);
    content.messages.push_back(std::move(message));
  }
  return content;
}

}  // namespace ipaas::mqtt::state
