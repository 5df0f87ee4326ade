#include "packet_stream.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace ipaas::bench {
namespace {

// A larger buffer saves system calls up to here; beyond it, only a larger packet makes it grow.
constexpr std::size_t largest_for_speed = 1 << 18;

std::uint16_t number_at(std::string_view bytes, std::size_t place) {
  if (place + 2 > bytes.size()) throw std::runtime_error("a packet is too short");
  const auto high = static_cast<std::uint8_t>(bytes[place]);
  return static_cast<std::uint16_t>(high << 8 | static_cast<std::uint8_t>(bytes[place + 1]));
}

}  // namespace

publish_view read_publish(const packet_view& packet) {
  const std::size_t topic_size = number_at(packet.body, 0);
  std::size_t payload = 2 + topic_size;
  publish_view result;
  result.topic = packet.body.substr(2, topic_size);
  if (packet.qos() > 0) {
    result.id = number_at(packet.body, payload);
    payload += 2;
  }
  result.payload = packet.body.substr(payload);
  return result;
}

bool packet_stream::read_from(int socket) {
  make_room();
  const ssize_t count = ::read(socket, buffer_.data() + end_, buffer_.size() - end_);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return true;
  if (count <= 0) return false;
  end_ += static_cast<std::size_t>(count);
  filled_to_ = end_;
  return true;
}

// Grows only under load, so that a thousand idle connections stay small.
void packet_stream::make_room() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  const bool filled = filled_to_ == buffer_.size() && buffer_.size() < largest_for_speed;
  if (filled || end_ > buffer_.size() / 2) buffer_.resize(buffer_.size() * 4);
}

std::optional<packet_view> packet_stream::next() {
  std::uint32_t length = 0;
  unsigned shift = 0;
  for (std::size_t place = begin_ + 1; place < end_; ++place, shift += 7) {
    if (shift > 21) throw std::runtime_error("a length of more than four bytes");
    const auto byte = static_cast<std::uint8_t>(buffer_[place]);
    length |= static_cast<std::uint32_t>(byte & 127) << shift;
    if (byte >= 128) continue;
    const std::size_t body = place + 1;
    if (end_ - body < length) return std::nullopt;
    const auto first = static_cast<std::uint8_t>(buffer_[begin_]);
    begin_ = body + length;
    return packet_view{first, {buffer_.data() + body, length}};
  }
  return std::nullopt;
}

}  // namespace ipaas::bench
