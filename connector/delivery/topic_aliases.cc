#include "delivery/topic_aliases.h"

#include <algorithm>

#include "message/problem_text.h"

namespace ipaas::mqtt::delivery {

namespace {

constexpr std::size_t room_size = std::size_t{64} << 10;

// Copies to `to`, which moves on behind the copy.
protocol::bytes copy(protocol::bytes from, std::byte*& to) {
  const protocol::bytes copied(to, from.size());
  to = std::ranges::copy(from, to).out;
  return copied;
}

}  // namespace

protocol::malformed topic_aliases::resolve(protocol::publish& message, chunk_ref& block) {
  const std::uint16_t alias = message.topic_alias;
  if (alias > maximum) return problem::publish_alias_high;
  if (!message.topic.empty()) {
    if (topics_.size() < alias) topics_.resize(alias);
    topics_[alias - 1U] = message.topic;
    return {};
  }
  if (alias > topics_.size() || topics_[alias - 1U].empty()) {
    return problem::publish_alias_unknown;
  }
  const std::string& topic = topics_[alias - 1U];
  std::byte* to = allocate(topic.size() + message.properties.size() + message.payload.size());
  message.topic = protocol::as_text(copy(protocol::as_bytes(topic), to));
  message.properties = copy(message.properties, to);
  message.payload = copy(message.payload, to);
  block = room_;
  return {};
}

std::byte* topic_aliases::allocate(std::size_t size) {
  if (!room_ || room_->capacity() - used_ < size) {
    room_ = chunk::allocate(std::max(size, room_size));
    used_ = 0;
  }
  std::byte* const at = room_->data() + used_;
  used_ += size;
  return at;
}

}  // namespace ipaas::mqtt::delivery
