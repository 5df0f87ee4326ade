// flow.cc - a Consumer, a flow and a Producer in C++20: each message is published again in upper
// case, and acknowledged when its publication was. An empty message makes the flow fail; it comes
// again.
//
//     c++ -std=c++20 -I plugin_api/include examples/embedding/cpp/flow.cc -o flow -ldl
//     ./flow PLUGIN CONNECTION CONSUMER PRODUCER
//
// The last three are JSON: the connection's settings, and the parameters of both operations. It
// ends with SIGTERM or SIGINT: with 0 in order, 1 when the connection fails, 2 for a bad
// configuration.
//
// host.hpp has handles that close themselves, records and failures. JSON is read in
// problems.h.
#include <poll.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <csignal>
#include <iostream>
#include <string>

#include "ipaas/host.hpp"
#include "problems.h"

namespace host = ipaas::host;
using std::chrono::milliseconds;

namespace {

std::string request(const std::string& operation, const std::string& parameters) {
  return R"("operation":")" + operation + R"(","parameters":)" + parameters + '}';
}

// Checks without connecting, and prints what is wrong at which field.
bool is_valid(const host::plugin& library, const std::string& connection,
              const std::string& operation) {
  const auto report = parsed(library.validate(R"({"connection":)" + connection + ',' + operation));
  print_problems(report["errors"]);
  print_problems(report["warnings"]);
  return report["valid"].GetBool();
}

// The flow itself. Throws what the message is told to have failed for.
std::string run_flow(std::string_view payload) {
  if (payload.empty()) throw std::invalid_argument("The message is empty.");
  std::string result(payload);
  std::ranges::transform(result, result.begin(),
                         [](unsigned char each) { return static_cast<char>(std::toupper(each)); });
  return result;
}

std::uint32_t verdict_of(std::uint32_t outcome) {
  if (outcome == IPAAS_SUCCEEDED || outcome == IPAAS_KEPT) return IPAAS_ACCEPT;
  return outcome == IPAAS_FAILED_RETRYABLE ? IPAAS_RETRY : IPAAS_REJECT;
}

// An operation, and the records that wait to be submitted to it.
struct side {
  std::string name;
  host::operation operation;
  host::batch outgoing{};
  bool ended = false;

  // With IPAAS_AGAIN the rest stays for the next time.
  void flush() {
    if (!outgoing.empty() && !ended) operation.submit(outgoing);
  }
};

volatile std::sig_atomic_t signalled = 0;

class relay {
 public:
  relay(host::connection connection, const std::string& consumer, const std::string& producer)
      : consumer_{"consumer", connection.open_operation('{' + consumer)},
        producer_{"producer", connection.open_operation('{' + producer)},
        connection_(std::move(connection)) {
    // Signals come only while ppoll waits, so that none is overlooked.
    sigset_t ending;
    sigemptyset(&ending);
    for (const int number : {SIGTERM, SIGINT}) {
      sigaddset(&ending, number);
      std::signal(number, [](int which) { signalled = which; });
    }
    sigprocmask(SIG_BLOCK, &ending, &while_waiting_);
  }

  int run() {
    while (!signalled && !failed_) turn();
    // First the Consumer ends: what it has handed over is published and settled meanwhile.
    stopping_ = true;
    consumer_.operation.stop(milliseconds(10'000));
    while (!consumer_.ended) turn();
    producer_.operation.stop(milliseconds(1'000));
    while (!producer_.ended) turn();
    connection_.close(milliseconds(1'000));
    return failed_ ? 1 : 0;
  }

 private:
  // Waits for records of both sides. While the Producer has no room nothing is taken from the
  // Consumer: its window fills, and holds the broker back.
  void turn() {
    const timespec soon{.tv_sec = 0, .tv_nsec = 100'000'000};
    const bool backlog = !producer_.outgoing.empty();
    const bool full = backlog && !stopping_;
    std::array entries{pollfd{producer_.operation.fd(), POLLIN, 0},
                       pollfd{full ? -1 : consumer_.operation.fd(), POLLIN, 0}};
    ppoll(entries.data(), entries.size(), backlog ? &soon : nullptr, &while_waiting_);
    take(producer_);
    if (!full) take(consumer_);
    producer_.flush();
    consumer_.flush();
    std::cout.flush();
  }

  void take(side& from) {
    from.operation.take([&](const host::record& each) {
      if (each.kind == IPAAS_KIND_MESSAGE) on_message(each);
      if (each.kind == IPAAS_KIND_OUTCOME) on_outcome(each);
      if (each.kind == IPAAS_KIND_EVENT) on_event(from, each);
    });
  }

  // The result goes to the Producer under the message's own token, which nothing else has until the
  // message is settled. Its attribute goes along: parameters can then say ${attribute.topic}.
  void on_message(const host::record& message) {
    std::cout << "message " << message.payload << " (delivery " << message.deliveries << ")\n";
    try {
      const std::string result = run_flow(message.payload);
      producer_.outgoing.publish(message.token, result, message.attribute, message.variable);
    } catch (const std::exception& problem) {  // a text that needs no escapes in JSON
      const auto why =
          R"({"Code":"FLOW:FAILED","Description":")" + std::string(problem.what()) + "\"}";
      consumer_.outgoing.settle(message.token, IPAAS_RETRY, why);
    }
  }

  // What became of the result decides what becomes of the message.
  void on_outcome(const host::record& outcome) {
    consumer_.outgoing.settle(outcome.token, verdict_of(outcome.code), outcome.error);
  }

  void on_event(side& from, const host::record& event) {
    const auto about = parsed(event.attribute);
    std::cout << "event " << from.name << ' ' << text_of(about, "event") << ' '
              << text_of(about, "code") << ": " << text_of(about, "text") << '\n';
    from.ended = event.code == IPAAS_EVENT_STOPPED;
    failed_ = failed_ || event.code == IPAAS_EVENT_FAILED;
  }

  side consumer_, producer_;
  // Ends before the operations: closing one by itself would unsubscribe what it had subscribed to.
  host::connection connection_;
  sigset_t while_waiting_{};
  bool stopping_ = false;
  bool failed_ = false;
};

int run(const std::string& path, const std::string& settings, const std::string& consumer,
        const std::string& producer) {
  const host::plugin library(path);
  if (!is_valid(library, settings, consumer) || !is_valid(library, settings, producer)) return 2;
  // The library is unloaded with the last object that uses it.
  return relay(library.open_connection(settings), consumer, producer).run();
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 5) throw std::runtime_error("usage: flow PLUGIN CONNECTION CONSUMER PRODUCER");
  return run(argv[1], argv[2], request("consumer", argv[3]), request("producer", argv[4]));
} catch (const host::failure& refused) {
  std::cout << "a call was refused with status " << refused.status() << '\n';
  print_error(parsed(refused.details()));
  return 1;
} catch (const std::exception& problem) {
  std::cerr << problem.what() << '\n';
  return 1;
}
