#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/asio/ip/tcp.hpp>
#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

#include "message/json_text.h"
#include "message/problem_text.h"
#include "transport/descriptor.h"
#include "transport/descriptor_watch.h"
#include "transport/name/resolver.h"
#include "transport/socket_io.h"
#include "transport/stream.h"
#include "transport/system_failure.h"

namespace ipaas::mqtt::transport {
namespace {

boost::asio::ip::tcp::endpoint endpoint_of(const socket_address& address) {
  return {boost::asio::ip::make_address(address.ip), address.port};
}

std::string json_of(const socket_address& address) {
  std::string out;
  append_json_string(out, address.ip);
  return out;
}

std::string json_of(const std::vector<socket_address>& addresses) {
  std::string out = "[";
  for (const socket_address& each : addresses) {
    if (out.size() > 1) out += ',';
    out += json_of(each);
  }
  return out + ']';
}

void enable(int socket, int option) {
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, option, &on, sizeof on);
}

// Takes the error that the system keeps for a socket; 0: none, it is connected.
int pending_error(int socket) {
  int number = 0;
  socklen_t size = sizeof number;
  if (::getsockopt(socket, SOL_SOCKET, SO_ERROR, &number, &size) != 0) return errno;
  return number;
}

class tcp_stream final : public stream {
 public:
  tcp_stream(std::shared_ptr<io_thread> thread, std::string name_servers, connect_trace* trace)
      : thread_(std::move(thread)), name_servers_(std::move(name_servers)), trace_(trace) {}

  void connect(const config::broker_address& address, connect_handler done) override;
  std::string_view stage() const override { return stage_; }

  io_result read(std::span<std::byte> room) override {
    return receive_from(socket_.number(), room);
  }
  io_result write(std::span<const std::span<const std::byte>> parts) override {
    return send_to(socket_.number(), parts);
  }
  void wait_readable(std::function<void()> ready) override {
    watch_->wait_readable(std::move(ready));
  }
  void wait_writable(std::function<void()> ready) override {
    watch_->wait_writable(std::move(ready));
  }
  void end_output() override { ::shutdown(socket_.number(), SHUT_WR); }
  void acknowledge_now() override { enable(socket_.number(), TCP_QUICKACK); }

 private:
  // What only connecting needs.
  struct attempt {
    attempt(io_thread& thread, const std::string& name_servers) : names(thread, name_servers) {}
    config::broker_address broker;
    connect_handler done;
    resolver names;
    std::vector<socket_address> addresses{};
    std::size_t next = 0;
    std::optional<error> failure{};  // of the last address tried
  };

  void enter(std::string_view stage);
  void resolved(std::optional<error> failure, std::vector<socket_address> addresses);
  void try_next_address();
  int begin(const socket_address& address);
  void answered();
  void address_failed(int number);
  void finish(std::optional<error> failure);

  std::shared_ptr<io_thread> thread_;
  std::string name_servers_;
  connect_trace* trace_;
  std::string_view stage_ = "name";
  std::unique_ptr<attempt> attempt_;
  descriptor socket_;
  std::optional<descriptor_watch> watch_;  // of socket_, and gone before it
};

void tcp_stream::enter(std::string_view stage) {
  stage_ = stage;
  if (trace_ != nullptr) trace_->on_stage(stage);
}

void tcp_stream::connect(const config::broker_address& address, connect_handler done) {
  enter("name");
  attempt_ = std::make_unique<attempt>(*thread_, name_servers_);
  attempt_->broker = address;
  attempt_->done = std::move(done);
  attempt_->names.resolve(
      address.host, address.port,
      [this](std::optional<error> failure, std::vector<socket_address> addresses) {
        resolved(std::move(failure), std::move(addresses));
      });
}

void tcp_stream::resolved(std::optional<error> failure, std::vector<socket_address> addresses) {
  if (failure) {
    finish(std::move(failure));
    return;
  }
  if (trace_ != nullptr) trace_->on_found("addresses", json_of(addresses));
  enter("tcp");
  attempt_->addresses = std::move(addresses);
  try_next_address();
}

void tcp_stream::try_next_address() {
  while (attempt_->next < attempt_->addresses.size()) {
    const int number = begin(attempt_->addresses[attempt_->next++]);
    if (number == 0) return;
    address_failed(number);
  }
  finish(std::move(attempt_->failure));
}

// Returns 0 when the answer will come to answered(), or the error number.
int tcp_stream::begin(const socket_address& address) {
  const auto endpoint = endpoint_of(address);
  socket_ = descriptor(::socket(endpoint.protocol().family(),
                                SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
  if (!socket_) return errno;
  enable(socket_.number(), TCP_NODELAY);
  const auto size = static_cast<socklen_t>(endpoint.size());
  if (::connect(socket_.number(), endpoint.data(), size) != 0 && errno != EINPROGRESS) {
    return errno;
  }
  try {
    watch_.emplace(*thread_, socket_.number());
  } catch (const std::system_error& failure) {
    return failure.code().value();
  }
  watch_->wait_writable([this] { answered(); });
  return 0;
}

void tcp_stream::answered() {
  const int number = pending_error(socket_.number());
  if (number != 0) {
    address_failed(number);
    return try_next_address();
  }
  if (trace_ != nullptr) {
    trace_->on_found("address", json_of(attempt_->addresses[attempt_->next - 1]));
  }
  finish(std::nullopt);
}

void tcp_stream::address_failed(int number) {
  watch_.reset();
  socket_.close();
  const auto& broker = attempt_->broker;
  const auto& address = attempt_->addresses[attempt_->next - 1];
  const phrase where = bracketed(address.ip == broker.host ? std::string() : address.ip);
  attempt_->failure =
      describe(code_of_connect(number),
               say(problem::connecting_failed, broker.text(), where, system_reason(number)));
}

// The handler may destroy the stream.
void tcp_stream::finish(std::optional<error> failure) {
  const auto ended = std::exchange(attempt_, nullptr);
  if (failure) {
    failure->endpoint = ended->broker.text();
    failure->stage = stage_;
  }
  ended->done(std::move(failure));
}

}  // namespace

std::unique_ptr<stream> make_tcp_stream(std::shared_ptr<io_thread> thread, std::string name_servers,
                                        connect_trace* trace) {
  return std::make_unique<tcp_stream>(std::move(thread), std::move(name_servers), trace);
}

}  // namespace ipaas::mqtt::transport
