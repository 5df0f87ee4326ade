// Operations on a connection whose broker refuses: everything but a network.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "operations/hub.h"
#include "operations/record_format.h"

namespace ipaas::mqtt::operations::test {

// A loopback port that refuses connections for as long as this lives: bound, and not listening.
class refusing_port {
 public:
  refusing_port() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(socket_, any, size), 0);
    EXPECT_EQ(::getsockname(socket_, any, &size), 0);
    number_ = ::ntohs(address.sin_port);
  }
  ~refusing_port() { ::close(socket_); }
  refusing_port(const refusing_port&) = delete;
  refusing_port& operator=(const refusing_port&) = delete;
  std::uint16_t number() const { return number_; }

 private:
  int socket_;
  std::uint16_t number_ = 0;
};

struct taken_record {
  ipaas_record header{};
  std::string error;
  std::string attribute;
};

inline std::vector<std::byte> message(std::uint64_t token, std::string_view payload,
                                      std::string_view attribute = {},
                                      std::string_view variable = {}) {
  ipaas_record header{};
  header.kind = IPAAS_KIND_MESSAGE;
  header.token = token;
  const record_parts parts{payload, {}, attribute, variable};
  std::vector<std::byte> out(record_size(parts));
  write_record(header, parts, out.data());
  return out;
}

inline std::vector<std::byte> settlement(std::uint64_t token, std::uint32_t verdict) {
  ipaas_record header{};
  header.kind = IPAAS_KIND_SETTLEMENT;
  header.token = token;
  header.code = verdict;
  std::vector<std::byte> out(record_size({}));
  write_record(header, {}, out.data());
  return out;
}

// Takes the records of an operation one by one, and waits for them.
class reader {
 public:
  explicit reader(operation& from) : from_(from) {}

  // The next record; a header of zeros when none comes, which fails the test.
  taken_record next() {
    // Far more than anything takes: it turns a hang into a failure.
    constexpr int patience_ms = 60'000;
    while (waiting_.empty()) {
      pollfd descriptor{from_.descriptor(), POLLIN, 0};
      if (::poll(&descriptor, 1, patience_ms) != 1) {
        ADD_FAILURE() << "no record came";
        return {};
      }
      take();
    }
    taken_record record = std::move(waiting_.front());
    waiting_.pop_front();
    return record;
  }
  taken_record next_of(std::uint16_t kind) {
    for (;;) {
      taken_record record = next();
      if (record.header.kind == kind || record.header.size == 0) return record;
    }
  }
  taken_record next_event(std::uint32_t code) {
    for (;;) {
      taken_record record = next_of(IPAAS_KIND_EVENT);
      if (record.header.code == code || record.header.size == 0) return record;
    }
  }
  // Whether nothing waits.
  bool is_empty() {
    take();
    return waiting_.empty();
  }

 private:
  void take() {
    alignas(8) std::byte room[16'384];
    std::size_t length = 0;
    EXPECT_EQ(from_.take(room, length).status, IPAAS_OK);
    for (std::size_t at = 0; at < length;) {
      record_view record;
      EXPECT_EQ(read_record(std::span(room).subspan(at, length - at), record), "");
      waiting_.push_back({record.header, std::string(record.error), std::string(record.attribute)});
      at += record.header.size;
    }
  }

  operation& from_;
  std::deque<taken_record> waiting_;
};

class operation_test : public testing::Test {
 protected:
  operation_test() {
    settings.brokers.push_back({"127.0.0.1", port_.number(), ""});
    settings.client_id = "operation-test";
  }
  ~operation_test() override {
    if (opened_) opened_->close(std::chrono::milliseconds(0));
  }
  // Opened with the first use, so that a test may change the settings before.
  const std::shared_ptr<hub>& connection() {
    if (!opened_) opened_ = hub::open(settings);
    return opened_;
  }
  // With it, messages wait for a broker that never comes.
  void keep_trying() {
    settings.connect_retry = true;
    settings.connect_retry_interval = std::chrono::hours(1);
  }
  std::shared_ptr<operation> open_producer(config::producer_settings parameters) {
    return connection()->open_operation({std::move(parameters), {}, {}, {}});
  }
  std::shared_ptr<operation> open_consumer() {
    config::consumer_settings parameters;
    parameters.subscriptions.push_back({"a/#", protocol::qos::at_least_once});
    return connection()->open_operation({std::move(parameters), {}, {}, {}});
  }
  static result submit(operation& to, const std::vector<std::byte>& records) {
    std::size_t accepted = 0;
    return to.submit(records, accepted);
  }

  config::connection_settings settings;

 private:
  refusing_port port_;
  std::shared_ptr<hub> opened_;
};

}  // namespace ipaas::mqtt::operations::test
