// Blasts pre-encoded PUBLISH packets as fast as the socket takes them, within a window at QoS 1.
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "harness/loopback.h"
#include "harness/wire.h"
#include "packet_stream.h"
#include "role.h"
#include "sequence.h"

namespace ipaas::bench {
namespace {

using harness::wire::version;

class sender {
 public:
  sender(const role_options& options, harness::file_descriptor socket)
      : options_(options), socket_(std::move(socket)) {
    fcntl(socket_.number(), F_SETFL, O_NONBLOCK);
    encode_block();
  }

  void run() {
    while (turn()) {
    }
  }

 private:
  // One packet of the block stands every packet_size_ bytes; only its number and identifier change.
  void encode_block() {
    const auto qos = static_cast<std::uint8_t>(options_.qos);
    const std::string packet = harness::wire::publish(
        version::v3_1_1,
        {.topic = bench_topic, .payload = std::string(options_.size, 'x'), .qos = qos, .id = 1});
    packet_size_ = packet.size();
    payload_offset_ = packet_size_ - options_.size;
    block_capacity_ = std::max<std::size_t>(1, (std::size_t{256} << 10) / packet_size_);
    for (std::size_t i = 0; i < block_capacity_; ++i) block_ += packet;
  }

  bool turn() {
    pollfd entry{socket_.number(), POLLIN, 0};
    if (may_send()) entry.events |= POLLOUT;
    poll(&entry, 1, -1);
    if ((entry.revents & (POLLIN | POLLHUP | POLLERR)) != 0 && !receive()) return false;
    if ((entry.revents & POLLOUT) != 0) send_some();
    return true;
  }

  bool may_send() const { return pending_ > 0 || !answers_.empty() || room() > 0; }

  std::size_t room() const {
    if (!subscribed_) return 0;
    const std::size_t left = options_.messages - sent_;
    if (options_.qos == 0 || options_.window == 0) return left;
    return std::min<std::size_t>(left, options_.window - (sent_ - acknowledged_));
  }

  bool receive() {
    if (!input_.read_from(socket_.number())) return false;
    while (const auto packet = input_.next()) answer(*packet);
    return true;
  }

  void answer(const packet_view& packet) {
    using harness::wire::type;
    switch (static_cast<type>(packet.type())) {
      case type::connect:
        answers_ += harness::wire::connack(version::v3_1_1, 0);
        break;
      case type::subscribe:
        answers_ += harness::wire::suback(version::v3_1_1, identifier(packet),
                                          std::string(1, static_cast<char>(options_.qos)));
        subscribed_ = true;
        break;
      case type::puback:
        ++acknowledged_;
        break;
      case type::pingreq:
        answers_ += harness::wire::pingresp();
        break;
      default:
        break;
    }
  }

  static std::uint16_t identifier(const packet_view& packet) {
    const auto high = static_cast<std::uint8_t>(packet.body.at(0));
    return static_cast<std::uint16_t>(high << 8 | static_cast<std::uint8_t>(packet.body.at(1)));
  }

  void send_some() {
    if (pending_ == 0 && !answers_.empty()) {
      harness::write_all(socket_, answers_);
      answers_.clear();
    }
    if (pending_ == 0) number_block(std::min(room(), block_capacity_));
    if (pending_ == 0) return;
    const ssize_t count = ::send(socket_.number(), block_.data() + offset_, pending_, MSG_NOSIGNAL);
    if (count <= 0) return;
    offset_ += static_cast<std::size_t>(count);
    pending_ -= static_cast<std::size_t>(count);
  }

  void number_block(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i, ++sent_) {
      char* packet = block_.data() + i * packet_size_;
      put_number(packet + payload_offset_, sent_);
      if (options_.qos > 0) put_identifier(packet + payload_offset_ - 2);
    }
    offset_ = 0;
    pending_ = count * packet_size_;
  }

  void put_identifier(char* place) const {
    const auto id = static_cast<unsigned>(sent_ % 65535 + 1);
    place[0] = static_cast<char>(id >> 8);
    place[1] = static_cast<char>(id & 255);
  }

  const role_options& options_;
  harness::file_descriptor socket_;
  packet_stream input_;
  std::string answers_;
  bool subscribed_ = false;
  std::string block_;
  std::size_t packet_size_ = 0;
  std::size_t payload_offset_ = 0;
  std::size_t block_capacity_ = 0;
  std::size_t offset_ = 0;   // of the part of the block that was not written yet
  std::size_t pending_ = 0;  // its size
  std::uint64_t sent_ = 0;
  std::uint64_t acknowledged_ = 0;
};

}  // namespace

int send_messages(const role_options& options) {
  const harness::file_descriptor listener = harness::listen_on_loopback();
  std::printf("%d\n", harness::port_of(listener));
  std::fflush(stdout);
  sender(options, harness::accept_from(listener, harness::deadline())).run();
  return 0;
}

}  // namespace ipaas::bench
