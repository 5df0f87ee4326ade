#include "delivery/outgoing_aliases.h"

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>

#include "protocol/publish.h"

namespace ipaas::mqtt::delivery {

namespace {

// Each holds a topic in memory.
constexpr std::size_t most_aliases = 64;
// Others leave from where they were encoded; copying them would cost more than a topic.
constexpr std::size_t largest_packet = 1024;
// The property that carries the alias has three bytes.
constexpr std::size_t shortest_topic = 8;
// What an alias beside its topic can add, with longer lengths.
constexpr std::size_t most_added = 5;

bool is_sent_again(const protocol::publish_parts& parts) {
  return (std::byte{parts.first} & protocol::duplicate_flag) != std::byte{0};
}

}  // namespace

outgoing_aliases::outgoing_aliases() : aliases_(std::make_unique<topic_map>()) {}
outgoing_aliases::~outgoing_aliases() = default;

void outgoing_aliases::reset(std::uint16_t server_maximum, std::size_t packet_limit) {
  aliases_->clear();
  maximum_ = std::min<std::size_t>(server_maximum, most_aliases);
  largest_ = largest_packet;
  if (packet_limit != 0) {
    largest_ = std::min(largest_, packet_limit - std::min(packet_limit, most_added));
  }
}

bool outgoing_aliases::write_aliased(protocol::bytes packet, write_queue& queue) {
  protocol::publish_parts parts = protocol::split_publish(packet);
  if (parts.topic.size() < shortest_topic || is_sent_again(parts)) return false;
  const auto known = aliases_->find(parts.topic);
  if (known == aliases_->end() && aliases_->size() == maximum_) return false;
  auto alias = static_cast<std::uint16_t>(aliases_->size() + 1);
  if (known == aliases_->end()) {
    aliases_->emplace(parts.topic, alias);
  } else {
    alias = known->second;
    parts.topic = {};
  }
  protocol::encode_aliased_publish(parts, alias,
                                   queue.append(protocol::aliased_publish_size(parts)));
  return true;
}

}  // namespace ipaas::mqtt::delivery
