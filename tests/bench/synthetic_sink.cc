// Takes PUBLISH packets from many connections, checks their numbers, and acknowledges in bulk; or,
// as "echo", sends each message back the way a broker would.
#include <sys/epoll.h>

#include <array>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <unordered_map>

#include "harness/loopback.h"
#include "harness/wire.h"
#include "packet_stream.h"
#include "role.h"
#include "sequence.h"
#include "usage.h"

namespace ipaas::bench {
namespace {

using harness::wire::type;
using harness::wire::version;

class sink_connection {
 public:
  enum class manner { acknowledge, ignore, echo };

  sink_connection(harness::file_descriptor socket, manner how)
      : socket_(std::move(socket)), manner_(how) {}

  int number() const { return socket_.number(); }
  std::uint64_t received() const { return numbers_.seen(); }

  // False when the client is gone.
  bool receive() {
    if (!input_.read_from(number())) return false;
    while (const auto packet = input_.next()) answer(*packet);
    flush();
    return true;
  }

 private:
  void flush() {
    if (!answers_.empty()) harness::write_all(socket_, answers_);
    answers_.clear();
  }

  void answer(const packet_view& packet) {
    switch (static_cast<type>(packet.type())) {
      case type::connect:
        answers_ += harness::wire::connack(version::v3_1_1, 0);
        break;
      case type::subscribe:
        answers_ += harness::wire::suback(version::v3_1_1, identifier(packet), granted(packet));
        break;
      case type::pingreq:
        answers_ += harness::wire::pingresp();
        break;
      case type::publish:
        take(packet);
        break;
      default:
        break;
    }
  }

  static std::uint16_t identifier(const packet_view& packet) {
    const auto high = static_cast<std::uint8_t>(packet.body.at(0));
    return static_cast<std::uint16_t>(high << 8 | static_cast<std::uint8_t>(packet.body.at(1)));
  }
  // One filter in each SUBSCRIBE; its QoS is the last byte.
  static std::string_view granted(const packet_view& packet) {
    return packet.body.substr(packet.body.size() - 1);
  }

  void take(const packet_view& packet) {
    const publish_view message = read_publish(packet);
    numbers_.see(message.payload);
    if (manner_ == manner::ignore) return;
    if (message.id != 0) acknowledge(message.id);
    if (manner_ == manner::echo) send_back(packet.qos(), message);
  }

  void acknowledge(std::uint16_t id) {
    const std::array<char, 4> bytes{0x40, 2, static_cast<char>(id >> 8),
                                    static_cast<char>(id & 255)};
    answers_.append(bytes.data(), bytes.size());
  }

  // In a write of its own, as a broker does, so that what the sockets add to the time is seen.
  void send_back(int qos, const publish_view& message) {
    flush();
    next_id_ = static_cast<std::uint16_t>(next_id_ % 65535 + 1);
    answers_ += harness::wire::publish(version::v3_1_1, {.topic = std::string(message.topic),
                                                         .payload = std::string(message.payload),
                                                         .qos = static_cast<std::uint8_t>(qos),
                                                         .id = next_id_});
    flush();
  }

  harness::file_descriptor socket_;
  manner manner_;
  packet_stream input_;
  sequence_check numbers_;
  std::string answers_;
  std::uint16_t next_id_ = 0;
};

class sink {
 public:
  sink(harness::file_descriptor listener, sink_connection::manner how)
      : listener_(std::move(listener)), epoll_(epoll_create1(EPOLL_CLOEXEC)), manner_(how) {
    watch(listener_.number());
  }

  // Until the last client is gone.
  void run() {
    do {
      turn();
    } while (!connections_.empty());
  }
  std::uint64_t received() const { return received_; }

 private:
  void watch(int descriptor) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = descriptor;
    epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, descriptor, &event);
  }

  void turn() {
    std::array<epoll_event, 64> events{};
    const int count = epoll_wait(epoll_.number(), events.data(), events.size(), -1);
    for (int i = 0; i < count; ++i) handle(events[static_cast<std::size_t>(i)].data.fd);
  }

  void handle(int descriptor) {
    if (descriptor == listener_.number()) return welcome();
    const auto found = connections_.find(descriptor);
    if (found->second->receive()) return;
    received_ += found->second->received();
    connections_.erase(found);
  }

  void welcome() {
    auto accepted = std::make_unique<sink_connection>(
        harness::accept_from(listener_, harness::deadline()), manner_);
    watch(accepted->number());
    const int number = accepted->number();
    connections_[number] = std::move(accepted);
  }

  harness::file_descriptor listener_;
  harness::file_descriptor epoll_;
  sink_connection::manner manner_;
  std::unordered_map<int, std::unique_ptr<sink_connection>> connections_;
  std::uint64_t received_ = 0;
};

int serve(const role_options& options, sink_connection::manner how) {
  raise_descriptor_limit();
  harness::file_descriptor listener = harness::listen_on_loopback();
  std::printf("%d\n", harness::port_of(listener));
  std::fflush(stdout);
  sink server(std::move(listener), how);
  server.run();
  if (server.received() < options.messages) {
    throw std::runtime_error("only " + std::to_string(server.received()) + " messages came");
  }
  return 0;
}

}  // namespace

int sink_messages(const role_options& options) {
  using enum sink_connection::manner;
  return serve(options, options.window == 0 ? ignore : acknowledge);
}

int echo_messages(const role_options& options) {
  return serve(options, sink_connection::manner::echo);
}

}  // namespace ipaas::bench
