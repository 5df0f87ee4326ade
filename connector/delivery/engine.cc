#include "delivery/engine.h"

#include <algorithm>

namespace ipaas::mqtt::delivery {

using protocol::packet_type;

engine::engine(inbound::limits inbound_limits, outbound::settings outbound_settings)
    : version_(inbound_limits.version),
      inbound_(inbound_limits),
      outbound_(outbound_settings, identifiers_) {}

bool engine::is_of_publish_family(packet_type type) {
  return type >= packet_type::publish && type <= packet_type::pubcomp;
}

engine::reception engine::on_packet(std::uint8_t first, protocol::bytes body,
                                    const chunk_ref& block, when_full policy) {
  if (static_cast<packet_type>(first >> 4) == packet_type::publish) {
    return on_publish(first, body, block, policy);
  }
  protocol::acknowledgement packet;
  protocol::malformed problem = protocol::parse_acknowledgement(version_, first, body, packet);
  if (!problem) {
    problem = packet.type == packet_type::pubrel
                  ? inbound_.on_pubrel(packet, received_)
                  : outbound_.on_acknowledgement(packet, queue_, outcomes_);
  }
  return {problem ? reception::status::failed : reception::status::taken, problem};
}

engine::reception engine::on_publish(std::uint8_t first, protocol::bytes body,
                                     const chunk_ref& block, when_full policy) {
  protocol::publish message;
  if (const auto problem = protocol::parse_publish(version_, first, body, message)) {
    return {reception::status::failed, problem};
  }
  // This client announces no Topic Alias Maximum, so the server may not use one (MQTT-3.2.2-18).
  if (message.topic_alias != 0) {
    return {reception::status::failed, {"PUBLISH with a topic alias that was not agreed"}};
  }
  const bool taken = inbound_.on_publish(message, block, received_) == inbound::admission::taken;
  if (!taken && policy == when_full::wait) return {reception::status::no_room, {}};
  if (!taken) inbound_.park(message, block);
  counted_.add(message.qos,
               body.size() + protocol::fixed_header_size(static_cast<std::uint32_t>(body.size())));
  return {};
}

void engine::on_connected(const protocol::connack& granted) {
  inbound_.on_connected(granted.session_present ? inbound::session::resumed
                                                : inbound::session::fresh);
  outbound_.on_connected(granted, outcomes_);
}

void engine::on_disconnected() {
  queue_acknowledgements();
  std::vector<protocol::acknowledgement> lost;
  std::ranges::transform(unsent_, std::back_inserter(lost), &unsent::answer);
  unsent_.clear();
  queue_.reset();
  inbound_.on_disconnected(lost);
  outbound_.on_disconnected();
}

void engine::fill_queue() {
  queue_acknowledgements();
  outbound_.fill(queue_, outcomes_);
}

void engine::queue_acknowledgements() {
  for (const protocol::acknowledgement& answer : received_.acknowledgements) {
    std::byte packet[protocol::max_encoded_acknowledgement];
    queue_.append_copy({packet, protocol::encode_acknowledgement(version_, answer, packet)});
    unsent_.push({queue_.appended(), answer});
  }
  received_.acknowledgements.clear();
}

void engine::on_written(std::size_t size) {
  queue_.consume(size);
  if (queue_.empty()) {
    unsent_.clear();
  } else {
    while (!unsent_.empty() && unsent_.front().position <= queue_.written()) unsent_.pop();
  }
  outbound_.on_written(queue_.written(), outcomes_);
}

void engine::on_time(time_point now) {
  inbound_.on_time(now, received_);
  outbound_.on_time(now, outcomes_);
}

std::optional<time_point> engine::next_deadline() const {
  const auto a = inbound_.next_deadline();
  const auto b = outbound_.next_deadline();
  return a && b ? std::min(a, b) : (a ? a : b);
}

}  // namespace ipaas::mqtt::delivery
