#include "harness/scripted_broker.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <array>
#include <stdexcept>

#include "harness/loopback.h"

namespace ipaas::harness {
namespace {

void wait_for(int descriptor, int cut, const char* what) {
  std::array<pollfd, 2> entries{{{descriptor, POLLIN, 0}, {cut, POLLIN, 0}}};
  const int ready = poll(entries.data(), entries.size(), static_cast<int>(patience.count()));
  if (ready <= 0) throw timed_out(what);
  if (entries[1].revents != 0) throw std::runtime_error("the script was cut short");
}

std::string requested_qos(const wire::subscribe_packet& request) {
  std::string codes;
  for (const wire::subscription& entry : request.subscriptions) {
    codes += static_cast<char>(entry.qos());
  }
  return codes;
}

[[noreturn]] void throw_unexpected(wire::type kind, const std::string& packet) {
  throw std::runtime_error("instead of type " + std::to_string(static_cast<int>(kind)) +
                           " the client sent " + wire::to_hex(packet.substr(0, 64)));
}

}  // namespace

void peer::start_tls(const tls_server& server) {
  tls_ = std::make_unique<tls_channel>(server, *socket_, cut_);
}

void peer::send(std::string_view bytes) {
  if (tls_) {
    tls_->write_all(bytes);
  } else {
    write_all(*socket_, bytes);
  }
}

// False when the client has closed.
bool peer::read_more() {
  if (tls_) return tls_->read_some(buffer_);
  wait_for(socket_->number(), cut_, "the client sent nothing");
  return read_some(*socket_, buffer_, deadline());
}

std::string peer::read_bytes() {
  if (buffer_.empty()) read_more();
  return std::exchange(buffer_, {});
}

std::string peer::read_packet() {
  for (;;) {
    if (auto packet = wire::take_packet(buffer_)) return *packet;
    if (!read_more()) throw std::runtime_error("the client closed where a packet was expected");
  }
}

std::string peer::take(wire::type kind) {
  for (;;) {
    std::string packet = read_packet();
    if (wire::type_of(packet) == kind) return packet;
    if (wire::type_of(packet) != wire::type::pingreq) throw_unexpected(kind, packet);
    send(wire::pingresp());
  }
}

std::string peer::take_granting(wire::version v, wire::type kind) {
  for (;;) {
    std::string packet = read_packet();
    if (wire::type_of(packet) == kind) return packet;
    if (wire::type_of(packet) != wire::type::subscribe) throw_unexpected(kind, packet);
    grant(v, wire::read_subscribe(v, packet));
  }
}

void peer::grant(wire::version v, const wire::subscribe_packet& request) {
  send(wire::suback(v, request.id, requested_qos(request)));
}

bool peer::has_input() const {
  return !buffer_.empty() || (tls_ && tls_->has_input()) ||
         wait_readable(socket_->number(), deadline(milliseconds::zero()));
}

std::string peer::wait_for_close() {
  while (read_more()) {
  }
  return std::exchange(buffer_, {});
}

void peer::reset() {
  const linger at_once{1, 0};
  setsockopt(socket_->number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  socket_->close();
}

void peer::close() {
  if (tls_) tls_->end_output();
  socket_->close();
}

void peer::accept_session(wire::version v, std::uint8_t flags, std::string_view properties) {
  take(wire::type::connect);
  send(wire::connack(v, 0, flags, properties));
}

wire::subscribe_packet peer::grant_subscription(wire::version v) {
  wire::subscribe_packet request = wire::read_subscribe(v, take(wire::type::subscribe));
  grant(v, request);
  return request;
}

peer listener::accept() {
  wait_for(socket_.number(), cut_, "nobody connected");
  file_descriptor accepted = accept_from(socket_, deadline());
  // A script's small packets leave at once; otherwise each may wait 40 ms for the one before.
  const int on = 1;
  setsockopt(accepted.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return {std::move(accepted), cut_};
}

peer listener::accept(const tls_server& server) {
  peer accepted = accept();
  accepted.start_tls(server);
  return accepted;
}

void listener::wait_until_cut() { wait_readable(cut_, deadline()); }

scripted_broker::scripted_broker(script play)
    : socket_(listen_on_loopback()),
      cut_(eventfd(0, EFD_CLOEXEC)),
      port_(port_of(socket_)),
      thread_([this, play = std::move(play)] { run(play); }) {}

scripted_broker::~scripted_broker() {
  if (!thread_.joinable()) return;
  eventfd_write(cut_.number(), 1);
  thread_.join();
}

std::string scripted_broker::url() const { return "127.0.0.1:" + std::to_string(port_); }

void scripted_broker::run(const script& play) {
  try {
    listener door(socket_, cut_.number());
    play(door);
  } catch (...) {
    failure_ = std::current_exception();
  }
}

void scripted_broker::finish() {
  thread_.join();
  if (failure_) std::rethrow_exception(failure_);
}

}  // namespace ipaas::harness
