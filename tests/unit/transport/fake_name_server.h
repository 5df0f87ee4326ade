// A DNS server for these tests: UDP and TCP on one port of 127.0.0.1, on a thread of its own.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "on_thread.h"
#include "transport/descriptor.h"

namespace ipaas::mqtt::transport::test {

// What the server knows of a name.
struct name_record {
  enum class reaction { answer, silence, failure, truncation };

  std::vector<std::string> ipv4{};
  std::vector<std::string> ipv6{};
  reaction how = reaction::answer;  // truncation: over UDP; over TCP it answers
};

// RFC 1035, section 4.1, no more of it than a lookup needs.
class name_message {
 public:
  explicit name_message(std::string question) : bytes_(std::move(question)) {
    std::size_t at = header_size;
    while (bytes_.at(at) != 0) {
      const std::size_t length = static_cast<unsigned char>(bytes_[at]);
      name_ += (name_.empty() ? "" : ".") + bytes_.substr(at + 1, length);
      at += length + 1;
    }
    is_ipv6_ = bytes_.at(at + 2) == 28;
    bytes_.resize(at + 5);  // without the additional section
    bytes_.replace(4, 8, std::string("\0\1\0\0\0\0\0\0", 8));
  }

  const std::string& name() const { return name_; }

  std::string answered_with(const name_record& record) {
    set_flags('\x81', '\x80');
    for (const auto& ip : is_ipv6_ ? record.ipv6 : record.ipv4) add(ip);
    return bytes_;
  }
  std::string no_such_name() { return set_flags('\x81', '\x83'); }
  std::string server_failure() { return set_flags('\x81', '\x82'); }
  std::string truncated() { return set_flags('\x83', '\x80'); }

 private:
  static constexpr std::size_t header_size = 12;

  const std::string& set_flags(char high, char low) {
    bytes_[2] = high;
    bytes_[3] = low;
    return bytes_;
  }

  void add(const std::string& ip) {
    std::array<char, 16> address{};
    inet_pton(is_ipv6_ ? AF_INET6 : AF_INET, ip.c_str(), address.data());
    const std::size_t size = is_ipv6_ ? 16 : 4;
    bytes_ += std::string("\xc0\x0c\0", 3) + (is_ipv6_ ? '\x1c' : '\1');
    bytes_ += std::string("\0\1\0\0\0\x3c\0", 7) + static_cast<char>(size);
    bytes_.append(address.data(), size);
    ++bytes_[7];
  }

  std::string bytes_;
  std::string name_;
  bool is_ipv6_ = false;
};

class fake_name_server {
 public:
  explicit fake_name_server(std::map<std::string, name_record> known) : known_(std::move(known)) {
    open_sockets();
    server_ = std::thread([this] { serve(); });
  }
  ~fake_name_server() {
    stop_writing_.close();
    server_.join();
  }
  fake_name_server(const fake_name_server&) = delete;
  fake_name_server& operator=(const fake_name_server&) = delete;

  // As the resolver takes it.
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  // Returns when the first question has come.
  void await_question() { first_question_.get(); }
  // The names asked for. For after the lookup.
  std::vector<std::string> asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

 private:
  void open_sockets() {
    int pipe_ends[2];
    if (pipe2(pipe_ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    stop_reading_ = descriptor(pipe_ends[0]);
    stop_writing_ = descriptor(pipe_ends[1]);
    connections_ = bound(SOCK_STREAM);
    datagrams_ = bound(SOCK_DGRAM);
    listen(connections_.number(), 5);
  }

  // The first takes any port, the second the same one.
  descriptor bound(int kind) {
    descriptor made(socket(AF_INET, kind | SOCK_CLOEXEC, 0));
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_port = htons(port_);
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof here;
    if (bind(made.number(), reinterpret_cast<sockaddr*>(&here), size) != 0) {
      throw std::runtime_error("no port for the name server");
    }
    getsockname(made.number(), reinterpret_cast<sockaddr*>(&here), &size);
    port_ = ntohs(here.sin_port);
    return made;
  }

  void serve() {
    std::array<pollfd, 3> waiting{{{stop_reading_.number(), POLLIN, 0},
                                   {datagrams_.number(), POLLIN, 0},
                                   {connections_.number(), POLLIN, 0}}};
    while (poll(waiting.data(), waiting.size(), -1) >= 0 && waiting[0].revents == 0) {
      if (waiting[1].revents != 0) serve_datagram();
      if (waiting[2].revents != 0) serve_connection();
    }
  }

  void serve_datagram() {
    std::array<char, 512> room{};
    sockaddr_in from{};
    socklen_t size = sizeof from;
    const auto count = recvfrom(datagrams_.number(), room.data(), room.size(), 0,
                                reinterpret_cast<sockaddr*>(&from), &size);
    if (count <= 0) return;
    name_message message({room.data(), static_cast<std::size_t>(count)});
    note(message.name());
    const auto* record = find(message.name());
    const auto how = record == nullptr ? name_record::reaction::answer : record->how;
    if (how == name_record::reaction::silence) return;
    const auto answer =
        how == name_record::reaction::truncation ? message.truncated() : answer_to(message, record);
    sendto(datagrams_.number(), answer.data(), answer.size(), 0, reinterpret_cast<sockaddr*>(&from),
           size);
  }

  // A connection may carry the questions for both kinds of address.
  void serve_connection() {
    const descriptor peer(accept(connections_.number(), nullptr, nullptr));
    std::array<unsigned char, 2> length{};
    while (recv(peer.number(), length.data(), 2, MSG_WAITALL) == 2) {
      std::string question(static_cast<std::size_t>(length[0] << 8 | length[1]), '\0');
      if (recv(peer.number(), question.data(), question.size(), MSG_WAITALL) <= 0) return;
      name_message message(question);
      auto answer = answer_to(message, find(message.name()));
      answer.insert(0, {static_cast<char>(answer.size() >> 8), static_cast<char>(answer.size())});
      send(peer.number(), answer.data(), answer.size(), MSG_NOSIGNAL);
    }
  }

  static std::string answer_to(name_message& message, const name_record* record) {
    if (record == nullptr) return message.no_such_name();
    if (record->how == name_record::reaction::failure) return message.server_failure();
    return message.answered_with(*record);
  }

  const name_record* find(const std::string& name) const {
    const auto found = known_.find(name);
    return found == known_.end() ? nullptr : &found->second;
  }

  void note(const std::string& name) {
    const std::lock_guard lock(mutex_);
    if (asked_.empty()) first_question_.set(0);
    asked_.push_back(name);
  }

  const std::map<std::string, name_record> known_;
  std::uint16_t port_ = 0;
  descriptor datagrams_;
  descriptor connections_;
  descriptor stop_reading_;
  descriptor stop_writing_;
  mutable std::mutex mutex_;
  std::vector<std::string> asked_;  // guarded by mutex_
  awaited<int> first_question_;
  std::thread server_;
};

}  // namespace ipaas::mqtt::transport::test
